"""How a mapping is written: for each field of a post, where its value stands in the foreign message and how to read it.

`title: $.data.title` is short for `title: {path: $.data.title}`, and a list of paths means the first that is there.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING
from services.ingest.mapping.moment import ISO, refuse_format, zone_of
from services.ingest.mapping.path import Path
from services.ingest.mapping.value import refuse_codecs, written
from services.wire.post import decode_post
from services.wire.post_model import PostIn

META = "meta."
Codec = Literal["base64", "hex", "gb18030", "utf-8"]
_DATED = "published_at"
_NEEDED = ("id", "body")
_LISTS = ("links", "attachments")
_NOW = datetime(2026, 1, 1, tzinfo=BEIJING)


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _scalars(value: Any) -> Any:
    """What scalars of a message are compared with: numbers and truth values as they stand in JSON."""
    return tuple(map(written, value if isinstance(value, list) else [value]))


def _checked(check: Callable[[str], object]) -> AfterValidator:
    def run(text: str) -> str:
        check(text)
        return text

    return AfterValidator(run)


PathText = Annotated[str, _checked(Path)]
Paths = Annotated[tuple[PathText, ...], BeforeValidator(_many)]
Written = Annotated[tuple[str, ...], BeforeValidator(_scalars)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class FieldSpec(_Strict):
    """One field. `const`, or `path` with what is done to what stands there, in the order of these fields."""

    const: Any = None
    path: Paths = ()
    decode: Annotated[tuple[Codec, ...], BeforeValidator(_many)] = ()
    join: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    format: Annotated[tuple[Annotated[str, _checked(refuse_format)], ...], BeforeValidator(_many)] = (ISO,)
    zone: Annotated[str, _checked(zone_of)] = "Asia/Shanghai"
    default: Any = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> "FieldSpec":
        if bool(self.path) == (self.const is not None):
            raise ValueError("应写 path（到哪里取）或 const（固定的值），二者取一")
        if self.decode:
            refuse_codecs(self.decode)
        if self.const is not None and self.model_fields_set != {"const"}:
            raise ValueError("写了 const 就不能再写其他键")
        return self

    @property
    def constants(self) -> list[Any]:
        """What it gives whatever the message says."""
        return [value for value in (self.const, self.default, *self.values.values()) if value is not None]


class Condition(_Strict):
    """Which messages are posts: those where the value at `path` is, or is not, one of these."""

    path: PathText
    is_: Written = Field((), alias="is")
    is_not: Written = ()

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if bool(self.is_) == bool(self.is_not):
            raise ValueError("应写 is（取这些值的才收）或 is_not（取这些值的不收），二者取一")
        return self


def _spelled_out(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: {"path": rule} if isinstance(rule, str | list) else rule for name, rule in value.items()}


def _is_a_field(name: str) -> str:
    known = [field for field in PostIn.model_fields if field != "meta"]
    if name not in known and not (name.startswith(META) and len(name) > len(META)):
        raise ValueError(f"文稿没有字段“{name}”；可用：{'、'.join(known)}，其他内容写作 {META}名称")
    return name


def _refuse_misuse(name: str, rule: FieldSpec) -> None:
    dating = rule.model_fields_set & {"format", "zone"}
    if dating and name != _DATED:
        raise ValueError(f"“{'、'.join(sorted(dating))}”只用于 {_DATED}")
    if rule.join is not None and name in _LISTS:
        raise ValueError(f"{name} 是列表，取到的全部保留，不用 join")
    for constant in [] if name.startswith(META) else rule.constants:
        try:
            decode_post({"id": "-", "body": "-", name: constant}, now=_NOW)
        except InvalidPost as error:
            raise ValueError(f"“{constant}”不能作 {name} 的值：{error.reason}") from None


def _fits_a_post(rules: dict[str, FieldSpec]) -> dict[str, FieldSpec]:
    missing = [name for name in _NEEDED if name not in rules]
    faults = [f"缺少 {'、'.join(missing)}：每篇文稿都要有编号 id 和正文 body"] if missing else []
    for name, rule in rules.items():
        try:
            _refuse_misuse(name, rule)
        except ValueError as error:
            faults.append(f"{name}：{error}")
    if faults:
        raise ValueError("；".join(faults))
    return rules


FieldName = Annotated[str, AfterValidator(_is_a_field)]
MappingSpec = Annotated[dict[FieldName, FieldSpec], BeforeValidator(_spelled_out), AfterValidator(_fits_a_post)]
Rules = Mapping[str, FieldSpec]
