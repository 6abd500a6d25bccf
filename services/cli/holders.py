"""Tenures as tables: the holders of an office, the offices of a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.checker.roster.entry import Entry, Term
from services.cli.render import printable


@dataclass(frozen=True, slots=True)
class Holding:
    """What was asked for, what the roster holds of it, and how far that can be trusted.

    `rows` are names, or titles, each with a term; `heading` says which.
    """

    title: str
    heading: str
    rows: Sequence[tuple[str, Term]]
    validity: str

    def __rich__(self) -> Group:
        found = _table(self.heading, self.rows) if self.rows else Text("没有查到任职")
        return Group(Text(printable(self.title)), found, Text(printable(self.validity)))


def history(entry: Entry, day: date | None) -> Holding:
    """Everybody who has held an office, oldest first; with a day, whoever held it then."""
    office = entry.office
    short = f"（{'、'.join(office.short)}）" if office.short else ""
    rows = [(term.name, term) for term in _held(entry, day)]
    return Holding(office.title + short + _on(day), "姓名", rows, _validity([entry], day))


def career(name: str, entries: Iterable[Entry], day: date | None) -> Holding:
    """Every office that a person has held, oldest first; with a day, those held then."""
    own = [entry for entry in entries if any(term.name == name for term in entry.terms)]
    rows = [(entry.office.title, term) for entry in own for term in _held(entry, day) if term.name == name]
    rows.sort(key=lambda row: row[1].tenure.since or date.min)
    return Holding(name + _on(day), "职务", rows, _validity(own, day))


def _held(entry: Entry, day: date | None) -> list[Term]:
    return [term for term in entry.terms if day is None or term.tenure.holds_on(day)]


def _on(day: date | None) -> str:
    return f" {day} 在任" if day else ""


def _table(heading: str, rows: Iterable[tuple[str, Term]]) -> Table:
    table = Table(heading, "任职", "离任", "来源", "核实")
    for column in table.columns:
        column.overflow = "fold"
    for name, term in rows:
        certainty = "已核实" if term.tenure.confirmed else "待核实"
        cells = (name, term.since or "不详", term.until or "至今", term.tenure.source, certainty)
        table.add_row(*map(printable, cells))
    return table


def _validity(entries: Iterable[Entry], day: date | None) -> str:
    units = [unit for unit in dict.fromkeys(unit for entry in entries for unit in entry.office.units) if unit]
    scope = f"适用于 {'、'.join(units)}；" if units else ""
    as_of = min(entry.office.as_of or date.max for entry in entries)
    return f"{scope}名册核对至 {as_of}" + ("，此后的任免未核对" if day and day > as_of else "")
