"""Laws cited by a name that is none, by one that is no longer in force, or with an article that they do not have.

Titles of regulations, drafts, judicial interpretations and local laws are no names of laws, so they pass.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from services.checker.citations.article import articles
from services.checker.citations.past import is_past
from services.checker.citations.title import Title, titles
from services.checker.detector import Draft, Hit, Pattern, longest
from services.checker.knowledge import Knowledge
from services.checker.law_findings import RULES, name_slip, no_such_article, repealed
from services.checker.registry import Law
from services.checker.registry.law_index import LawIndex
from services.checker.view import View
from services.domain.rule import RuleDoc

_REACH = 24
_ARTICLE = "第"
# A draft is not yet a law, and may be about to change the number of its articles.
_DRAFT = re.compile(r"》? ?\((?:草案|[^()]{0,12}(?:草案|征求意见稿|审议稿|送审稿|试行|修正案))")


_CHANGED = re.compile("新修订|新修改|修订后|修改后|修正后")
# How long the registry is trusted after its day: then a post may cite a longer text that it does not know.
_TRUSTED = timedelta(days=730)


class LawCitationDetector:
    """Patterns are short names with 第 behind them, for names without 《》; the number says which one."""

    name = "law_citations"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules: list[RuleDoc] = list(RULES)
        registry = knowledge.registry
        self._as_of = registry.as_of
        self._index = LawIndex(registry.laws, knowledge.fold_all, knowledge.confusion)
        self._plain = list(self._index.short_names())
        self._by_name = {law.name: law for law in registry.laws}
        foreign = "|".join(sorted(map(re.escape, knowledge.fold_all(registry.foreign)), key=len, reverse=True))
        self._foreign = re.compile(foreign or r"(?!)")

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(name + _ARTICLE, number, 0) for number, (name, _) in enumerate(self._plain))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        for title in titles(view.folded):
            if not self._is_foreign(view.folded, title.start) and not _DRAFT.match(view.folded, title.end):
                yield from self._named(view, title)
        for hit in longest(hits):
            name, law = self._plain[hit.number]
            if view.is_word(hit.start, hit.start + len(name)) and not self._is_foreign(view.folded, hit.start):
                yield from self._articles(view, law, hit.end - len(_ARTICLE))

    def _named(self, view: View, title: Title) -> Iterator[Draft]:
        law = self._index.named(title.text)
        if law is None:
            right = self._index.meant(title.text)
            if right is not None:
                yield name_slip(title, right)
            return
        behind = title.end + len("》")
        if law.is_repealed(view.date) and not self._is_past(view, title, law):
            heir = self._successor(law, view.date)
            yield repealed(title, law, heir, with_article=any(articles(view.folded, behind)))
        yield from self._articles(view, law, behind)

    def _articles(self, view: View, law: Law, start: int) -> Iterator[Draft]:
        most = law.most_articles(view.date)
        for article in articles(view.folded, start) if most else ():
            if most and article.number > most and not self._may_be_newer(view, start):
                yield no_such_article(article, law, most)

    def _may_be_newer(self, view: View, start: int) -> bool:
        """Whether the law may have been changed since the registry was brought up to date."""
        if view.date <= self._as_of:
            return False
        return (
            view.date > self._as_of + _TRUSTED or _CHANGED.search(view.folded, *view.sentence(start, start)) is not None
        )

    def _is_past(self, view: View, title: Title, law: Law) -> bool:
        """Whether the sentence looks back, or names what has taken the law's place."""
        first, last = view.sentence(title.start, title.end)
        sentence = view.folded[first:last]
        year = law.repealed.year if law.repealed else 0
        return any(heir in sentence for heir in law.by if heir not in law.name) or is_past(
            sentence, title.start - len("《") - first, year
        )

    def _successor(self, law: Law, day: date) -> Law | None:
        """The one law that has taken its place and is in force."""
        heir = self._by_name.get(law.by[0]) if len(law.by) == 1 else None
        return None if heir is None or heir.is_repealed(day) else heir

    def _is_foreign(self, text: str, start: int) -> bool:
        return self._foreign.search(text, max(0, start - _REACH), start) is not None
