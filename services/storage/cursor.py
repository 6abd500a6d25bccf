"""Opaque cursors of keyset pages: the place of the last violation of a page, with a check against tampering."""

import base64
import binascii
import hashlib
from datetime import datetime
from typing import NamedTuple

from services.domain.errors import InvalidCursor

_CHECK_LENGTH = 6


class Place(NamedTuple):
    """The sort key of a page: newest first."""

    published_at: datetime
    id: str


def encode_cursor(place: Place) -> str:
    payload = f"{place.published_at.isoformat()} {place.id}".encode()
    return base64.urlsafe_b64encode(_check(payload) + payload).decode().rstrip("=")


def decode_cursor(cursor: str) -> Place:
    """Raise `InvalidCursor` for anything that `encode_cursor` did not make."""
    try:
        data = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raise _invalid() from None
    check, payload = data[:_CHECK_LENGTH], data[_CHECK_LENGTH:]
    if check != _check(payload):
        raise _invalid()
    published_at, _, violation_id = payload.decode().partition(" ")
    return Place(datetime.fromisoformat(published_at), violation_id)


def _check(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=_CHECK_LENGTH, person=b"duwang-cursor").digest()


def _invalid() -> InvalidCursor:
    return InvalidCursor("分页游标无效，请从第一页重新查询")
