"""Values of a foreign message as people may see them: short, on one line, personal data masked."""

import json
from datetime import datetime
from typing import Any

from services.checker.personal_data import mask

_LONGEST = 40
# Long enough that what is shown of a cut number is never more than its beginning.
_LOOKED_AT = 400
_KINDS = ((bool, "真假值"), (int | float, "数字"), (str, "文字"), (list, "列表"), (dict, "对象"))


def kind_of(value: Any) -> str:
    """What JSON calls it, in Chinese."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "空值")


def shown(value: Any, longest: int = _LONGEST) -> str:
    """`longest` characters of the value, with … where there is more."""
    text = mask(_text(value)[: max(_LOOKED_AT, longest * 2)])
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return json.dumps(value, ensure_ascii=False, default=str)
