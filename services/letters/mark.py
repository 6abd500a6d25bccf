"""A mark: the record that says which letters were sent again, and when."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from services.wire.json_text import to_json


class Mark(msgspec.Struct, frozen=True):
    """`at` carries a time zone."""

    replayed: tuple[str, ...]
    at: datetime


def encode_mark(ids: Sequence[str], at: datetime) -> bytes:
    return to_json({"replayed": list(ids), "at": at.isoformat()})


def decode_mark(record: bytes) -> Iterator[tuple[str, datetime]]:
    """The ids with their time; nothing for a record that is damaged: then its letters count as not sent again."""
    try:
        mark = msgspec.json.decode(record, type=Mark)
    except msgspec.DecodeError:
        return
    yield from ((id_, mark.at) for id_ in mark.replayed)
