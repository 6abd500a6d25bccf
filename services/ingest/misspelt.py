"""What pydantic found wrong with the file of sources, said in Chinese to the person who wrote it."""

from collections.abc import Mapping
from typing import Any

from services.ingest.marked import Marked, Problem

_REASONS = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "不认识的键“{key}”；请对照 docs/sources.md 检查拼写",
    "string_type": "“{key}”应为文字；数字和 yes/no 请加引号",
    "bool_type": "“{key}”应为 true 或 false",
    "int_type": "“{key}”应为整数",
    "tuple_type": "“{key}”应为一个值，或列表 [… , …]",
    "list_type": "“{key}”应为列表，每项以“- ”开头",
    "dict_type": "“{key}”应为“键: 值”形式",
    "model_type": "“{key}”应为“键: 值”形式",
    "model_attributes_type": "“{key}”应为“键: 值”形式",
    "literal_error": "“{key}”的取值应为 {expected} 之一",
    "union_tag_not_found": "缺少“kind”：来源的种类",
    "union_tag_invalid": "没有“{tag}”这种来源；kind 应为 {expected_tags} 之一",
    "too_short": "“{key}”不能为空",
    "greater_than_equal": "“{key}”不能小于 {ge}",
}
_PATTERNS = {
    "name": "“name”应为 1 至 64 个字，只用文字、数字、点、下划线和连字符",
    "topic": "“topic”不是 Kafka 主题名，只能用英文字母、数字、点、下划线和连字符",
    "brokers": "“brokers”应形如 主机:9092,主机:9092",
}


def problem_of(fault: Mapping[str, Any], marked: Marked) -> Problem:
    """The line and the reason of one fault, an entry of `ValidationError.errors()`."""
    place = tuple(part for part in fault["loc"] if part != "[key]")
    at_kind = ("kind",) if fault["type"].startswith("union_tag") else ()
    return Problem(marked.line((*place, *at_kind)), _owner(place, marked.value) + _reason(fault, place))


def _reason(fault: Mapping[str, Any], place: tuple[str | int, ...]) -> str:
    key = _key(place)
    if fault["type"] == "value_error":
        return f"“{key}”：{fault['ctx']['error']}"
    if fault["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(key, f"“{key}”的写法不对")
    known = {name: str(value).replace(" or ", ", ").replace("'", "") for name, value in fault.get("ctx", {}).items()}
    return _REASONS.get(fault["type"], "“{key}”不正确").format_map({**known, "key": key})


def _key(place: tuple[str | int, ...]) -> str:
    """The names on the way to the fault: within a source, behind its number and its kind."""
    inside = place[3:] if len(place) > 3 else place[2:] if len(place) > 2 else place  # noqa: PLR2004
    return ".".join(part for part in inside if isinstance(part, str)) or "sources"


def _owner(place: tuple[str | int, ...], value: Any) -> str:
    """Name the source at fault, where it has a name that can be shown."""
    try:
        name = value["sources"][place[1]]["name"]
    except (LookupError, TypeError):
        return ""
    return f"来源“{name}”：" if isinstance(name, str) else ""
