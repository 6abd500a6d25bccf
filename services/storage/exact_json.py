"""JSON of domain values that comes back as the very same values, unpaired surrogates and all."""

import json
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def dump(value: Any) -> str:
    """Write dataclasses, tuples, enums and plain values."""
    try:
        return msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=True, separators=(",", ":"))


def load(text: str, kind: type[Value]) -> Value:
    """Read what `dump` has written from a value of this type."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # msgspec refuses the escape of an unpaired surrogate, the standard library reads it
        return msgspec.convert(json.loads(text), type=kind)
