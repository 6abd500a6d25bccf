"""Posts that a public body does not have, such as 审计署署长: the table of bodies says which ones it has.

Only the names of the bodies are searched for; the head word behind a name is read where a name stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.body_findings import RULES
from services.checker.detector import Draft, Hit, Pattern, longest
from services.checker.knowledge import Knowledge
from services.checker.roster.grammar import Body, Grammar, Kind
from services.checker.view import View
from services.domain.rule import Folding, RuleDoc

_DEPUTY = "副"
# A name may share its last character with the head word: 审计署长, 检察院长.
_SHARED = 1
_MOST_RANKS = 3


class _Post(NamedTuple):
    """The head word behind the name of a body, where it ends, and what stands between: 原, 常务副."""

    rank: str
    head: str
    end: int

    @property
    def title(self) -> str:
        return _DEPUTY + self.head if self.rank.endswith(_DEPUTY) else self.head


class OfficeGrammarDetector:
    """The number of a pattern is a body."""

    name = "office_grammar"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [rule for rules in RULES.values() for rule in dict.fromkeys(rules)]
        self._bodies = knowledge.grammar.bodies
        self._behind = _behind(knowledge.grammar)
        # 法院、检察院院长、检察长: each of the posts belongs to one of the bodies.
        self._listed = re.compile(f"[、和与及]?{_DEPUTY}?(?P<head>{_any(knowledge.grammar.heads)})")
        self._unless = [tuple(knowledge.fold_all(body.unless)) for body in self._bodies]

    def patterns(self) -> Iterable[Pattern]:
        for number, body in enumerate(self._bodies):
            yield from (Pattern(name, number, 0) for name in body.names)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        silence = _Silence(view, self._unless)
        for hit in longest(hits):
            body = self._bodies[hit.number]
            post = self._post(view, hit)
            rule = _broken(body, post) if post is not None else None
            if post is None or rule is None or silence.holds(hit.number, hit.start, post.end):
                continue
            draft = _draft(view, hit, body, post, rule)
            # Cells of a table, side by side, are no phrase.
            if Folding.SEPARATORS not in draft.folding and self._is_whole(view, body, post):
                yield draft

    def _post(self, view: View, hit: Hit) -> _Post | None:
        match = self._behind.match(view.folded, hit.end)
        if match is None and (match := self._behind.match(view.folded, hit.end - _SHARED)) and match["rank"]:
            return None
        return _Post(match["rank"], match["head"], match.end()) if match else None

    def _is_whole(self, view: View, body: Body, post: _Post) -> bool:
        """Whether a word ends with the head word, and no list follows that gives the body its own post."""
        listed = self._listed.match(view.folded, post.end) if body.kind is Kind.POST else None
        return (listed is None or listed["head"] not in body.posts) and view.is_word(post.end, post.end)


class _Silence:
    """Where a sentence tells of another country or time. Asked once for a body and a sentence, however long it is."""

    def __init__(self, view: View, unless: Sequence[Sequence[str]]) -> None:
        self._view, self._unless = view, unless
        self._answers: dict[tuple[int, int, int], bool] = {}

    def holds(self, body: int, start: int, end: int) -> bool:
        key = (body, *self._view.sentence(start, end))
        if key not in self._answers:
            sentence = self._view.folded[key[1] : key[2]]
            self._answers[key] = any(word in sentence for word in self._unless[body])
        return self._answers[key]


def _behind(grammar: Grammar) -> re.Pattern[str]:
    """Ranks, 副 and a head word that makes no other word with what follows."""
    heads = "|".join(_head(head, grammar.heads[head]) for head in sorted(grammar.heads, key=len, reverse=True))
    ranks = _any(grammar.ranks)
    return re.compile(f"(?P<rank>{ranks}{{0,{_MOST_RANKS}}}{_DEPUTY}?)(?P<head>{heads})(?!{_any(grammar.behind)})")


def _head(head: str, compounds: Sequence[str]) -> str:
    return head + (f"(?!{_any(compounds)})" if compounds else "")


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


def _broken(body: Body, post: _Post) -> RuleDoc | None:
    """The rule that a post behind a body breaks."""
    rules = RULES[body.kind]
    if post.head not in body.wrong or (body.kind is Kind.REPEATED and post.rank):
        return None
    return rules.loose if post.title in body.loose else rules.serious if body.serious else rules.error


def _draft(view: View, hit: Hit, body: Body, post: _Post, rule: RuleDoc) -> Draft:
    wrong = view.folded[hit.start : post.end]
    name = view.folded[hit.start : hit.end]
    right = body.mended(name, post.rank, post.head)
    return Draft(
        start=hit.start,
        end=post.end,
        rule=rule,
        message=f"{body.because(name, post.head)}，“{wrong}”应为“{right}”。",
        suggestions=(right,),
        confidence=0.95,
        folding=view.foldings(hit.start, post.end, wrong),
    )
