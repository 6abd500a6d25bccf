"""Column types that take what posts really hold: any character, and times of any zone."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# SQLite and PostgreSQL refuse unpaired surrogates, PostgreSQL also NUL. Each has a stand-in in the private use
# plane 16, which is undone on the way out. Text that uses these very private characters itself comes back changed.
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_STAND_IN = re.compile("[\U00100000\U0010d800-\U0010dfff]")
_PLANE = 0x100000


def storable(text: str) -> str:
    """Put stand-ins for the characters that a database refuses."""
    # Neither these nor their stand-ins are printable, and that question is five times as quick as the search.
    return text if text.isprintable() else _REFUSED.sub(lambda found: chr(_PLANE + ord(found[0])), text)


def original(text: str) -> str:
    """Undo `storable`."""
    return text if text.isprintable() else _STAND_IN.sub(lambda found: chr(ord(found[0]) - _PLANE), text)


class AnyText(TypeDecorator[str]):
    """Text that may hold unpaired surrogates and NUL, which databases refuse."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None else storable(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None else original(value)


class Utc(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back in UTC, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
