"""The second reader beside the own checker: misspelt sentences and what they should be, sentence F1 and speed."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter
from typing import NamedTuple, Self

from services.checker.build import load_checker
from services.checker.engine import Checker
from services.checker.opinion import AGREED, ALONE, Suggestion
from services.domain.finding import Finding
from services.domain.post import Post
from services.domain.rule import Severity
from services.second_opinion.line import Failed
from services.second_opinion.plan import Plan as Reading
from services.second_opinion.plan import Unready, refuse_missing
from services.second_opinion.process import Child, Command
from services.settings import child_environment
from tests.bench.outcome import NotRun, Outcome, Table
from tests.bench.plan import Plan

_PAIRS = "csc/ecspell_odw.train_notest.tsv"
_DAY = datetime(2026, 1, 1, 4, tzinfo=UTC)
_SECOND = frozenset({ALONE.id, AGREED.id})
_START_S, _SENTENCE_S = 300.0, 60.0

Repair = Callable[[str], str]


class Pair(NamedTuple):
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Score:
    """Sentences: all, those with a mistake, those changed, mended, and spoilt though right. Seconds for all of them."""

    sentences: int
    wrong: int
    changed: int
    mended: int
    spoilt: int
    seconds: float

    @property
    def f1(self) -> float:
        """Of sentences: a change counts only where the whole sentence is right afterwards."""
        return 2 * self.mended / max(1, self.changed + self.wrong)


def run(plan: Plan) -> Outcome:
    pairs, source = _pairs(plan)
    checker = load_checker(Path(plan.lexicons), plan.cache)
    rows: dict[str, Score | NotRun] = {"own checker": _score(pairs, lambda text: _own(checker, text))}
    try:
        with _Reader(plan) as reader:
            rows["pycorrector Corrector (KenLM)"] = _score(pairs, reader.alone)
            rows["own checker, then pycorrector behind the guards"] = _score(
                pairs, lambda text: reader.both(checker, text)
            )
    except NotRun as reason:
        rows["pycorrector Corrector (KenLM)"] = reason
    headings = ("who", "sentence F1", "precision", "recall", "right ones spoilt", "sentences/s", "remark")
    notes = [f"sentences: {len(pairs):,} of {source}, {sum(a != b for a, b in pairs):,} with a mistake"]
    table = Table("second opinion", headings, [_row(*each) for each in rows.items()], notes, remarks=True)
    return Outcome([table], numbers={name: _numbers(score) for name, score in rows.items()})


def repaired(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with changes put in place; of two that overlap the first."""
    parts, end = [], 0
    for start, stop, right in sorted(changes):
        if start >= end:
            parts += [text[end:start], right]
            end = stop
    return "".join([*parts, text[end:]])


class _Reader:
    """pycorrector in its process, for as long as the block lasts."""

    def __init__(self, plan: Plan) -> None:
        reading = Reading(kinds=("kenlm",), kenlm=plan.kenlm)
        try:
            refuse_missing(reading)
        except Unready as reason:
            raise NotRun(str(reason)) from None
        environment = child_environment(PYCORRECTOR_DATA_DIR=str(Path(plan.work).resolve() / "pycorrector"))
        arguments = (sys.executable, "-m", "services.second_opinion.child", "{fd}")
        self._child = Child(Command(arguments, environment, reading.to_json()), _START_S)

    def __enter__(self) -> Self:
        try:
            self._child.await_ready(monotonic() + _START_S)
        except Failed as failure:
            raise NotRun(f"pycorrector did not start: {failure}") from None
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()

    def read(self, text: str) -> Sequence[Suggestion]:
        """Implements `services.checker.opinion.Opinion`."""
        return [Suggestion(*each) for each in self._child.ask({"text": text}, monotonic() + _SENTENCE_S)["suggestions"]]

    def alone(self, text: str) -> str:
        return repaired(text, (each[:3] for each in self.read(text)))

    def both(self, checker: Checker, text: str) -> str:
        found = checker.check(_post(text), second=self).findings
        return repaired(text, _changes(each for each in found if each.rule in _SECOND or _counts(each)))


def _own(checker: Checker, text: str) -> str:
    return repaired(text, _changes(filter(_counts, checker.check(_post(text)).findings)))


def _counts(finding: Finding) -> bool:
    return finding.severity is not Severity.NOTICE


def _changes(findings: Iterable[Finding]) -> Iterator[tuple[int, int, str]]:
    for finding in findings:
        if finding.suggestions:
            yield from ((place.start, place.end, finding.suggestions[0]) for place in finding.positions)


def _post(text: str) -> Post:
    return Post(id="bench", body=text, published_at=_DAY)


def _score(pairs: Sequence[Pair], repair: Repair) -> Score:
    begin = perf_counter()
    repairs = [repair(pair.wrong) for pair in pairs]
    seconds = perf_counter() - begin
    judged = list(zip(pairs, repairs, strict=True))
    return Score(
        sentences=len(pairs),
        wrong=sum(pair.wrong != pair.right for pair in pairs),
        changed=sum(text != pair.wrong for pair, text in judged),
        mended=sum(text == pair.right != pair.wrong for pair, text in judged),
        spoilt=sum(text != pair.wrong == pair.right for pair, text in judged),
        seconds=seconds,
    )


def _pairs(plan: Plan) -> tuple[list[Pair], str]:
    path = Path(plan.pairs) if plan.pairs else plan.shared_file(_PAIRS)
    if path is None or not path.is_file():
        raise NotRun("no sentences: give a TSV (id, wrong, right) with --pairs")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [Pair(*row[-2:]) for row in rows if len(row) >= len(Pair._fields)]
    most = 100 if plan.quick else 1000
    return pairs[:: max(1, -(-len(pairs) // most))], path.name


def _row(name: str, score: Score | NotRun) -> tuple[str, ...]:
    if isinstance(score, NotRun):
        return (name, "", "", "", "", "", f"not run: {score}")
    precision, recall = score.mended / max(1, score.changed), score.mended / max(1, score.wrong)
    right = score.sentences - score.wrong
    spoilt, speed = f"{score.spoilt} of {right}", f"{score.sentences / score.seconds:,.1f}"
    return (name, f"{score.f1:.3f}", f"{precision:.3f}", f"{recall:.3f}", spoilt, speed, "")


def _numbers(score: Score | NotRun) -> object:
    return f"not run: {score}" if isinstance(score, NotRun) else {**asdict(score), "f1": score.f1}
