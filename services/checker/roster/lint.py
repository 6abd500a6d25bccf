"""What is wrong in rosters that can be read: terms that cannot both be true, titles that mean two offices, age."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from services.checker.roster.entry import Entry, Term, read_entries
from services.checker.roster.source import parse_roster
from services.domain.errors import LexiconError

_LONG = timedelta(days=180)
# Months are often those of the news and not of the decision: 2017-10 and 2017-11 may be the same day.
_SLACK_OF_MONTHS = timedelta(days=30)
_SEVERAL = "这一职务若本来就有多人，请在 YAML 中写 single: false"


class Problem(NamedTuple):
    """One line for whoever keeps the file. A warning may well be as it should be."""

    file: str
    line: int
    reason: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'提醒：' if self.is_warning else ''}{self.reason}"


def problems(files: Mapping[str, str], today: date) -> list[Problem]:
    """All problems, by file and line; only those of reading where something cannot be read."""
    if broken := [*_broken(files)]:
        return broken
    entries = read_entries(files)
    found = [*_shared_titles(entries), *_pages(entries, today)]
    for entry in entries:
        found += [*_clashes(entry), *_gaps(entry), *_unknown(entry)]
    order = list(files)
    return sorted(found, key=lambda problem: (order.index(problem.file), problem.line, problem.is_warning))


def _broken(files: Mapping[str, str]) -> Iterator[Problem]:
    """The first error of every file, or else what two files contradict each other in."""
    alone = [_error_of({name: text}) for name, text in files.items()]
    for error in alone if any(alone) else [_error_of(files)]:
        if error:
            yield Problem(error.file, error.line, error.reason)


def _error_of(files: Mapping[str, str]) -> LexiconError | None:
    try:
        parse_roster(files)
    except LexiconError as error:
        return error
    return None


class _Titles:
    """Which office a form of a title means in the posts of a unit.

    A post of 青岚县教育局 is checked against the offices of 青岚县 too, and every post against those of no unit.
    """

    def __init__(self) -> None:
        self._of_unit: dict[tuple[str, str], Entry] = {}
        self._of_part: dict[tuple[str, str], Entry] = {}

    def add(self, entry: Entry) -> None:
        for form in entry.office.forms:
            for unit in entry.office.units:
                self._of_unit[form, unit] = entry
                self._of_part |= {(form, whole): entry for whole in _wholes(unit)}

    def owner(self, form: str, units: Iterable[str]) -> Entry | None:
        owners = (self._of_part.get((form, unit)) or self._of_whole(form, unit) for unit in units)
        return next(filter(None, owners), None)

    def _of_whole(self, form: str, unit: str) -> Entry | None:
        return next(filter(None, (self._of_unit.get((form, whole)) for whole in _wholes(unit))), None)


def _wholes(unit: str) -> list[str]:
    """Whatever the name of a unit begins with, the empty string and itself included."""
    return [unit[:end] for end in range(len(unit) + 1)]


def _shared_titles(entries: Iterable[Entry]) -> Iterator[Problem]:
    titles = _Titles()
    for entry in entries:
        office = entry.office
        for form in dict.fromkeys(office.forms):
            if other := titles.owner(form, office.units):
                place = f"“{other.office.title}”（{other.file}:{other.line}）"
                reason = f"“{form}”既指“{office.title}”，又指{place}；请换成更长的说法，让它只指一个职务"
                yield Problem(entry.file, entry.line, reason)
        titles.add(entry)


def _pages(entries: Iterable[Entry], today: date) -> Iterator[Problem]:
    """What concerns a whole file: its age, and how much of it still has to be confirmed."""
    files: dict[str, list[Entry]] = {}
    for entry in entries:
        files.setdefault(entry.file, []).append(entry)
    for file, own in files.items():
        as_of, line = own[0].office.as_of or today, own[0].as_of_line
        if today - as_of > _LONG:
            yield Problem(
                file, line, f"核对至 {as_of}，已过去 {(today - as_of).days} 天；请核对此后的任免", is_warning=True
            )
        if as_of > today:
            yield Problem(file, line, f"核对至 {as_of}，晚于今天 {today}；请核对日期", is_warning=True)
        doubtful = [term for entry in own for term in entry.terms if not term.tenure.confirmed]
        if doubtful:
            reason = f"{len(doubtful)} 段任职待核实，核实之前不用来核对任期"
            yield Problem(file, min(term.line for term in doubtful), reason, is_warning=True)


def _unknown(entry: Entry) -> Iterator[Problem]:
    """What keeps an office from being checked as it should."""
    office = entry.office
    if not entry.terms:
        yield Problem(entry.file, entry.line, f"“{office.title}”没有任职者，不核对姓名", is_warning=True)
    for term in entry.terms:
        if office.complete and not term.since:
            reason = f"“{office.title}”写明自 {office.complete} 起名单完整，而“{term.name}”没有任职日期；请补上"
            yield Problem(entry.file, term.line, reason, is_warning=True)


def _clashes(entry: Entry) -> Iterator[Problem]:
    """Terms at the same time of one person, and, where there is but one holder at a time, of two."""
    by_name: dict[str, list[Term]] = {}
    for term in entry.terms:
        by_name.setdefault(term.name, []).append(term)
    for terms in [entry.terms] if entry.office.single else by_name.values():
        for earlier, later in _overlaps(terms):
            is_warning = not (earlier.tenure.confirmed and later.tenure.confirmed)
            yield Problem(entry.file, later.line, _clash(entry.office.title, earlier, later), is_warning)


def _overlaps(terms: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """Pairs of which one had surely begun while the other surely lasted; the day of a change belongs to both."""
    lasting: Term | None = None
    for term in sorted(terms, key=lambda each: (each.begun_by, each.lasts_to)):
        if lasting and lasting.lasts_to - term.begun_by > _slack(lasting.until, term.since):
            yield lasting, term
        lasting = term if lasting is None or term.lasts_to > lasting.lasts_to else lasting


def _slack(*dates: str) -> timedelta:
    return _SLACK_OF_MONTHS if any(day.count("-") == 1 for day in dates) else timedelta()


def _clash(title: str, earlier: Term, later: Term) -> str:
    place = f"第 {earlier.line} 行"
    if earlier.name == later.name:
        return f"“{later.name}”任“{title}”写了两次，时间重叠（另见{place}）；请合并或改正日期"
    if not earlier.until:
        begun = f"已于 {later.since} 任" if later.since else "也任"
        return f"“{later.name}”{begun}“{title}”，而“{earlier.name}”（{place}）没有离任日期；请补上。{_SEVERAL}"
    return (
        f"“{later.name}”任“{title}”时，“{earlier.name}”（{place}）尚未离任"
        f"（{earlier.until} 离任，{later.since or '不详'} 任职）；请核对日期。{_SEVERAL}"
    )


def _gaps(entry: Entry) -> Iterator[Problem]:
    """Long times without a holder, where there should be one and the file does not say that it begins later."""
    terms = [term for term in entry.terms if term.tenure.since] if entry.office.single else []
    ends = accumulate((term.tenure.until or date.max for term in terms), max)
    for end, term in zip(ends, terms[1:], strict=False):
        begin = term.tenure.since or end
        gap = begin - end
        if gap > _LONG and begin > (entry.office.complete or date.min):
            reason = f"“{term.name}”任“{entry.office.title}”（{term.since}）之前空缺 {gap.days} 天；请核对是否漏写"
            yield Problem(entry.file, term.line, reason, is_warning=True)
