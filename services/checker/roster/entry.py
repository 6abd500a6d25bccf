"""What stands in roster files, and where: for people, who want the line, and the date as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.checker.lexicon.section import Section, read_section
from services.checker.roster.roster import Office, Tenure
from services.checker.roster.source import parse_roster
from services.checker.roster.table import is_table, read_table


@dataclass(frozen=True, slots=True)
class Term:
    """A tenure, its line, and its dates as they are written: `2024-06-01`, `2024-06`, empty where there is none.

    `begun_by` is the last day on which it may have begun, `lasts_to` the first on which it may have ended: what lies
    between them is sure. Who has no dates held the office at least on the day that the file vouches for.
    """

    tenure: Tenure
    line: int
    since: str
    until: str
    begun_by: date
    lasts_to: date

    @property
    def name(self) -> str:
        return self.tenure.name


class Entry(NamedTuple):
    """An office with its terms, oldest first, its place, and the line that says which day the file vouches for."""

    office: Office
    terms: tuple[Term, ...]
    file: str
    line: int
    as_of_line: int


def read_entries(files: Mapping[str, str]) -> list[Entry]:
    """The offices of roster files, in their order. Raises `LexiconError`."""
    offices = iter(parse_roster(files).offices)
    return [
        _entry(next(offices), section, page)
        for page in (_page(text, name) for name, text in files.items())
        for section in page.sections("offices")
    ]


def _page(text: str, name: str) -> Section:
    return read_table(text, name) if is_table(name) else read_section(text, name)


def _entry(office: Office, section: Section, page: Section) -> Entry:
    # The order in which the office has its holders.
    holders = sorted(section.sections("holders"), key=lambda each: each.day("from") or date.min)
    terms = [_term(tenure, each, office) for tenure, each in zip(office.holders, holders, strict=True)]
    ((_, as_of_line),) = page.lines("as_of")
    return Entry(office, tuple(terms), section.file, section.line, as_of_line)


def _term(tenure: Tenure, section: Section, office: Office) -> Term:
    lasts_to = section.day("until") or date.max
    begun_by = section.last_day("from") or (lasts_to if tenure.until else office.as_of or date.min)
    since, until = section.text("from", ""), section.text("until", "")
    return Term(tenure, section.line, since, until, begun_by, lasts_to)
