"""What became of one post of the input, and how it is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from services.checker.engine import Checker
from services.checker.timed import check_timed
from services.cli.inputs import Input
from services.cli.render import caveat, render
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.domain.report import Checked, heaviest
from services.wire.report import report_json, unread_json

_NO_DEADLINE = float("inf")


class Style(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One post of the input, in its place: checked, or not read."""

    place: str
    post: Post | None = None
    checked: Checked | None = None
    error: str = ""

    @property
    def is_unread(self) -> bool:
        return self.checked is None

    @property
    def heaviest(self) -> int:
        """The rank of the heaviest finding, -1 without findings."""
        return heaviest(self.checked.report.findings) if self.checked else -1

    def shown(self, style: Style) -> str:
        if self.post is None or self.checked is None:
            return f"{self.place}：没有检查" if style is Style.TEXT else unread_json(self.error).decode()
        report = self.checked.report
        if style is Style.TEXT:
            text = render(self.place, {"title": self.post.title, "body": self.post.body}, report)
            return "\n\n".join(filter(None, [text, caveat(report, self.post.published_at)]))
        return report_json(self.checked).decode()


class Judge:
    """Checks what was read, and lets what could not be read keep its place."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def outcome(self, item: Input) -> Outcome:
        if isinstance(item.post, InvalidPost):
            return Outcome(item.place, error=str(item.post))
        checked = check_timed(self._checker, item.post, clock=lambda: datetime.now(UTC), deadline_s=_NO_DEADLINE)
        return Outcome(item.place, item.post, checked)
