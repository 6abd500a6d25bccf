"""The post as other programs write it (contract 3.1): JSON in, `Post` out, and back."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from pydantic import ValidationError

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.wire.json_text import to_json
from services.wire.post_model import MAX_BODY_BYTES, PostIn
from services.wire.reasons import reason_of

_DEEPEST = 64


def decode_post(
    data: bytes | str | Mapping[str, Any], *, now: datetime, place: str = "", max_body_bytes: int = MAX_BODY_BYTES
) -> Post:
    """Read one post. `now` (with a time zone) stands in for an absent `published_at`.

    Raises `InvalidPost` with a Chinese reason, the field at fault and the given `place`; nothing else, on any input.
    """
    try:
        return _to_post(read_object(data), now, max_body_bytes)
    except InvalidPost as error:
        raise InvalidPost(error.reason, field=error.field, place=place) from None


def encode_post(post: Post) -> bytes:
    """Write the canonical form as UTF-8 JSON; `decode_post` gives an equal post back."""
    fields: dict[str, Any] = {
        "id": post.id,
        "site": post.site,
        "unit": post.unit,
        "channel": post.channel,
        "column": post.column,
        "url": post.url,
        "title": post.title,
        "body": post.body,
        "content_type": post.content_type,
        "published_at": post.published_at.isoformat(),
        "author": post.author,
        "source": post.source,
        "links": post.links,
        "attachments": post.attachments,
        "meta": dict(post.meta),
    }
    return to_json(fields)


def bus_key(site: str, post_id: str) -> bytes:
    """Make the key of a message about a post: all its revisions go the same way, in order."""
    return f"{site}/{post_id}".encode("utf-8", "surrogatepass")


def read_object(data: bytes | str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Read the JSON object alone, without asking whether it is a post. Raises `InvalidPost`."""
    value = data if isinstance(data, Mapping) else _read_json(_read_text(data))
    if not isinstance(value, Mapping):
        raise InvalidPost('应当是一个 JSON 对象，例如 {"id": "…", "body": "…"}')
    if _too_deep(value):
        raise InvalidPost(f"JSON 嵌套超过 {_DEEPEST} 层")
    return value


def _read_text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidPost(f"不是合法的 UTF-8（第 {error.start + 1} 个字节处），请转换编码后重新提交") from None


def _read_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidPost(f"不是合法的 JSON：第 {error.lineno} 行第 {error.colno} 个字符处有误") from None
    except ValueError:
        raise InvalidPost("JSON 中有过长的数字") from None
    except RecursionError:
        raise InvalidPost(f"JSON 嵌套超过 {_DEEPEST} 层") from None


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidPost(f"JSON 中不能有 {name}")


def _too_deep(value: Any) -> bool:
    """Walk level by level, so that a hostile nesting cannot exhaust the stack."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    children = value.values() if isinstance(value, Mapping) else value
    return [child for child in children if isinstance(child, (dict, list, tuple))]


def _to_post(fields: Mapping[str, Any], now: datetime, max_body_bytes: int) -> Post:
    try:
        post = PostIn.model_validate(dict(fields))
    except ValidationError as error:
        raise reason_of(error) from None
    return post.to_post(now, max_body_bytes)
