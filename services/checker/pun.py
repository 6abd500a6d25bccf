"""Plays on words: “骑乐无穷”骑行节 is meant. What is set off as a name was written with a purpose."""

_OPENING, _CLOSING = '“‘《「『"', '”’》」』"'
# Names of shows, shops and campaigns are short; whole sentences are quoted, too, and their slips are slips.
_LONGEST = 12
_APART = frozenset("。!?;:\n" + _OPENING + _CLOSING)


def is_pun(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` stands in a short name that is set off."""
    first, last = max(0, start - _LONGEST), end + _LONGEST
    opened = max(text.rfind(mark, first, start) for mark in _OPENING)
    closed = min((place for mark in _CLOSING if (place := text.find(mark, end, last)) >= 0), default=-1)
    if opened < 0 or closed < 0 or closed - opened > _LONGEST + 1:
        return False
    return _APART.isdisjoint(text[opened + 1 : start] + text[end:closed])
