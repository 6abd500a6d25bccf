"""Messages to judgements: decode and check, where one bad post is a dead letter and never stops the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import structlog

from services.bus.messages import Message
from services.checker.timed import Checks, check_timed
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.domain.report import Checked
from services.storage.store import Record
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter
from services.wire.post import decode_post

DOOR = "stream"
_log = structlog.get_logger(__name__)


class Live(Protocol):
    """Holds the checker that answers now; see `services.checker.reload.LiveChecker`."""

    @property
    def current(self) -> Checks: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """A message whose post was checked."""

    message: Message
    record: Record


@dataclass(slots=True)
class Judged:
    """A batch, sorted into what was checked and what is laid aside."""

    judgements: list[Judgement] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)


class Judge:
    """Runs in a thread. One batch is judged by one checker, whatever is reloaded meanwhile."""

    def __init__(self, checker: Live, metrics: Metrics, clock: Callable[[], datetime], *, deadline_s: float) -> None:
        self._checker, self._metrics, self._clock, self._deadline_s = checker, metrics, clock, deadline_s

    def judge(self, messages: Sequence[Message]) -> Judged:
        checker, judged = self._checker.current, Judged()
        for message in messages:
            outcome = self._outcome(checker, message)
            if isinstance(outcome, Record):
                judged.judgements.append(Judgement(message, outcome))
            else:
                judged.letters.append(outcome)
        return judged

    def _outcome(self, checker: Checks, message: Message) -> Record | DeadLetter:
        try:
            post = decode_post(message.value, now=datetime.fromtimestamp(message.published_at, UTC))
        except InvalidPost as error:
            return dead_letter(message, Cause.INVALID_POST, error.reason, error.field)
        try:
            return Record(post, self._check(checker, post))
        except Exception as error:  # noqa: BLE001 - a bug that one post brings to light must not stop the stream
            _log.error("check_failed", error=origin(error), offset=message.offset)  # no message: it may quote
            self._metrics.unchecked.labels("error").inc()
            return dead_letter(message, Cause.CHECK_FAILED, f"检查时出错：{origin(error)}")

    def _check(self, checker: Checks, post: Post) -> Checked:
        return check_timed(checker, post, clock=self._clock, deadline_s=self._deadline_s, observe=self._observe_stage)

    def _observe_stage(self, stage: str, seconds: float) -> None:
        self._metrics.check_stage_seconds.labels(stage).observe(seconds)


def dead_letter(message: Message, cause: Cause, reason: str, field: str = "") -> DeadLetter:
    """Lay a message of the bus aside."""
    return DeadLetter(
        original=message.value,
        cause=cause,
        reason=reason,
        field=field,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
    )
