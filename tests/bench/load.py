"""How long a lexicon takes to compile and to load from the cache, and what memory it takes."""

from dataclasses import asdict, dataclass

from tests.bench.fresh import fresh
from tests.bench.load_process import Loaded
from tests.bench.outcome import Bar, Outcome, Table
from tests.bench.plan import Plan
from tests.bench.spread import Spread
from tests.bench.variants import BOTH, QUIET, SHIPPED, Compiled, compiled, names, written

_MEGA = 1_000_000
_POSTS = 5000


@dataclass(frozen=True, slots=True)
class Measured:
    """`load` and `warm` in seconds over several fresh processes; `memory`: one of them that went on to check posts."""

    compiled: Compiled
    load: Spread
    warm: Spread
    memory: Loaded


def run(plan: Plan) -> Outcome:
    measured = {name: _measured(plan, name) for name in names(plan) if name != QUIET}
    tables = [_times(plan, measured), _memory(plan, measured)]
    return Outcome(tables, _bars(measured), {name: asdict(figures) for name, figures in measured.items()})


def _measured(plan: Plan, name: str) -> Measured:
    made = compiled(plan, name)
    folder = str(written(plan, name))
    memory = fresh("load_process", Loaded, plan, folder, str(_posts(plan)))
    loads = [memory, *(fresh("load_process", Loaded, plan, folder, "0") for _ in range(plan.rounds - 1))]
    return Measured(made, Spread.of([one.load for one in loads]), Spread.of([one.warm for one in loads]), memory)


def _posts(plan: Plan) -> int:
    return _POSTS // 10 if plan.quick else _POSTS


def _times(plan: Plan, measured: dict[str, Measured]) -> Table:
    title = f"load: median (least–most) of {plan.rounds} fresh processes; imports are not counted"
    headings = ("lexicon", "rules", "patterns", "compile s", "artefact MB", "load from cache ms", "segmenter ms")
    rows = [
        (
            name,
            f"{one.compiled.rules:,}",
            f"{one.compiled.patterns:,}",
            f"{one.compiled.seconds:.2f}",
            f"{one.compiled.size / _MEGA:,.1f}",
            one.load.shown(1e-3, 0),
            one.warm.shown(1e-3, 0),
        )
        for name, one in measured.items()
    ]
    return Table(title, headings, rows, ["compile: without running the examples of the rules"])


def _memory(plan: Plan, measured: dict[str, Measured]) -> Table:
    headings = ("lexicon", "imported", "loaded", "segmenter warm", "posts in hand", f"{_posts(plan):,} posts checked")
    rows = []
    for name, one in measured.items():
        memory = one.memory
        steps = (memory.imported, memory.loaded, memory.warmed, memory.in_hand, memory.used)
        rows.append((name, *(f"{step / _MEGA:,.0f}" for step in steps)))
    return Table("load: resident memory of a fresh process in MB", headings, rows)


def _bars(measured: dict[str, Measured]) -> list[Bar]:
    loads = [_load_bar(name, measured[name]) for name in (SHIPPED, BOTH)]
    return [*loads, *(_memory_bar(name, measured[name]) for name in (SHIPPED, BOTH))]


def _load_bar(name: str, one: Measured) -> Bar:
    return Bar(name=f"load from the cache, {name}", limit=100, unit="ms", value=one.load.median * 1000, at_most=True)


def _memory_bar(name: str, one: Measured) -> Bar:
    used = one.memory.used / _MEGA
    return Bar(name=f"memory after posts, {name}", limit=400, unit="MB", value=used, at_most=True)
