"""Registry files → registry. Anything odd is an error with its line."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from services.checker.lexicon.section import Section, read_section
from services.checker.registry.registry import STATE, Document, Law, Registry
from services.domain.errors import LexiconError

_NUMBER = re.compile(r"[一-鿿]{2,12}〔(?:19|20)\d\d〕[1-9]\d{0,4}号")
_DOCUMENT_KEYS = ("title", "date", "repealed", "by")
# The documents whose number and title were compared with the text as published, and all others.
_CONFIRMED, _UNCONFIRMED = "confirmed", "documents"
_LAW_KEYS = ("full", "adopted", "revised", "articles", "called", "repealed", "by")


def parse_registry(files: Mapping[str, str]) -> Registry:
    """Read files with `confirmed`, `documents`, `laws`, `as_of` and `foreign`. Raises `LexiconError`."""
    pages = [read_section(text, name) for name, text in sorted(files.items())]
    for page in pages:
        page.only(_CONFIRMED, _UNCONFIRMED, "laws", "as_of", "foreign")
    documents = [
        _document(*entry, confirmed=key == _CONFIRMED)
        for page in pages
        for key in (_CONFIRMED, _UNCONFIRMED)
        for entry in _entries(page, key)
    ]
    laws = [_law(*entry, page) for page in pages for entry in _entries(page, "laws")]
    _refuse_repeated(pages, _CONFIRMED, _UNCONFIRMED)
    _refuse_repeated(pages, "laws")
    return Registry(
        documents=tuple(documents),
        laws=tuple(laws),
        as_of=min(filter(None, (page.day("as_of") for page in pages)), default=date.min),
        foreign=tuple(word for page in pages for word in page.texts("foreign")),
    )


def _entries(page: Section, key: str) -> Iterator[tuple[str, Section]]:
    """The entries under a key; a document may be its title alone."""
    named = page.mapping(key)
    for name, line in named.key_lines.items():
        own = named.mapping(name) if named.is_mapping(name) else Section(page.file, line, {"title": named.values[name]})
        yield name, own


def _document(number: str, section: Section, *, confirmed: bool) -> Document:
    section.only(*_DOCUMENT_KEYS)
    if not _NUMBER.fullmatch(number):
        section.fail(f"“{number}”不是规范的发文字号，应如 国办发〔2017〕47号")
    issued, repealed = section.day("date"), section.day("repealed")
    _refuse_backwards(section, issued, repealed, "repealed")
    return Document(
        number=number,
        title=section.text("title"),
        confirmed=confirmed,
        issued=issued,
        repealed=repealed,
        by=section.text("by", ""),
    )


def _law(name: str, section: Section, page: Section) -> Law:
    section.only(*_LAW_KEYS)
    adopted = section.day("adopted") or section.fail(f"“{name}”缺少“adopted”：通过日期")
    revised, repealed = section.day("revised"), section.day("repealed")
    _refuse_backwards(section, adopted, revised, "revised")
    _refuse_backwards(section, adopted, repealed, "repealed")
    if page.day("as_of") is None:
        page.fail("缺少“as_of”：法律要写明截至哪一天有效")
    return Law(
        name=name,
        full=section.text("full", STATE + name),
        adopted=adopted,
        revised=revised,
        called=section.texts("called"),
        articles=tuple(_articles(section, revised or adopted)),
        repealed=repealed,
        by=section.texts("by"),
    )


def _articles(section: Section, latest: date) -> Iterator[tuple[date, int]]:
    """One number is that of the latest text; a mapping gives one for each day that a text was adopted."""
    if not section.is_mapping("articles"):
        counts = [(latest, section.number("articles", 0))] if "articles" in section.values else []
    else:
        texts = section.mapping("articles")
        counts = [(_day(texts, key), texts.number(key, 0)) for key in texts.values]
    for day, count in sorted(counts):
        if not count:
            section.fail("条数应为正整数", "articles")
        yield day, count


def _day(section: Section, key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        section.fail(f"“{key}”应为 YYYY-MM-DD 形式的日期", key)


def _refuse_backwards(section: Section, first: date | None, then: date | None, key: str) -> None:
    if first and then and then < first:
        section.fail(f"“{key}”早于{'印发' if 'title' in section.values else '通过'}日期", key)


def _refuse_repeated(pages: Sequence[Section], *keys: str) -> None:
    seen: dict[str, tuple[str, int]] = {}
    for page in pages:
        for name, line in (entry for key in keys for entry in _lines(page, key)):
            place = seen.setdefault(name, (page.file, line))
            if place != (page.file, line):
                raise LexiconError(f"“{name}”已写在 {place[0]}:{place[1]}", file=page.file, line=line)


def _lines(page: Section, key: str) -> Iterable[tuple[str, int]]:
    return page.mapping(key).key_lines.items()
