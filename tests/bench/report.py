"""Outcomes → terminal and JSON."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from tests.bench.outcome import Bar, Outcome, Table

_STYLES = {"pass": "green", "short": "bold red"}
_WIDTH_OF_A_FILE = 200


def console() -> Console:
    """A terminal as wide as it is; a file or pipe wide enough for every table."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE, highlight=False)


def show(out: Console, outcome: Outcome) -> None:
    for table in outcome.tables:
        out.print(_drawn(table))
        for note in table.notes:
            out.print(f"  {note}", style="dim", markup=False)
        out.print()


def show_bars(out: Console, bars: Iterable[Bar], *, quick: bool) -> None:
    title = "bars" + (", with --quick only to see that they are taken" if quick else "")
    table = RichTable(title=title, title_style="bold", title_justify="left", box=box.SIMPLE_HEAD)
    for heading, justify in (("bar", "left"), ("wanted", "right"), ("measured", "right"), ("", "left")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for bar in bars:
        measured = (
            ""
            if bar.value is None
            else f"{bar.value:,.3g} {bar.unit}"
            if bar.value < 1
            else f"{bar.value:,.1f} {bar.unit}"
        )
        verdict = bar.verdict
        sign = "≤" if bar.at_most else "≥"
        table.add_row(
            bar.name, f"{sign} {bar.limit:,g} {bar.unit}", measured, verdict, style=_STYLES.get(verdict, "dim")
        )
    out.print(table)


def write_json(path: Path, machine: str, outcomes: Mapping[str, Outcome]) -> None:
    results = {
        name: {**asdict(outcome), "bars": [_judged(bar) for bar in outcome.bars]} for name, outcome in outcomes.items()
    }
    data = msgspec.json.encode({"machine": machine, "results": results})
    path.write_bytes(msgspec.json.format(data, indent=2) + b"\n")


def _judged(bar: Bar) -> dict[str, object]:
    return {**asdict(bar), "verdict": bar.verdict}


def _drawn(table: Table) -> RichTable:
    drawn = RichTable(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for number, heading in enumerate(table.headings):
        words = number == 0 or (table.remarks and number == len(table.headings) - 1)
        drawn.add_column(heading, justify="left" if words else "right", no_wrap=number == 0 or not words)
    for row in table.rows:
        drawn.add_row(*row)
    return drawn
