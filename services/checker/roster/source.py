"""Roster files → roster. Anything odd is an error with its line."""

from collections.abc import Iterator, Mapping

from services.checker.lexicon.section import Section, read_section
from services.checker.roster.roster import Office, Person, Roster, Tenure
from services.domain.errors import LexiconError


def parse_roster(files: Mapping[str, str]) -> Roster:
    """Read the files of the roster folder: each may hold `people`, `offices` and `shapes`. Raises `LexiconError`."""
    pages = [read_section(text, name) for name, text in sorted(files.items())]
    for page in pages:
        page.only("as_of", "people", "offices", "shapes")
    offices = tuple(_office(section) for page in pages for section in page.sections("offices"))
    titles = {office.title for office in offices}
    people = tuple(_person(section, titles) for page in pages for section in page.sections("people"))
    _refuse_repeated(pages, "offices", "title")
    _refuse_repeated(pages, "people", "name")
    dates = [_as_of(page) for page in pages if "people" in page.values]
    return Roster(people, offices, min(dates, default=""), dict(_shapes(pages)))


def _person(section: Section, titles: set[str]) -> Person:
    section.only("name", "protected", "allow", "tenures", "aliases", "note")
    return Person(
        name=section.text("name"),
        protected=section.flag("protected"),
        tenures=tuple(_tenure(tenure, titles) for tenure in section.sections("tenures")),
        allow=section.texts("allow"),
    )


def _tenure(section: Section, titles: set[str]) -> Tenure:
    section.only("office", "from", "until", "source", "certainty")
    office, since, until = section.text("office"), section.day("from"), section.day("until")
    if office not in titles:
        section.fail(f"职务“{office}”没有列在 offices 中", "office")
    if since and until and until <= since:
        section.fail("“until”应晚于“from”", "until")
    return Tenure(office, since, until, section.text("source"))


def _office(section: Section) -> Office:
    section.only("title", "short", "institution", "level", "rank", "single", "allow")
    return Office(
        title=section.text("title"),
        short=section.texts("short"),
        institution=section.text("institution", " ").strip(),
        level=section.text("level", " ").strip(),
        rank=section.number("rank", 0),
        single=section.flag("single"),
        allow=section.texts("allow"),
    )


def _as_of(page: Section) -> str:
    day = page.day("as_of")
    return day.isoformat() if day else page.fail("缺少“as_of”：名册要写明截至哪一天有效")


def _shapes(pages: list[Section]) -> Iterator[tuple[str, str]]:
    for page in pages:
        shapes = page.mapping("shapes")
        yield from ((char, "".join(shapes.texts(char))) for char in shapes.values)


def _refuse_repeated(pages: list[Section], key: str, name: str) -> None:
    seen: dict[str, Section] = {}
    for page in pages:
        for section in page.sections(key):
            first = seen.setdefault(section.text(name), section)
            if first is not section:
                raise LexiconError(
                    f"“{section.text(name)}”已写在 {first.file}:{first.line}", file=section.file, line=section.line
                )
