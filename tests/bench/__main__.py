"""The command line of the benchmarks."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.domain.errors import DuwangError
from services.settings import bundled
from tests.bench import big, engine, load, peers, plant, report, second_opinion
from tests.bench.outcome import NotRun, Outcome
from tests.bench.plan import ROOT, Plan, machine
from tests.bench.stream import run as stream


class Name(StrEnum):
    ENGINE = "engine"
    LOAD = "load"
    BIG = "big"
    PEERS = "peers"
    PLANT = "plant"
    STREAM = "stream"
    SECOND_OPINION = "second-opinion"


_BENCHMARKS: dict[Name, Callable[[Plan], Outcome]] = {
    Name.ENGINE: engine.run,
    Name.LOAD: load.run,
    Name.BIG: big.run,
    Name.PEERS: peers.run,
    Name.PLANT: plant.run,
    Name.STREAM: stream.run,
    Name.SECOND_OPINION: second_opinion.run,
}
# One takes ten minutes, the other a model.
_ASKED_FOR = {Name.STREAM, Name.SECOND_OPINION}

Only = Annotated[
    list[Name] | None, typer.Option(help="Run this one; may be given several times. Default: all but the last two.")
]
Quick = Annotated[bool, typer.Option("--quick", help="Small sizes, few rounds: does it run, not how fast is it.")]
Json = Annotated[Path | None, typer.Option(help="Write all figures to this file too.")]
Lexicons = Annotated[Path | None, typer.Option(help="Lexicon folder. Default: the shipped one.")]
Shared = Annotated[Path, typer.Option(help="Shared data; where it is not, posts and words are made up.")]
Kenlm = Annotated[Path | None, typer.Option(help="KenLM model for the second opinion, .klm or .arpa.")]
Pairs = Annotated[Path | None, typer.Option(help="Sentences for it: a TSV of id, wrong, right. Default: shared data.")]
Work = Annotated[Path, typer.Option(help="Folder for compiled lexicons and the environments of the peers.")]


def main(
    *,
    only: Only = None,
    quick: Quick = False,
    json: Json = None,
    lexicons: Lexicons = None,
    shared: Shared = ROOT.parent / "shared" / "data",
    work: Work = ROOT / "var" / "bench",
    kenlm: Kenlm = None,
    pairs: Pairs = None,
) -> None:
    """Measure speed, memory, growth and peers, print tables, and compare with the bars."""
    plan = Plan(
        lexicons=str((lexicons or bundled("lexicons")).resolve()),
        work=str(work.resolve()),
        shared=str(shared.resolve()) if shared.is_dir() else "",
        quick=quick,
        kenlm=str(kenlm.resolve()) if kenlm else "",
        pairs=str(pairs.resolve()) if pairs else "",
    )
    if not run(plan, only or [name for name in Name if name not in _ASKED_FOR], json):
        raise typer.Exit(1)


def run(plan: Plan, names: list[Name], json: Path | None) -> bool:
    """Whether every benchmark could be run. A bar that is not reached is no failure."""
    out = report.console()
    out.print(f"on {machine()}\n", markup=False)
    outcomes: dict[str, Outcome] = {}
    for name in names:
        try:
            with out.status(f"{name} …"):
                outcomes[name] = _BENCHMARKS[name](plan)
        except (NotRun, DuwangError) as reason:
            out.print(f"{name}: not run: {reason}\n", markup=False)
        else:
            report.show(out, outcomes[name])
    report.show_bars(out, [bar for outcome in outcomes.values() for bar in outcome.bars], quick=plan.quick)
    if json is not None:
        report.write_json(json, machine(), outcomes)
    return len(outcomes) == len(names)


if __name__ == "__main__":
    typer.run(main)
