"""The fields of a post (contract 3.1) as a pydantic model, which is also their page in the API's documentation."""

import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING, Channel, ContentType, Post

# A 5 MB page with room to spare.
MAX_BODY_BYTES = 6 * 1024 * 1024
_LONGEST_NAME = 512
_EARLIEST = datetime(1949, 10, 1, tzinfo=BEIJING)
_AHEAD = timedelta(days=366)


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_name(value: str) -> str:
    """Names are keys of the store and of the bus, and stand in URLs and logs."""
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"不能超过 {_LONGEST_NAME} 个字符")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise ValueError("不能含有控制字符")
    return value


def _is_not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    return value


def _one_of(kind: type[StrEnum], value: Any) -> Any:
    allowed = [member.value for member in kind]
    if isinstance(value, str) and value not in allowed:
        raise ValueError(f"取值应为 {'、'.join(allowed)} 之一")
    return value


def _as_content_type(value: Any) -> Any:
    """Content types come with parameters in HTTP and in feeds (`text/html; charset=utf-8`)."""
    return _one_of(ContentType, value.split(";")[0].strip().lower() if isinstance(value, str) else value)


def _as_datetime(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(
                "应为 ISO 8601 日期时间，例如 2026-03-31T09:30:00+08:00、2026-03-31 09:30:00 或 2026-03-31"
            ) from None
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone follows
    else:
        raise ValueError("应为 ISO 8601 格式的字符串，例如 2026-03-31T09:30:00+08:00")  # noqa: TRY004 - pydantic's contract
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


Name = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_is_name)]
_MAY_BE_EMPTY = frozenset({"channel", "content_type", "published_at"})


class PostIn(BaseModel):
    """A post as a CMS or a crawler sends it. Only `id` and `body` must be there; unknown fields are kept in `meta`."""

    model_config = ConfigDict(extra="allow", title="Post")

    id: Annotated[Name, AfterValidator(_is_not_blank)] = Field(
        description="Unique within `site`, 1 to 512 characters; a number is taken as text.", examples=["2026-0331-001"]
    )
    body: Annotated[str, AfterValidator(_is_not_blank)] = Field(
        description="Plain text or HTML, see `content_type`.",
        examples=["县政府召开常务会议，研究部署春季农业生产工作。"],
    )
    site: Name = Field("", examples=["www.example.gov.cn"])
    unit: str = Field("", description="The responsible unit.")
    channel: Annotated[Channel, BeforeValidator(lambda value: _one_of(Channel, value))] = Channel.OTHER
    column: str = ""
    url: str = ""
    title: str = ""
    content_type: Annotated[ContentType, BeforeValidator(_as_content_type)] = ContentType.PLAIN
    published_at: Annotated[datetime, BeforeValidator(_as_datetime)] | None = Field(
        None, description="ISO 8601, between 1949-10-01 and one year ahead. No zone: Asia/Shanghai. Absent: now."
    )
    author: str = ""
    source: str = ""
    links: list[str] = Field(default_factory=list)
    attachments: list[Any] = Field(default_factory=list)
    meta: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in data.items() if not _is_absent(name, value)}

    def to_post(self, now: datetime, max_body_bytes: int = MAX_BODY_BYTES) -> Post:
        """Build the domain value. Raises `InvalidPost` for a date out of range and for a body that is too large."""
        _measure(self.body, max_body_bytes)
        known = {name: getattr(self, name) for name in _COPIED}
        return Post(
            **known,
            published_at=_in_range(self.published_at or now, now),
            links=tuple(self.links),
            attachments=tuple(self.attachments),
            meta={**(self.model_extra or {}), **self.meta},
        )


_COPIED = tuple(name for name in PostIn.model_fields if name not in {"published_at", "links", "attachments", "meta"})


def _is_absent(name: str, value: Any) -> bool:
    if value is None:
        return name in PostIn.model_fields
    return value == "" and name in _MAY_BE_EMPTY


def _measure(body: str, max_body_bytes: int) -> None:
    """Count bytes of UTF-8, but only where the number of characters leaves a doubt."""
    widest = 4
    if len(body) * widest > max_body_bytes and len(body.encode("utf-8", "surrogatepass")) > max_body_bytes:
        raise InvalidPost(f"正文超过上限 {max_body_bytes} 字节，请拆分后提交", field="body")


def _in_range(moment: datetime, now: datetime) -> datetime:
    if not _EARLIEST <= moment <= now + _AHEAD:
        raise InvalidPost("日期不在 1949-10-01 至一年后的范围内", field="published_at")
    return moment
