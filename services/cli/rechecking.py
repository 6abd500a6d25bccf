"""A recheck from the command line: low priority, a bar, an orderly end at Ctrl-C, and what it came to."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from time import perf_counter
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn

from services import __version__
from services.app.clock import now
from services.app.parts import machine, open_store
from services.app.slow_lane import slow_lane
from services.checker.in_use import checker_in_use
from services.cli.recheck_view import Tally, lines, summary, summary_line
from services.domain.errors import Unavailable
from services.recheck.judge import Judge
from services.recheck.pace import Pace
from services.recheck.run import BATCH, Plan, Recheck
from services.settings import Settings
from services.storage.store import StoredQuery, ViolationStore
from services.telemetry.metrics import Metrics

# Behind everything else that wants the processor.
_NICENESS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asks for. Times carry a zone; `per_second` None is no limit of the pace."""

    since: datetime | None
    until: datetime | None
    site: str | None
    changed_rules: bool
    per_second: float | None
    limit: int | None
    after: str
    records: bool
    as_json: bool

    def plan(self, lexicon_version: str) -> Plan:
        query = StoredQuery(
            since=self.since,
            until=self.until,
            site=self.site,
            unlike=lexicon_version if self.changed_rules else None,
            after=self.after,
        )
        batch = BATCH if self.per_second is None else max(1, min(BATCH, int(self.per_second)))
        return Plan(query=query, limit=self.limit, batch=batch, records=self.records)


def recheck_all(settings: Settings, wish: Wish) -> bool:
    """Whether everything that was asked for has a whole judgement now. Raises `LexiconError`, `Unavailable`."""
    checker, store = checker_in_use(settings), open_store(settings)
    _step_back()
    try:
        with slow_lane(settings, Metrics()) as lane:
            judge = Judge(
                checker=checker,
                deadline_s=settings.worker_deadline_s,
                worker=f"recheck@{machine(settings)}",
                version=__version__,
                lane=lane,
            )
            return _run(store, judge, wish, wish.plan(checker.lexicon_version))
    finally:
        store.close()


def _run(store: ViolationStore, judge: Judge, wish: Wish, plan: Plan) -> bool:
    begin, tally = perf_counter(), Tally()
    total = store.to_check_again(plan.query)
    with _interruptible() as stopping:
        recheck = Recheck(store, judge, plan, now, stopping.is_set)
        try:
            _follow(recheck, tally, wish, stopping, total if plan.limit is None else min(total, plan.limit))
        except Unavailable:
            _tell(tally, wish, perf_counter() - begin, stopped=True)
            raise
        stopped = stopping.is_set()
    _tell(tally, wish, perf_counter() - begin, stopped=stopped)
    return not stopped and not tally.unchecked


def _follow(recheck: Recheck, tally: Tally, wish: Wish, stopping: Event, total: int) -> None:
    pace = Pace(wish.per_second, stopping.wait)
    with _progress() as progress:
        bar = progress.add_task("重查", total=total, rate="")
        for batch in recheck.run():
            tally.add(batch)
            for line in lines(batch) if wish.as_json else ():
                print(line)
            progress.update(bar, advance=batch.taken, rate=_rate(progress.tasks[bar]))
            if not progress.finished:
                pace.keep(batch.taken)


def _tell(tally: Tally, wish: Wish, seconds: float, *, stopped: bool) -> None:
    if wish.as_json:
        print(summary_line(tally, stopped=stopped))
    else:
        Console().print(summary(tally, seconds=seconds))
    if stopped:
        Console(stderr=True, soft_wrap=True, highlight=False).print(_advice(tally, wish))


def _advice(tally: Tally, wish: Wish) -> str:
    if wish.records and wish.changed_rules:
        return "已停止。查完的都已入库；接着查请再运行一次同一条命令。"
    return f"已停止。接着查请在同一条命令后加上 --after {tally.after}" if tally.after else "已停止，一篇也没有查。"


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    # What is printed to a pipe must not turn into what is printed above the bar.
    return Progress(*columns, console=Console(stderr=True), redirect_stdout=False)


def _rate(task: Task) -> str:
    return f"{task.speed:,.0f} 篇/秒" if task.speed else ""


def _step_back() -> None:
    with suppress(OSError):  # some sandboxes do not let go of priority
        os.nice(_NICENESS)


@contextmanager
def _interruptible() -> Iterator[Event]:
    """Inside the block the first Ctrl-C asks for an orderly end, the second one ends at once."""
    stopping = Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            signal.signal(number, before[number])
        stopping.set()

    before = {number: signal.signal(number, ask) for number in (int(signal.SIGINT), int(signal.SIGTERM))}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
