"""The benchmark of the stream: what is measured, and what it is held against (issue of the stream, architecture 5)."""

from collections.abc import Iterator

from tests.bench.outcome import Bar, NotRun, Outcome, Table
from tests.bench.plan import Plan
from tests.bench.posts import Corpus, corpus
from tests.bench.spread import Latency, Spread, percentile
from tests.bench.stream.costs import STEPS
from tests.bench.stream.deployment import servers
from tests.bench.stream.load import records
from tests.bench.stream.measure import Bench, Drained, Memory
from tests.servers.kafka_jars import NoKafka

_WORKERS, _RATE = 2, 300
_LONG = 20_000


def run(plan: Plan) -> Outcome:
    """Raises `NotRun` where there is no Kafka or no PostgreSQL."""
    posts = corpus(plan)
    try:
        with servers() as running:
            return _measured(plan, posts, Bench(plan, running))
    except (NoKafka, ImportError) as reason:
        raise NotRun(str(reason)) from None


def _measured(plan: Plan, posts: Corpus, bench: Bench) -> Outcome:
    few = plan.quick
    warm = records(posts, 2_000, "warm")
    given = records(posts, 2_000 if few else 30_000, "post")
    rounds = [bench.drain(given, warm, workers=_WORKERS) for _ in range(1 if few else 3)]
    steady = records(posts, _RATE * (5 if few else 60), "steady")
    waits = bench.latency(steady, warm, rate=_RATE, workers=_WORKERS)
    pause_s = 3.0 if few else 60.0
    during = records(posts, int(_RATE * (pause_s * 3 + 90)), "during")
    recovery = bench.recovery(during, rate=_RATE, pause_s=pause_s, workers=_WORKERS)
    long = records(posts, 300 if few else 3_000, "long", length=_LONG)
    pairs = [[bench.rate(long, workers=number) for number in (1, 2)] for _ in range(1 if few else 3)]
    scaled = [Spread.of(rates) for rates in zip(*pairs, strict=True)]
    memory = Memory()
    bench.drain(records(posts, 5_000 if few else 200_000, "many"), warm, workers=_WORKERS, memory=memory)
    tables = [
        _throughput(posts, rounds),
        _costs(rounds),
        _waiting(waits, recovery, pause_s),
        _scaling(scaled),
        _memory(memory),
    ]
    return Outcome(tables, list(_bars(rounds, waits, scaled, memory)), {"rounds": rounds, "waits": Latency.of(waits)})


def _throughput(posts: Corpus, rounds: list[Drained]) -> Table:
    rates = Spread.of([each.rate for each in rounds])
    return Table(
        f"Kafka → {_WORKERS} workers → PostgreSQL, from the first post published to the last recorded",
        ["", "posts", "posts/s"],
        [["all at once", f"{rounds[0].posts:,}", rates.shown(digits=0)]],
        [posts.source, "warm workers; broker, database and publisher on the same two cores"],
    )


def _costs(rounds: list[Drained]) -> Table:
    middle = sorted(rounds, key=lambda each: each.rate)[len(rounds) // 2]

    def per_post(seconds: float) -> str:
        return f"{seconds / middle.posts * 1e6:,.0f}"

    rows = [[f"worker: {step}", per_post(middle.costs.steps[step]), ""] for step in STEPS]
    rows += [[f"processor: {who}", "", per_post(seconds)] for who, seconds in middle.costs.processor.items()]
    used = sum(middle.costs.processor.values()) / middle.seconds
    note = f"{used:.2f} of the cores were busy with workers, broker and database; the publisher comes on top"
    return Table("What a post costs, µs (middle round)", ["", "by the clock", "processor"], rows, [note])


def _waiting(waits: list[float], recovery: float, pause_s: float) -> Table:
    spread = Latency.of(waits)
    row = [f"{value * 1000:,.0f}" for value in (spread.p50, percentile(waits, 0.95), spread.p99, spread.most)]
    note = f"after {pause_s:g} s without workers, while posts go on coming, they had caught up in {recovery:.1f} s"
    return Table(
        f"From the bus to the store at {_RATE} posts/s, ms", ["posts", "p50", "p95", "p99", "most"],
        [[f"{len(waits):,}", *row]], [note],
    )  # fmt: skip


def _scaling(scaled: list[Spread]) -> Table:
    rows = [[f"{number} worker{'s' * (number > 1)}", rate.shown(digits=1)] for number, rate in enumerate(scaled, 1)]
    return Table(
        f"Checking is nearly all of the work: posts of {_LONG:,} characters",
        ["", "posts/s"],
        rows,
        ["all posts are on the bus before; nobody publishes"],
    )


def _memory(memory: Memory) -> Table:
    row = [f"{memory.samples[-1][0]:,}", f"{memory.most:,.0f}", f"{memory.growth:+,.1f}"]
    return Table("Memory of the largest worker, MiB", ["posts", "most", "second to last quarter"], [row])


def _bars(rounds: list[Drained], waits: list[float], scaled: list[Spread], memory: Memory) -> Iterator[Bar]:
    one, two = scaled
    rate = Spread.of([each.rate for each in rounds]).median
    yield Bar(name="stream, end to end", limit=1500, unit="posts/s", value=rate)
    p95 = percentile(waits, 0.95)
    yield Bar(name=f"publish to verdict p95 at {_RATE}/s", limit=1, unit="s", value=p95, at_most=True)
    yield Bar(name="two workers against one", limit=1.7, unit="x", value=two.median / one.median)
    yield Bar(name="memory of a worker", limit=400, unit="MiB", value=memory.most, at_most=True)
