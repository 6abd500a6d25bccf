"""A slip in punctuation, before it is a finding, and what the rules about slips have in common."""

from typing import NamedTuple

from services.domain.rule import Category, RuleDoc, Severity

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_STANDARD = "《标点符号用法》（GB/T 15834—2011）"


class Slip(NamedTuple):
    """`[start, end)` are code points of the text; `mend` is what should stand there, None where nobody can be sure."""

    rule: RuleDoc
    start: int
    end: int
    mend: str | None = None


def punctuation_rule(
    name: str, severity: Severity, summary: str, clause: str, *, hit: tuple[str, ...], miss: tuple[str, ...]
) -> RuleDoc:
    """`clause` is the place in GB/T 15834-2011."""
    return RuleDoc(
        id=f"punctuation.{name}",
        category=Category.PUNCTUATION,
        severity=severity,
        summary=summary,
        basis=_STANDARD + clause,
        hit=hit,
        miss=miss,
    )
