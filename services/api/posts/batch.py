"""The shapes in which posts may be sent: one object, an array, `{"posts": […]}`, or one object per line (NDJSON)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from services.api.errors import Rejection
from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import Post
from services.wire.json_text import from_json
from services.wire.post import decode_post

NDJSON = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stood in the request; `line` only in NDJSON."""

    index: int
    line: int | None = None

    def reject(self, reason: str, field: str = "") -> Rejection:
        return Rejection(index=self.index, line=self.line, field=field, reason=reason)


@dataclass(frozen=True, slots=True)
class Batch:
    """The posts that can be read, and why the others cannot."""

    posts: list[tuple[Place, Post]]
    rejected: list[Rejection]


def read_batch(body: bytes, media_type: str, *, now: datetime, most: int) -> Batch:
    """Read a request body. One bad post is rejected alone; `UnreadableInput` is raised when nothing can be read."""
    sent = list(_lines(body) if media_type == NDJSON else _objects(from_json(body)))
    if not sent:
        raise UnreadableInput("请求中没有稿件")
    if len(sent) > most:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"一次最多提交 {most} 篇稿件，本次 {len(sent)} 篇")
    batch = Batch([], [])
    for place, data in sent:
        try:
            batch.posts.append((place, decode_post(data, now=now)))
        except InvalidPost as error:
            batch.rejected.append(place.reject(error.reason, error.field))
    return batch


def _lines(body: bytes) -> Iterator[tuple[Place, bytes]]:
    lines = ((number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip())
    return ((Place(index, number), line) for index, (number, line) in enumerate(lines))


def _objects(value: Any) -> Iterator[tuple[Place, Mapping[str, Any] | bytes]]:
    if isinstance(value, Mapping) and isinstance(value.get("posts"), list) and "body" not in value:
        value = value["posts"]
    items = value if isinstance(value, list) else [value]
    # What is not an object goes on as `null`, which the decoder refuses with its own reason.
    return ((Place(index), item if isinstance(item, Mapping) else b"null") for index, item in enumerate(items))
