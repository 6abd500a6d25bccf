"""Messages to judgements: decode and check, where one bad post is a dead letter and never stops the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Protocol

import structlog

from services.bus.messages import Message
from services.checker.opinion import Lane
from services.checker.timed import Checks, check_timed
from services.checker.worker.stopwatch import Place
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.domain.report import Checked
from services.domain.trace import Trace
from services.storage.store import Record
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter
from services.wire.post import decode_post

DOOR = "stream"
_CONDEMNED = {
    Cause.CHECK_TIMEOUT: "检查超过时限仍未结束，已随进程终止",
    Cause.WORKER_DIED: "检查这篇稿件时进程两次异常退出",
}
_log = structlog.get_logger(__name__)


class Live(Protocol):
    """Holds the checker that answers now; see `services.checker.reload.LiveChecker`."""

    @property
    def current(self) -> Checks: ...


class Watch(Protocol):
    """Is told what is in hand; see `stopwatch.py`."""

    def start(self, partition: int, offset: int) -> None: ...

    def stop(self) -> None: ...


class NobodyWatches:
    """In one process there is nobody to watch."""

    def start(self, partition: int, offset: int) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who judges: the name of the process, and the version of the product."""

    worker: str = "embedded"
    version: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A message whose post was checked."""

    message: Message
    record: Record


@dataclass(slots=True)
class Judged:
    """A batch, sorted into what was checked and what is laid aside; how many seconds decoding and checking took."""

    judgements: list[Judgement] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    decode_s: float = 0.0
    check_s: float = 0.0


class Judge:
    """Runs in a thread. One batch is judged by one checker, whatever is reloaded meanwhile.

    `condemned` are messages that have killed a worker before, and why: they are laid aside without a look.
    """

    def __init__(
        self,
        checker: Live,
        metrics: Metrics,
        clock: Callable[[], datetime],
        *,
        deadline_s: float,
        identity: Identity = Identity(),
        watch: Watch = NobodyWatches(),  # noqa: B008 - has no state
        condemned: Mapping[Place, Cause] | None = None,
        lane: Lane = Lane(),  # noqa: B008 - frozen
    ) -> None:
        self._checker, self._metrics, self._clock, self._deadline_s = checker, metrics, clock, deadline_s
        self._identity, self._watch, self._condemned = identity, watch, condemned or {}
        self._lane = lane

    def judge(self, messages: Sequence[Message]) -> Judged:
        checker, judged, taken_at = self._checker.current, Judged(), self._clock()
        for message in messages:
            outcome = self._outcome(checker, message, taken_at, judged)
            if isinstance(outcome, Record):
                judged.judgements.append(Judgement(message, outcome))
            else:
                judged.letters.append(outcome)
        return judged

    def _outcome(self, checker: Checks, message: Message, taken_at: datetime, judged: Judged) -> Record | DeadLetter:
        cause = self._condemned.get(Place(message.partition, message.offset)) if self._condemned else None
        if cause:
            return dead_letter(message, cause, _CONDEMNED[cause])
        self._watch.start(message.partition, message.offset)
        try:
            return self._judge_one(checker, message, taken_at, judged)
        except InvalidPost as error:
            return dead_letter(message, Cause.INVALID_POST, error.reason, error.field)
        except Exception as error:  # noqa: BLE001 - a bug that one post brings to light must not stop the stream
            _log.error("check_failed", error=origin(error), offset=message.offset)  # no message: it may quote
            self._metrics.unchecked.labels("error").inc()
            return dead_letter(message, Cause.CHECK_FAILED, f"检查时出错：{origin(error)}")
        finally:
            self._watch.stop()

    def _judge_one(self, checker: Checks, message: Message, taken_at: datetime, judged: Judged) -> Record:
        begin, seen_at = perf_counter(), datetime.fromtimestamp(message.published_at, UTC)
        post = decode_post(message.value, now=seen_at)
        decode_s = perf_counter() - begin
        judged.decode_s += decode_s
        steps = {"decode": decode_s * 1000}
        checked = self._check(checker, post, steps)
        judged.check_s += checked.elapsed_ms / 1000
        who = self._identity
        trace = Trace(seen_at=seen_at, taken_at=taken_at, worker=who.worker, version=who.version, steps=steps)
        return Record(post, checked, trace)

    def _check(self, checker: Checks, post: Post, steps: dict[str, float]) -> Checked:
        def ended(stage: str, seconds: float) -> None:
            self._metrics.observe_stage(stage, seconds)
            steps[stage] = seconds * 1000

        return check_timed(
            checker, post, clock=self._clock, deadline_s=self._deadline_s, observe=ended,
            second=self._lane.reader_of(post),
        )  # fmt: skip


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
