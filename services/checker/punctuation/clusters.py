"""Marks that stand side by side: looked for once, for many slips can only be there."""

import re

_MARKS = "[，。、；：？！…—,;:?!.－“”《》（）-]"
# Twice the set, not {2,}: an expression that begins with a set is looked for much faster.
_CLUSTER = re.compile(f"{_MARKS}{_MARKS}++")


def clusters(text: str) -> str:
    """The groups of two marks or more, set off by blanks. What is not in there need not be looked for in the text."""
    return " ".join(_CLUSTER.findall(text))
