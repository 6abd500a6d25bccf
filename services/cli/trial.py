"""What a mapping makes of real messages, for whoever writes it: field by field, and nothing is published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.cli.render import printable
from services.domain.errors import InvalidPost
from services.ingest.mapping import Explained, Taken
from services.ingest.mapping.shown import shown
from services.ingest.source import Item

_LONG = 200
_SHOWN = ("id", "title", "body", "published_at", "site", "unit", "channel", "column", "url", "author", "content_type")
_SORTS = {"post": "可转为文稿", "passed_over": "不收：不符合 where", "failed": "不能转换"}


@dataclass(frozen=True, slots=True)
class Trial:
    """One message. `place` says where it stood."""

    place: str
    explained: Explained

    @property
    def sort(self) -> str:
        if self.explained.error:
            return "failed"
        return "post" if self.explained.post else "passed_over"

    def __rich__(self) -> Group:
        explained = self.explained
        reason = f"：{explained.error}" if explained.error else ""
        headline = Text(printable(f"{self.place}　{_SORTS[self.sort]}{reason}"))
        return Group(headline, *([_table(explained.taken)] if explained.taken else []), Text(""))

    def value(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "place": self.place,
            "outcome": self.sort,
            "error": self.explained.error,
            "fields": [
                {"field": each.field, "from": each.origin, "value": _value(each, _LONG), "error": each.error}
                for each in self.explained.taken
            ],
        }


def trial_of(item: Item) -> Trial:
    """What a preview has read, shown like a message that was mapped."""
    if isinstance(item.post, InvalidPost):
        return Trial(item.place, Explained(error=str(item.post)))
    fields = [(name, getattr(item.post, name)) for name in _SHOWN]
    taken = [Taken(name, "订阅源", value) for name, value in fields if value]
    return Trial(item.place, Explained(taken, item.post))


def summary(trials: Sequence[Trial]) -> str:
    """How many messages would become posts."""
    counts = tally(trials)
    passed_over = f"，{counts['passed_over']} 条不收" if counts["passed_over"] else ""
    failed = f"，{counts['failed']} 条不能转换" if counts["failed"] else ""
    return f"{len(trials)} 条消息，{counts['post']} 条可转为文稿{passed_over}{failed}。没有发布、没有提交任何内容。"


def tally(trials: Iterable[Trial]) -> dict[str, int]:
    sorts = [trial.sort for trial in trials]
    return {sort: sorts.count(sort) for sort in _SORTS}


def _table(taken: Iterable[Taken]) -> Table:
    table = Table("字段", "取自", "值")
    for column in table.columns:
        column.overflow = "fold"
    for each in taken:
        value = f"✗ {each.error}" if each.error else _value(each) or "（没有）"
        table.add_row(*map(printable, (each.field, each.origin or "—", value)))
    return table


def _value(taken: Taken, longest: int = 40) -> str:
    return "" if taken.value is None else shown(taken.value, longest)
