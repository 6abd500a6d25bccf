"""What an ingest run came to: counted while it runs, shown as a table when it is over."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.checker.worker import Batch
from services.domain.rule import Category, Severity

_SHOWN = 5


@dataclass(slots=True)
class Tally:
    """Counts of a run. `faults` are `FILE:LINE：reason`, of records that were laid aside."""

    new: int = 0
    known: int = 0
    laid_aside: int = 0
    characters: int = 0
    incomplete: int = 0
    faults: list[str] = field(default_factory=list)
    found: Counter[tuple[Severity, Category]] = field(default_factory=Counter)

    def add(self, batch: Batch) -> None:
        self.new += batch.recorded.new_posts
        self.known += batch.recorded.known_posts
        self.characters += sum(len(record.post.title) + len(record.post.body) for record in batch.records)
        self.incomplete += sum(not record.checked.report.complete for record in batch.records)
        self.found.update((each.finding.severity, each.finding.category) for each in batch.recorded.violations)
        for letter in batch.letters:
            self.lay_aside(letter.reason)

    def lay_aside(self, fault: str) -> None:
        self.laid_aside += 1
        if len(self.faults) < _SHOWN:
            self.faults.append(fault)


def show(tally: Tally, *, seconds: float, places: dict[str, str]) -> RenderableType:
    """Draw the summary: totals, what was found, what was laid aside and why, and where to look."""
    return Group(_totals(tally, seconds), _findings(tally), *_faults(tally), *_places(places))


def _totals(tally: Tally, seconds: float) -> Table:
    checked = tally.new + tally.known
    table = Table(title="读网 · 检查结果", title_justify="left", show_header=False)
    table.add_row("文稿", f"{checked + tally.laid_aside:,} 篇")
    table.add_row("已检查", f"{checked:,} 篇，其中新入库 {tally.new:,} 篇，此前已入库 {tally.known:,} 篇")
    if tally.incomplete:
        table.add_row("未查完", f"{tally.incomplete:,} 篇超时，结论不是“通过”")
    table.add_row("未能读取", f"{tally.laid_aside:,} 条")
    table.add_row(
        "速度", f"{tally.characters / max(seconds, 1e-9):,.0f} 字/秒，{checked / max(seconds, 1e-9):,.0f} 篇/秒"
    )
    table.add_row("用时", f"{seconds:.1f} 秒，{tally.characters:,} 字")
    return table


def _findings(tally: Tally) -> RenderableType:
    if not tally.found:
        return Text("没有发现问题。")
    table = Table(title="发现的问题", title_justify="left")
    severities = [severity for severity in Severity if any(of == severity for of, _ in tally.found)]
    for name in ("类别", *(severity.label for severity in severities), "合计"):
        table.add_column(name, justify="left" if name == "类别" else "right")
    for name, counts in _by_category(tally, severities):
        table.add_row(name, *(f"{count:,}" if count else "" for count in counts), f"{sum(counts):,}")
    return table


def _by_category(tally: Tally, severities: list[Severity]) -> Iterator[tuple[str, list[int]]]:
    for category in Category:
        counts = [tally.found[severity, category] for severity in severities]
        if any(counts):
            yield category.label, counts
    yield "合计", [sum(tally.found[severity, category] for category in Category) for severity in severities]


def _faults(tally: Tally) -> Iterator[Text]:
    for fault in tally.faults:
        yield Text(f"未能读取　{fault}", style="yellow")
    if tally.laid_aside > len(tally.faults):
        yield Text(f"未能读取　另有 {tally.laid_aside - len(tally.faults):,} 条", style="yellow")


def _places(places: dict[str, str]) -> Iterator[Text]:
    for name, place in places.items():
        yield Text(f"{name}　{place}")
