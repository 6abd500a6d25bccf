"""Documents and laws as values."""

from dataclasses import dataclass
from datetime import date

STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`number` is written in full, 国办发〔2017〕47号. `by` names what took its place, by number or title.

    Only where number and title are `confirmed` by a text as published may a citation be called wrong.
    """

    number: str
    title: str
    confirmed: bool = False
    issued: date | None = None
    repealed: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """`name` is the short name in everyday use, 安全生产法; `full` begins with the name of the state.

    `articles` are pairs of the day a text was adopted and how many articles it has, oldest first. `by` are the short
    names of the laws that took its place on the day it was `repealed`.
    """

    name: str
    full: str
    adopted: date
    revised: date | None = None
    called: tuple[str, ...] = ()
    articles: tuple[tuple[date, int], ...] = ()
    repealed: date | None = None
    by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is right, the full one first."""
        return tuple(dict.fromkeys((self.full, self.name, *self.called)))

    def most_articles(self, day: date) -> int | None:
        """The highest number an article may have on that day, in this text or an earlier one; None if not known.

        A new text counts from its adoption, months before it takes effect: it is in the news by then.
        """
        return max((count for adopted, count in self.articles if adopted <= day), default=None)

    def is_repealed(self, day: date) -> bool:
        return self.repealed is not None and self.repealed <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """`as_of` is the day up to which the laws are known; `foreign` are words that tell of the law of another land."""

    documents: tuple[Document, ...] = ()
    laws: tuple[Law, ...] = ()
    as_of: date = date.min
    foreign: tuple[str, ...] = ()
