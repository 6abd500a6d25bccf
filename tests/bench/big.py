"""Whether time grows in proportion to length: long documents and hostile pages, at half and at full length.

A page that takes too long is tried again ten and a hundred times shorter, so that its growth is known all the same.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import inf
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
_DIVISORS = (1, 10, 100)
# A check is told to stop at this time by default (`DUWANG_CHECK_DEADLINE_MS`); here it has no deadline.
_DEADLINE_S = 2.0
# Twice the length takes twice the time, and somewhat more where caches no longer hold it; four times is quadratic.
_LINEAR = 3.0
_TOO_SHORT_S = 0.005
_HEADINGS = ("page", "characters", "ms at half", "ms at full length", "ratio", "M chars/s", "places found", "")


@dataclass(frozen=True, slots=True)
class Growth:
    """`times` at the greatest length that ended, None where none did; `trouble`: what became of the greater ones."""

    times: Times | None
    trouble: str = ""

    @property
    def seconds(self) -> float:
        """For the whole page; without end where it did not end."""
        return inf if self.trouble or self.times is None else self.times.full

    @property
    def ratio(self) -> float:
        """How many times longer twice the length takes; without end where nothing ended."""
        return inf if self.times is None else self.times.full / self.times.half

    @property
    def is_told(self) -> bool:
        """Whether the ratio is more than noise."""
        return self.times is None or self.times.half > _TOO_SHORT_S


def run(plan: Plan) -> Outcome:
    texts = corpus(plan)
    folder(plan, SHIPPED)
    grown = {name: growth(plan, name) for name in pages(plan, texts, read_lexicon(Path(plan.lexicons)).rules)}
    title = "big: least time of a few repeats, shipped lexicon, no deadline"
    rows = [_row(name, one) for name, one in grown.items()]
    table = Table(title, _HEADINGS, rows, [f"text: {texts.source}"], remarks=True)
    return Outcome([table], bars(grown), {name: asdict(one) for name, one in grown.items()})


def growth(plan: Plan, name: str) -> Growth:
    trouble: list[str] = []
    for divisor in _DIVISORS:
        try:
            times = fresh("big_process", Times, plan, name, str(divisor), timeout_s=_PATIENCE_S)
        except NotRun as reason:
            trouble.append(f"length / {divisor}: {reason}")
        else:
            return Growth(times, "; ".join(trouble))
    return Growth(None, "; ".join(trouble))


def bars(grown: Mapping[str, Growth]) -> list[Bar]:
    """The steepest and the slowest page. One that did not end is slow without end, however it grows."""
    told = [name for name, one in grown.items() if one.is_told]
    steepest = max(told, key=lambda name: grown[name].ratio, default="")
    slowest = max(grown, key=lambda name: grown[name].seconds)
    steep = sum(grown[name].ratio > _LINEAR for name in told)
    slow = sum(one.seconds > _DEADLINE_S for one in grown.values())
    return [
        Bar(
            name=f"twice the length; {steep} of {len(grown)} pages are over, steepest {steepest}",
            limit=_LINEAR,
            unit="× time",
            value=grown[steepest].ratio if steepest else None,
            at_most=True,
            reason="every page is too short to tell",
        ),
        Bar(
            name=f"any page, no deadline; {slow} of {len(grown)} are over, slowest {slowest}",
            limit=_DEADLINE_S,
            unit="s",
            value=grown[slowest].seconds,
            at_most=True,
        ),
    ]


def _row(name: str, one: Growth) -> tuple[str, ...]:
    times = one.times
    if times is None:
        return (name, "", "", "", "", "", "", one.trouble)
    half, full = (f"{seconds * 1000:,.1f}" for seconds in (times.half, times.full))
    rate = f"{times.length / times.full / 1e6:,.2f}"
    return (name, f"{times.length:,}", half, full, f"{one.ratio:.2f}", rate, f"{times.findings:,}", one.trouble)
