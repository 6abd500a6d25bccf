"""What pydantic found wrong with a post, said in Chinese to the person who sent it."""

from pydantic import ValidationError

from services.domain.errors import InvalidPost

_REASONS = {
    "missing": "缺少必填字段",
    "string_type": "应为字符串",
    "list_type": "应为数组",
    "dict_type": "应为对象",
    "string_unicode": "含有无法识别的字符",
}


def reason_of(error: ValidationError) -> InvalidPost:
    """Name the first fault in an `InvalidPost`, and say how many more there are."""
    faults = error.errors(include_url=False, include_input=False)
    first = faults[0]
    reason = _REASONS.get(first["type"], "格式不正确")
    if first["type"] == "value_error":
        reason = str(first["ctx"]["error"])
    others = f"（另有 {len(faults) - 1} 处错误）" if len(faults) > 1 else ""
    return InvalidPost(reason + others, field=".".join(str(part) for part in first["loc"]))
