"""Laws cited by a name that is none, by one that is no longer in force, or with an article that they do not have.

Titles of regulations, drafts, judicial interpretations and local laws are no names of laws, so they pass.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.checker.citations.article import articles
from services.checker.citations.title import Title
from services.checker.detector import Draft, Hit, Pattern, longest
from services.checker.knowledge import Knowledge
from services.checker.law_context import LawContext
from services.checker.law_findings import RULES, name_slip, no_such_article, repealed
from services.checker.registry import Law
from services.checker.registry.law_index import LawIndex
from services.checker.view import View
from services.domain.rule import RuleDoc

_ARTICLE = "第"


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
        self._heirs = Counter(heir for law in registry.laws for heir in law.by)
        foreign = sorted(map(re.escape, knowledge.fold_all(registry.foreign)), key=len, reverse=True)
        self._foreign = re.compile("|".join(foreign) or "(?!)")

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(name + _ARTICLE, number, 0) for number, (name, _) in enumerate(self._plain))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        context = LawContext(view, self._foreign, self._as_of)
        for title in view.titles:
            if not context.is_foreign(title.start) and not context.is_draft(title):
                yield from self._titled(view, context, title)
        for hit in longest(hits):
            name, law = self._plain[hit.number]
            if view.is_word(hit.start, hit.start + len(name)) and not context.is_foreign(hit.start):
                yield from _articles(view, context, law, hit.end - len(_ARTICLE))

    def _titled(self, view: View, context: LawContext, title: Title) -> Iterator[Draft]:
        law = self._index.named(title.text)
        if law is None:
            right = self._index.meant(title.text)
            if right is not None:
                yield name_slip(title, right)
            return
        behind = title.end + len("》")
        if law.is_repealed(view.date) and not context.is_past(title, law):
            heir = self._successor(law, view.date)
            yield repealed(title, law, heir, with_article=any(articles(view.folded, behind)))
        yield from _articles(view, context, law, behind)

    def _successor(self, law: Law, day: date) -> Law | None:
        """The law in force that has taken the place of this one alone: a code of many laws is no new name of one."""
        heir = self._by_name.get(law.by[0]) if len(law.by) == 1 and self._heirs[law.by[0]] == 1 else None
        return None if heir is None or heir.is_repealed(day) else heir


def _articles(view: View, context: LawContext, law: Law, start: int) -> Iterator[Draft]:
    """What is wrong with the articles that are listed behind the name of a law."""
    most = law.most_articles(view.date)
    for article in articles(view.folded, start) if most else ():
        if most and article.number > most and not context.may_be_newer(start):
            yield no_such_article(article, law, most)
