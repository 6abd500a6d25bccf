"""What `duwang check` reads: whole files as one post each, JSON lines as one post a line."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import ContentType, Post
from services.ingest.encoding import read_text
from services.ingest.sources.jsonl import JsonlFile
from services.wire.post import decode_post

STDIN = Path("-")
_LONGEST_ID = 200
_HTML = {".html", ".htm", ".shtml"}


class Input(NamedTuple):
    """A post, or why there is none; `place` is the file, with the line where there are several posts in it."""

    place: str
    post: Post | InvalidPost


def read_inputs(files: list[Path], *, jsonl: bool, now: datetime) -> Iterator[Input]:
    """Read every file in turn. What cannot be read is an `Input` too, and the rest goes on.

    `jsonl`: standard input holds a post a line. `now` dates posts that are not dated themselves.
    """
    for path in files:
        try:
            yield from _posts(path, jsonl=jsonl, now=now)
        except UnreadableInput as error:
            yield Input(str(path), InvalidPost(str(error)))


def day_of(text: str, now: datetime) -> datetime:
    """The option `--published-at`, read as in a post; `now` where it is empty. Raises `InvalidPost`."""
    return decode_post({"id": "-", "body": "-", "published_at": text}, now=now).published_at if text else now


def _posts(path: Path, *, jsonl: bool, now: datetime) -> Iterator[Input]:
    if path == STDIN and jsonl:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if line.strip():
                yield _line(line, f"标准输入:{number}", now)
    elif ".jsonl" in path.suffixes:
        yield from (Input(item.place, item.post) for item in JsonlFile(path, now=now))
    else:
        yield _whole(path, now)


def _line(line: bytes, place: str, now: datetime) -> Input:
    try:
        return Input(place, decode_post(read_text(line, place), now=now, place=place))
    except UnreadableInput as error:
        return Input(place, InvalidPost(str(error)))
    except InvalidPost as error:
        return Input(place, error)


def _whole(path: Path, now: datetime) -> Input:
    name = "标准输入" if path == STDIN else str(path)
    kind = ContentType.HTML if path.suffix.lower() in _HTML else ContentType.PLAIN
    fields = {"id": name[-_LONGEST_ID:], "body": read_text(_bytes(path), name), "content_type": kind}
    try:
        return Input(name, decode_post(fields, now=now, place=name))
    except InvalidPost as error:
        return Input(name, error)


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}：{error.strerror or error}") from None
