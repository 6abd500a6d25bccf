"""Roster files → roster. Anything odd is an error with its line."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from services.checker.lexicon.section import Section, read_section
from services.checker.roster.roster import EVERYWHERE, Office, Person, Roster, Tenure
from services.checker.roster.table import is_table, read_table
from services.domain.errors import LexiconError

_CERTAINTIES = ("confirmed", "unconfirmed")


def parse_roster(files: Mapping[str, str]) -> Roster:
    """Read roster files: YAML with `people`, `offices` and `shapes`, or CSV. Raises `LexiconError`."""
    pages = [read_table(text, name) if is_table(name) else read_section(text, name) for name, text in files.items()]
    for page in pages:
        page.only("as_of", "units", "people", "offices", "shapes")
    for key, name in (("offices", "title"), ("people", "name")):
        _refuse_repeated(pages, key, name)
    offices = [_office(section, page) for page in pages for section in page.sections("offices")]
    declared = [_person(section, page) for page in pages for section in page.sections("people")]
    as_of = min((office.as_of.isoformat() for office in offices if office.as_of), default="")
    return Roster(_people(declared, offices), tuple(offices), as_of, dict(_shapes(pages)))


def _office(section: Section, page: Section) -> Office:
    section.only("title", "short", "called", "institution", "level", "rank", "single", "complete", "allow", "holders")
    return Office(
        title=section.text("title"),
        short=section.texts("short"),
        called=section.texts("called"),
        institution=section.text("institution", " ").strip(),
        level=section.text("level", " ").strip(),
        rank=section.number("rank", 0),
        single=section.flag("single"),
        complete=section.day("complete"),
        allow=section.texts("allow"),
        holders=tuple(sorted(map(_tenure, section.sections("holders")), key=lambda each: each.since or date.min)),
        as_of=page.day("as_of") or page.fail("缺少“as_of”：名册要写明截至哪一天有效"),
        units=_units(page),
    )


def _tenure(section: Section) -> Tenure:
    section.only("name", "from", "until", "source", "certainty", "order")
    since, until = section.day("from"), section.last_day("until")
    if since and until and until < since:
        section.fail("“until”早于“from”", "until")
    certainty = section.text("certainty", _CERTAINTIES[0])
    if certainty not in _CERTAINTIES:
        section.fail(f"“certainty”应为 {' 或 '.join(_CERTAINTIES)}", "certainty")
    return Tenure(
        name=section.text("name"),
        since=since,
        until=until,
        source=section.text("source"),
        confirmed=certainty == _CERTAINTIES[0],
        order=section.number("order", 0),
    )


def _person(section: Section, page: Section) -> Person:
    section.only("name", "protected", "allow", "note")
    return Person(
        name=section.text("name"),
        protected=section.flag("protected"),
        allow=section.texts("allow"),
        units=_units(page),
    )


def _people(declared: Iterable[Person], offices: Iterable[Office]) -> tuple[Person, ...]:
    """Whoever is declared, then whoever is only named as the holder of an office, each name once."""
    people = {person.name: person for person in sorted(declared, key=lambda person: EVERYWHERE in person.units)}
    units: dict[str, dict[str, None]] = {}
    for office in offices:
        for tenure in office.holders:
            units.setdefault(tenure.name, {}).update(dict.fromkeys(office.units))
    named = (Person(name=name, units=tuple(own)) for name, own in units.items() if name not in people)
    return (*people.values(), *named)


def _units(page: Section) -> tuple[str, ...]:
    return page.texts("units") or (EVERYWHERE,)


def _shapes(pages: Iterable[Section]) -> Iterator[tuple[str, str]]:
    for page in pages:
        shapes = page.mapping("shapes")
        yield from ((char, "".join(shapes.texts(char))) for char in shapes.values)


def _refuse_repeated(pages: Iterable[Section], key: str, name: str) -> None:
    """Units may each have a 县委书记 of their own; where all of them read it there is but one."""
    seen: dict[tuple[str, str], Section] = {}
    for page in pages:
        for section in page.sections(key):
            for unit in _units(page):
                first = seen.setdefault((section.text(name), unit), section)
                if first is not section:
                    raise LexiconError(
                        f"“{section.text(name)}”已写在 {first.file}:{first.line}", file=section.file, line=section.line
                    )
