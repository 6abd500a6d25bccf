"""When congresses, plenums and sessions met: the table as values, and its files. Anything odd is an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.checker.lexicon.section import Section, read_section
from services.checker.sessions import numeral

_SERIES_KEYS, _MEETING_KEYS = ("names", "most", "meetings"), ("term", "session", "from", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """`names` are all that it is called by; the days `first` and `last` belong to it."""

    names: tuple[str, ...]
    term: int
    session: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Meetings of one kind. `names` hold `{term}` and `{session}`; `most` is how many a term may have, 0 for any."""

    names: tuple[str, ...]
    most: int
    meetings: tuple[Meeting, ...]


def parse_meetings(files: Mapping[str, str]) -> tuple[Series, ...]:
    """Read the files of the folder of meetings. Raises `LexiconError`."""
    return tuple(series for name, text in sorted(files.items()) for series in _page(read_section(text, name)))


def _page(page: Section) -> Iterator[Series]:
    page.only("series")
    for section in page.sections("series"):
        section.only(*_SERIES_KEYS)
        names = section.texts("names") or section.fail("缺少“names”：这类会议怎样称呼")
        if odd := [name for name in names if "{term}" not in name]:
            section.fail(f"“{odd[0]}”中缺少“{{term}}”", "names")
        meetings = tuple(_meeting(each, names) for each in section.sections("meetings"))
        yield Series(names=names, most=section.number("most", 0), meetings=meetings)


def _meeting(section: Section, names: tuple[str, ...]) -> Meeting:
    section.only(*_MEETING_KEYS)
    term, session = section.number("term", 0), section.number("session", 1)
    first = section.day("from")
    last = section.last_day("to" if "to" in section.values else "from")
    if not term or first is None or last is None:
        section.fail("会议应有“term”（届）和“from”（开始日期）")
    if last < first:
        section.fail("“to”早于“from”", "to")
    filled = tuple(name.format(term=numeral(term), session=numeral(session)) for name in names)
    return Meeting(names=filled, term=term, session=session, first=first, last=last)
