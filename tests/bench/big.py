"""Whether time grows in proportion to length: long documents and hostile pages, at half and at full length."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from services.checker.lexicon import read_lexicon
from tests.bench.big_process import Times
from tests.bench.fresh import fresh
from tests.bench.outcome import Bar, NotRun, Outcome, Table
from tests.bench.pages import pages
from tests.bench.plan import Plan
from tests.bench.posts import corpus
from tests.bench.variants import SHIPPED, folder

_PATIENCE_S = 40
# A check is told to stop at this time by default (`DUWANG_CHECK_DEADLINE_MS`); here it has no deadline.
_DEADLINE_S = 2.0
# Twice the length takes twice the time, and somewhat more where caches no longer hold it; four times is quadratic.
_LINEAR = 3.0
_TOO_SHORT_S = 0.005


def run(plan: Plan) -> Outcome:
    texts = corpus(plan)
    folder(plan, SHIPPED)
    measured = {name: _times(plan, name) for name in pages(plan, texts, read_lexicon(Path(plan.lexicons)).rules)}
    headings = ("page", "characters", "ms at half", "ms at full length", "ratio", "M chars/s", "places found", "")
    rows = [_row(name, times) for name, times in measured.items()]
    numbers = {name: asdict(times) if isinstance(times, Times) else str(times) for name, times in measured.items()}
    title = "big: least time of a few repeats, shipped lexicon, no deadline"
    return Outcome([Table(title, headings, rows, [f"text: {texts.source}"], remarks=True)], _bars(measured), numbers)


def _times(plan: Plan, name: str) -> Times | NotRun:
    try:
        return fresh("big_process", Times, plan, name, timeout_s=_PATIENCE_S)
    except NotRun as reason:
        return reason


def _row(name: str, times: Times | NotRun) -> tuple[str, ...]:
    if isinstance(times, NotRun):
        return (name, "", "", "", "", "", "", str(times))
    rate = times.length / times.full / 1e6
    half, full = (f"{seconds * 1000:,.1f}" for seconds in (times.half, times.full))
    return (name, f"{times.length:,}", half, full, f"{_ratio(times):.2f}", f"{rate:,.2f}", f"{times.findings:,}", "")


def _ratio(times: Times) -> float:
    return times.full / times.half


def _bars(measured: Mapping[str, Times | NotRun]) -> list[Bar]:
    """A page that did not end counts with the patience that it had."""
    ratios = {
        name: _ratio(times)
        for name, times in measured.items()
        if isinstance(times, Times) and times.half > _TOO_SHORT_S
    }
    seconds = {name: times.full if isinstance(times, Times) else _PATIENCE_S for name, times in measured.items()}
    steepest, slowest = max(ratios, key=ratios.__getitem__), max(seconds, key=seconds.__getitem__)
    return [
        Bar(
            name="twice the length, steepest: " + steepest,
            limit=_LINEAR,
            unit="× time",
            value=ratios[steepest],
            at_most=True,
        ),
        Bar(
            name="any page without a deadline, slowest: " + slowest,
            limit=_DEADLINE_S,
            unit="s",
            value=seconds[slowest],
            at_most=True,
        ),
    ]
