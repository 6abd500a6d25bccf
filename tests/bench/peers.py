"""Our automaton beside other ways to look for many patterns: same patterns, same texts, each in its own environment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from services.checker.build import load_checker
from services.checker.engine import Checker
from tests.bench.fresh import output_of
from tests.bench.outcome import Bar, NotRun, Outcome, Table
from tests.bench.peer_process import LIBRARIES
from tests.bench.plan import Plan
from tests.bench.posts import corpus
from tests.bench.spread import Spread
from tests.bench.variants import SHIPPED, folder, word_source, words
from tests.bench.venvs import interpreter

OURS, JUDGE = "daachorse", "str.find loop"
_SCRIPT = Path(__file__).with_name("peer_process.py")
_WORDS, _FEW = 50_000, 5_000
_MOST = {"ahocorasick-python": _FEW}
_SEMANTICS = {"re alternation": "never overlapping"}
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Peer:
    """`rates` in characters per second; `matches` is count and checksum for each text, as many as were searched."""

    build_s: float
    rates: list[float]
    chars: int
    matches: list[tuple[int, int]]

    @property
    def rate(self) -> Spread:
        return Spread.of(self.rates)


def run(plan: Plan) -> Outcome:
    checker = load_checker(folder(plan, SHIPPED), plan.cache)
    texts = corpus(plan)
    posts = [_folded(checker, post.body) for post in texts.cut(100 if plan.quick else 700)]
    results = {name: _together(plan, patterns, posts) for name, patterns in _sets(plan, checker).items()}
    notes = [f"texts: {len(posts):,} posts of {texts.source}", f"words: {word_source(plan)}"]
    tables = [_table(name, peers, notes) for name, peers in results.items()]
    numbers = {name: {peer: _numbers(one) for peer, one in peers.items()} for name, peers in results.items()}
    return Outcome(tables, [bar for name, peers in results.items() for bar in _bars(name, peers)], numbers)


def agreement(ours: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]], why: str = "") -> str:
    """How the matches of another compare with ours, over the texts that both have searched."""
    both = list(zip(ours, other, strict=False))
    our_count, count = (sum(pair[side][0] for pair in both) for side in (0, 1))
    if all(mine == theirs for mine, theirs in both):
        return f"same {count:,} match{'' if count == 1 else 'es'}"
    return f"DIFFERS: {count:,} of our {our_count:,} matches" if not why else f"{count:,} of our {our_count:,}: {why}"


def _sets(plan: Plan, checker: Checker) -> dict[str, list[str]]:
    """The patterns by what they are: those of the shipped lexicon, as many words as a slow peer bears, all words."""
    shipped = _unlike(checker, (pattern.text for detector in checker._detectors for pattern in detector.patterns()))
    sample = [word for word in _unlike(checker, words(plan, plan.words)) if len(word) >= _SHORTEST_WORD][:_WORDS]
    few = sample[:: max(1, len(sample) // _FEW)][:_FEW]
    sets = (("shipped lexicon", shipped), ("words", few), ("words", sample))
    return {f"{name}, {len(patterns):,} patterns": patterns for name, patterns in sets}


def _unlike(checker: Checker, patterns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(_folded(checker, pattern) for pattern in patterns))


def _folded(checker: Checker, text: str) -> str:
    return checker._folder.fold(text).folded


def _together(plan: Plan, patterns: Sequence[str], texts: Sequence[str]) -> dict[str, Peer | NotRun]:
    task = Path(plan.work) / "peers.json"
    task.parent.mkdir(parents=True, exist_ok=True)
    budget = 1.0 if plan.quick else 5.0
    task.write_bytes(
        msgspec.json.encode({"patterns": patterns, "texts": texts, "rounds": plan.rounds, "budget_s": budget})
    )
    return {library: _peer(plan, library, len(patterns), task) for library in LIBRARIES}


def _peer(plan: Plan, library: str, patterns: int, task: Path) -> Peer | NotRun:
    if patterns > _MOST.get(library, patterns):
        return NotRun(f"pure Python, {_MOST[library]:,} patterns at most")
    try:
        python = interpreter(library, Path(plan.work))
        return msgspec.json.decode(output_of((str(python), "-I", str(_SCRIPT), library, str(task)), 300), type=Peer)
    except NotRun as reason:
        return reason


def _table(name: str, peers: Mapping[str, Peer | NotRun], notes: Sequence[str]) -> Table:
    headings = (
        "library",
        "build s",
        "M chars/s (least–most)",
        "ours is faster",
        "chars searched",
        "all overlapping matches",
    )
    return Table(
        f"peers: {name}",
        headings,
        [_row(library, one, peers[OURS]) for library, one in peers.items()],
        notes,
        remarks=True,
    )


def _row(library: str, one: Peer | NotRun, ours: Peer | NotRun) -> tuple[str, ...]:
    if isinstance(one, NotRun) or isinstance(ours, NotRun):
        return (library, "", "", "", "", f"not run: {one}" if isinstance(one, NotRun) else "")
    speed = one.rate.shown(1e6, 2 if one.rate.median > 1e5 else 4)
    same = agreement(ours.matches, one.matches, _SEMANTICS.get(library, ""))
    return (
        library,
        f"{one.build_s:.3f}",
        speed,
        f"{ours.rate.median / one.rate.median:,.1f} ×",
        f"{one.chars:,}",
        same,
    )


def _numbers(one: Peer | NotRun) -> object:
    return (
        f"not run: {one}"
        if isinstance(one, NotRun)
        else {**asdict(one), "matches": sum(count for count, _ in one.matches)}
    )


def _bars(name: str, peers: Mapping[str, Peer | NotRun]) -> list[Bar]:
    ours, judge = peers[OURS], peers[JUDGE]
    others = [one.rate.median for library, one in peers.items() if isinstance(one, Peer) and library != OURS]
    if isinstance(ours, NotRun) or isinstance(judge, NotRun):
        return [
            Bar(
                name=f"peers, {name}",
                limit=1,
                unit="×",
                value=None,
                reason=f"{ours if isinstance(ours, NotRun) else judge}",
            )
        ]
    wrong = sum(mine != theirs for mine, theirs in zip(ours.matches, judge.matches, strict=False))
    judged = min(len(ours.matches), len(judge.matches))
    return [
        Bar(
            name=f"of {judged} texts, those where ours differs from the naive search, {name}",
            limit=0,
            unit="texts",
            value=wrong,
            at_most=True,
        ),
        Bar(name=f"our speed to the fastest other, {name}", limit=1, unit="×", value=ours.rate.median / max(others)),
    ]
