"""What a recheck came to: counted by rule while it runs, a table or JSON lines for whoever reads it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.render import printable
from services.domain.finding import Finding
from services.domain.violation import violation_id
from services.recheck.comparison import Change
from services.recheck.outcome import UNCHECKED, Batch, Rechecked, State
from services.wire.json_text import to_json
from services.wire.report import finding_value

_SHOWN = 5
_CHANGES = {Change.NEW: "新增", Change.CHANGED: "有变化", Change.GONE: "消失", Change.SAME: "不变"}
_STATES = {
    State.RECORDED: "结论已入库",
    State.COMPARED: "只比较，未入库",
    State.KNOWN: "当前词库此前已查过，沿用当时的结论",
    State.OVERTAKEN: "重查期间已被改动，以新的检查为准",
    State.INCOMPLETE: "超时没有查完，保留原来的结论",
    State.FAILED: "检查或入库时出错，保留原来的结论",
}


@dataclass(slots=True)
class Tally:
    """Counts of a run: posts by what became of them, findings by rule. `after` is where it has got to in the store."""

    states: Counter[State] = field(default_factory=Counter)
    found: Counter[tuple[str, Change]] = field(default_factory=Counter)
    unchecked: list[Rechecked] = field(default_factory=list)
    differs_unrecorded: int = 0
    after: str = ""

    def add(self, batch: Batch) -> None:
        self.after = batch.after
        for outcome in batch.outcomes:
            self.states[outcome.state] += 1
            self.found.update((each.finding.rule, each.change) for each in outcome.differences)
            if outcome.state in UNCHECKED:
                self.unchecked.append(outcome)
            is_other = any(each.change is not Change.SAME for each in outcome.differences)
            self.differs_unrecorded += outcome.state is State.KNOWN and is_other

    @property
    def posts(self) -> int:
        return self.states.total()

    def count(self, change: Change) -> int:
        return sum(number for (_, of), number in self.found.items() if of is change)


def summary(tally: Tally, *, seconds: float) -> RenderableType:
    """Draw the posts by what became of them, the findings by rule, and what is without a whole judgement."""
    return Group(_posts(tally, seconds), _rules(tally), *_remarks(tally))


def lines(batch: Batch) -> list[str]:
    """One JSON object for every finding that is not the same, and for every post without a whole judgement."""
    return [to_json(value).decode() for outcome in batch.outcomes for value in _values(outcome)]


def summary_line(tally: Tally, *, stopped: bool) -> str:
    """The last JSON object."""
    rules = {
        rule: {change.value: tally.found[rule, change] for change in Change}
        for rule in sorted({r for r, _ in tally.found})
    }
    posts = {state.value: tally.states[state] for state in State}
    value = {"type": "summary", "posts": posts, "rules": rules, "stopped": stopped, "after": tally.after}
    return to_json(value).decode()


def _posts(tally: Tally, seconds: float) -> Table:
    table = Table(title="读网 · 重查结果", title_justify="left", show_header=False)
    table.add_row("文稿", f"{tally.posts:,} 篇，用时 {seconds:.1f} 秒，每秒 {tally.posts / max(seconds, 1e-9):,.0f} 篇")
    for state, label in _STATES.items():
        if tally.states[state]:
            table.add_row("", f"{tally.states[state]:,} 篇{label}")
    return table


def _rules(tally: Tally) -> RenderableType:
    if not tally.found:
        return Text("重查前后都没有问题。" if tally.posts else "没有需要重查的文稿。")
    table = Table(title="问题的变化", title_justify="left")
    table.add_column("规则", overflow="fold")
    for label in _CHANGES.values():
        table.add_column(label, justify="right")
    for rule in sorted({rule for rule, _ in tally.found}):
        table.add_row(Text(rule), *_cells(tally.found[rule, change] for change in _CHANGES))
    table.add_row("合计", *_cells(map(tally.count, _CHANGES)))
    return table


def _cells(counts: Any) -> Iterator[str]:
    return (f"{count:,}" if count else "" for count in counts)


def _remarks(tally: Tally) -> Iterator[Text]:
    for outcome in tally.unchecked[:_SHOWN]:
        yield Text(f"没有查完　{_name(outcome)}：{outcome.reason}", style="yellow")
    if len(tally.unchecked) > _SHOWN:
        yield Text(f"没有查完　另有 {len(tally.unchecked) - _SHOWN:,} 篇；--format json 会逐篇列出", style="yellow")
    if tally.differs_unrecorded:
        yield Text(
            f"{tally.differs_unrecorded:,} 篇的新结论与入库的不同，而词库版本相同（程序更新过）；入库的结论没有改动",
            style="yellow",
        )


def _name(outcome: Rechecked) -> str:
    return printable("/".join(filter(None, [outcome.post.site, outcome.post.id])))


def _values(outcome: Rechecked) -> Iterator[dict[str, Any]]:
    post = {"site": outcome.post.site, "post_id": outcome.post.id, "url": outcome.post.url}
    if outcome.state in UNCHECKED:
        yield {"type": "unchecked", **post, "state": outcome.state, "reason": outcome.reason}
    for each in outcome.differences:
        if each.change is not Change.SAME:
            yield {
                "type": "finding",
                "change": each.change,
                "violation_id": violation_id(outcome.post, each.finding),
                **post,
                "before": _finding(each.before),
                "after": _finding(each.after),
            }


def _finding(finding: Finding | None) -> dict[str, Any] | None:
    return finding_value(finding) if finding else None
