"""What stands at a path → what a post holds: text, a list, a time. Each raises `ValueError` with a Chinese reason."""

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any

from services.ingest.mapping.shown import kind_of

_BINARY = ("base64", "hex")
_URL_SAFE = str.maketrans("-_", "+/", " \t\r\n=")
_LIST_REMEDY = "是列表；只要第一项请在路径后加 [0]，要合并请写 join"


def text_of(value: Any) -> str:
    """Text as it is; numbers as they are written, 12.0 as 12."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(_LIST_REMEDY if isinstance(value, list) else f"是{kind_of(value)}，应为文字")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def written(value: Any) -> str:
    """A scalar as it stands in JSON, to be looked up or compared."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else text_of(value)


def decoded(value: Any, codecs: Sequence[str]) -> Any:
    """Undo what was done to put bytes into JSON: `base64` or `hex`, then the encoding of the text."""
    if not codecs:
        return value
    if not isinstance(value, str):
        raise ValueError(f"是{kind_of(value)}，无法按 {codecs[0]} 解码")  # noqa: TRY004 - one kind of error for all
    data = _bytes(value, codecs[0])
    encoding = codecs[1] if len(codecs) > 1 else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"解码后不是合法的 {encoding.upper()}（第 {error.start + 1} 个字节处）") from None


def refuse_codecs(codecs: Sequence[str]) -> None:
    """Bytes first, then their encoding: nothing else means anything."""
    good = codecs[0] in _BINARY and len(codecs) <= 2 and all(each not in _BINARY for each in codecs[1:])  # noqa: PLR2004
    if not good:
        raise ValueError("应先写 base64 或 hex，再写文字的编码，如 [base64, gb18030]")


def listed(found: list[Any]) -> list[Any]:
    """All that was found; a single list is that list. Gaps in it are left out."""
    values = found[0] if len(found) == 1 and isinstance(found[0], list) else found
    return [value for value in values if value is not None and value != ""]


def single(found: list[Any], join: str | None) -> Any:
    """The first of what was found, or with `join` all of it as one text."""
    return found[0] if join is None else join.join(text_of(value) for value in listed(found))


def _bytes(text: str, codec: str) -> bytes:
    try:
        if codec == "hex":
            return bytes.fromhex(text)
        packed = text.translate(_URL_SAFE)
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"不是合法的 {codec}") from None
