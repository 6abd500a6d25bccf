"""JSON text that is valid whatever characters a post held, and JSON text from outside."""

import json
from typing import Any, NoReturn

import msgspec

from services.domain.errors import UnreadableInput


def to_json(value: Any) -> bytes:
    """Encode plain values (dict, list, tuple, str, numbers, StrEnum) as UTF-8 JSON.

    A post may hold a lone surrogate, which UTF-8 cannot; then every character beyond ASCII is escaped, so that the
    lone one arrives as its escape and nothing is lost.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def from_json(data: bytes) -> Any:
    """Read a whole body. Raises `UnreadableInput` with a Chinese reason; nothing else, on any input.

    The standard library's reader is used because posts may hold lone surrogates, which the fast readers refuse.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"请求体不是合法的 UTF-8（第 {error.start + 1} 个字节处），请转换编码") from None
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"请求体不是合法的 JSON：第 {error.lineno} 行第 {error.colno} 个字符处有误") from None
    except ValueError:
        raise UnreadableInput("JSON 中有过长的数字") from None
    except RecursionError:
        raise UnreadableInput("JSON 嵌套过深") from None


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableInput(f"JSON 中不能有 {name}")
