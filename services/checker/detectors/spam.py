"""Injected advertising: single words prove little, so the distinct terms of a post are weighed together.

Pages that search-engine spammers copy are often rewritten character by character as `關(guān)`: that alone gives a copy
away.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.lexicon.rule import FULL_WEIGHT
from services.checker.terms import Match, Terms
from services.checker.view import View
from services.domain.rule import Category, Folding, RuleDoc, Severity

# Measured on two hijacked pages: 239 and 395 brackets; on clean posts at most 2.
_BRACKETS = re.compile(r"[㐀-鿿]\([a-zA-Zàáāǎèéēěìíīǐòóōǒùúūǔüǖǘǚǜńň]{1,7} ?\)")
_MANY_BRACKETS = 20

REWRITTEN = RuleDoc(
    id="spam.rewritten-page",
    category=Category.SPAM_HIJACK,
    severity=Severity.SERIOUS,
    summary="正文被逐字加注拼音，这是镜像站和黑帽推广改写页面的特征，请核查页面是否被篡改或被仿冒。",
    basis="《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：安全、泄密事故等严重问题",
    hit=("逐字加注拼音的页面：" + "關(guān)于開(kāi)展檢(jiǎn)查的通知(zhī)。" * 7,),
    miss=("“垚（yáo）”字由三个“土”组成，多用于人名。",),
)


class SpamDetector:
    name = "spam"

    def __init__(self, knowledge: Knowledge) -> None:
        rules = [rule for rule in knowledge.rules if rule.category is Category.SPAM_HIJACK]
        self._terms = Terms(rules, knowledge)

    @property
    def rules(self) -> list[RuleDoc]:
        return [*self._terms.docs, REWRITTEN]

    def patterns(self) -> Iterable[Pattern]:
        return self._terms.patterns()

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        matches = _widest(list(self._terms.matches(view, hits)))
        weights = {match.term.text: match.rule.weight for match in matches}
        if sum(weights.values()) >= FULL_WEIGHT:
            yield from (match.draft() for match in matches)
        yield from _rewritten(view)


def _widest(matches: Sequence[Match]) -> list[Match]:
    """Without the matches that lie inside another one: a term is not weighed twice."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start, -match.end, -match.rule.weight)):
        if not kept or match.end > kept[-1].end:
            kept.append(match)
    return kept


def _rewritten(view: View) -> Iterator[Draft]:
    brackets = [] if "(" not in view.document.text else list(_BRACKETS.finditer(view.document.text))
    if len(brackets) >= _MANY_BRACKETS:
        start = view.folded_offset(brackets[0].start())
        yield Draft(
            start=start,
            end=start + 1,
            rule=REWRITTEN,
            message=REWRITTEN.summary,
            confidence=0.9,
            folding=frozenset({Folding.PINYIN}),
        )
