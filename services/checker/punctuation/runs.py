"""Marks that directly follow one another."""

import re
from collections.abc import Iterator
from itertools import pairwise

from services.checker.punctuation import run_rules as rules
from services.checker.punctuation.slip import HAN, Slip
from services.domain.rule import RuleDoc

_RUN = re.compile(r"[，。、；：？！…—,;:?!.－-]{2,}+")
_RIGHT = frozenset({"……", "…………", "——", "？！", "！？"})
_CHINESE = re.compile(f"[{HAN}”’》）】〕“‘《（【〔]")
_BEFORE_PAUSE = re.compile(f"[{HAN}”’》）】〕0-9%℃]")
_MOST_STACKED = 3
_HALF_WIDTH = str.maketrans(",;", "，；")
# Of marks that follow one another in this order, the last was meant; in any other order nobody knows.
_WEIGHT = {"、": 0, "，": 1, "；": 2, "。": 3, "？": 4, "！": 4}
_FORMS: tuple[tuple[re.Pattern[str], RuleDoc, str | None], ...] = (
    (re.compile(r"…+|。{3,}|、{3,}|\.{3,}"), rules.ELLIPSIS_FORM, "……"),
    (re.compile(r"--|－－"), rules.DASH_FORM, "——"),
    (re.compile(r"[，、；]……|……。"), rules.ELLIPSIS_STOP, "……"),
    (re.compile(r"——[，。、；]"), rules.DASH_STOP, "——"),
)


def runs(text: str, clusters: str) -> Iterator[Slip]:
    """Slips of two marks or more. Those beside Latin letters or a blank may be code, an address or English."""
    if _RIGHT.issuperset(_RUN.findall(clusters)):
        return
    for match in _RUN.finditer(text):
        if match[0] not in _RIGHT and match.start():
            found = _form(text, match) or _pauses(text, match)
            if found is not None:
                yield Slip(found[0], *match.span(), found[1])


def _form(text: str, match: re.Match[str]) -> tuple[RuleDoc, str | None] | None:
    """Ellipses and dashes; a dash stands between words."""
    if not _CHINESE.match(text, match.start() - 1):
        return None
    for pattern, rule, mend in _FORMS:
        if pattern.fullmatch(match[0]) and (rule is not rules.DASH_FORM or _CHINESE.match(text, match.end())):
            return rule, mend
    if set(match[0]) <= {"？", "！"} and len(match[0]) > _MOST_STACKED:
        return rules.STACKED, match[0][:_MOST_STACKED]
    return None


def _pauses(text: str, match: re.Match[str]) -> tuple[RuleDoc, str | None] | None:
    """Marks of pause and end of sentence, where only one may stand."""
    run = match[0].translate(_HALF_WIDTH)
    if not set(run) <= {*_WEIGHT, "："} or set(run) <= {"？", "！"} or not _BEFORE_PAUSE.match(text, match.start() - 1):
        return None
    if len(set(run)) == 1:
        return rules.DOUBLED, run[0]
    rises = "：" not in run and all(_WEIGHT[one] <= _WEIGHT[other] for one, other in pairwise(run))
    return rules.CONFLICTING, run[-1] if rises else None
