"""How fast posts are checked, with the shipped lexicon and with very many words and people."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from tests.bench.engine_process import Figures
from tests.bench.fresh import fresh
from tests.bench.outcome import Bar, Outcome, Table
from tests.bench.plan import POST_LENGTH, Plan
from tests.bench.variants import BOTH, QUIET, folder, names, word_source

_MICRO, _MILLION = 1e-6, 1e6


def run(plan: Plan) -> Outcome:
    figures = {name: fresh("engine_process", Figures, plan, str(folder(plan, name))) for name in names(plan)}
    notes = [f"posts: {next(iter(figures.values())).source}", f"words: {word_source(plan)}"]
    tables = [_rates(plan, figures, notes), _latencies(figures), _stages(figures)]
    return Outcome(tables, _bars(figures), {name: asdict(figure) for name, figure in figures.items()})


def _rates(plan: Plan, figures: Mapping[str, Figures], notes: list[str]) -> Table:
    title = f"engine: M characters per second on one core, median (least–most) of {plan.rounds} rounds"
    headings = (
        "lexicon",
        f"posts of {POST_LENGTH:,}",
        "by processor time",
        "posts as published",
        "mean length",
        "findings/post",
    )
    rows = [
        (
            name,
            figure.rate.shown(_MILLION),
            figure.cpu_rate.shown(_MILLION),
            figure.published_rate.shown(_MILLION),
            f"{figure.published_length:,.0f}",
            f"{figure.findings:.2f}",
        )
        for name, figure in figures.items()
    ]
    sizes = f"+ words: {plan.words:,} at most; + people: {plan.people:,}, all with an office"
    return Table(title, headings, rows, [*notes, sizes])


def _latencies(figures: Mapping[str, Figures]) -> Table:
    posts = next(iter(figures.values())).posts
    title = f"engine: µs for one post of {POST_LENGTH:,} characters, over {posts:,} posts in every round"
    rows = []
    for name, figure in figures.items():
        latency = figure.latency
        rows.append((name, *_micros((latency.p50, latency.p90, latency.p99, latency.most))))
    return Table(title, ("lexicon", "p50", "p90", "p99", "max"), rows)


def _stages(figures: Mapping[str, Figures]) -> Table:
    stages = list(next(iter(figures.values())).stages)
    rows = [
        (name, *_micros([*figure.stages.values(), sum(figure.stages.values())])) for name, figure in figures.items()
    ]
    return Table("engine: µs in each stage, for the mean post", ("lexicon", *stages, "sum"), rows)


def _micros(seconds: Iterable[float]) -> list[str]:
    return [f"{second / _MICRO:,.0f}" for second in seconds]


def _bars(figures: Mapping[str, Figures]) -> list[Bar]:
    heavy = [bar for name in (BOTH, QUIET) if name in figures for bar in _heavy_bars(name, figures[name])]
    typos = Bar(
        name="engine with the statistical typo stage: rate on one core",
        limit=0.2,
        unit="M chars/s",
        value=None,
        reason="there is no such stage yet",
    )
    return [*heavy, typos]


def _heavy_bars(name: str, figure: Figures) -> list[Bar]:
    what = f"engine, {name}, {figure.findings:.1f} findings/post"
    rate, p99 = figure.rate.median / _MILLION, figure.latency.p99 * 1000
    return [
        Bar(name=f"{what}: rate on one core", limit=3.0, unit="M chars/s", value=rate),
        Bar(name=f"{what}: p99 of {POST_LENGTH:,} characters", limit=2.0, unit="ms", value=p99, at_most=True),
    ]
