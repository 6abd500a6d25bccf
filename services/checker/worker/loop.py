"""The loop: poll a batch → decode and check → record in one transaction → publish → commit."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import perf_counter

from services.bus.insistence import Insistence
from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS, Consumer, Message, Producer
from services.bus.stop_sign import StopSign
from services.checker.opinion import Lane
from services.checker.worker.judge import DOOR, Identity, Judge, Judged, Live, NobodyWatches, Watch
from services.checker.worker.limit import LetterLimit
from services.checker.worker.recorder import Patience, Recorder
from services.checker.worker.stopwatch import Place
from services.domain.canary import is_canary
from services.domain.violation import Violation
from services.storage.store import Record, Recorded, ViolationStore
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.json_text import to_json
from services.wire.post import bus_key
from services.wire.violation import violation_value

_POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one batch, for whoever wants to show it."""

    records: Sequence[Record]
    recorded: Recorded
    letters: Sequence[DeadLetter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How a worker works: posts in one batch, seconds for one check, failures in a row before it stops, who it is.

    `watch` and `condemned` belong to the supervisor of a worker process (`stopwatch.py`). `lane` says which posts are
    read a second time.
    """

    batch_size: int = 128
    deadline_s: float = 10.0
    letter_streak: int = 200
    patience: Patience = Patience()  # noqa: RUF009 - frozen
    identity: Identity = Identity()  # noqa: RUF009 - frozen
    watch: Watch = NobodyWatches()  # noqa: RUF009 - has no state
    condemned: Mapping[Place, Cause] | None = None
    lane: Lane = Lane()  # noqa: RUF009 - frozen


class Worker:
    """One member of the checker's group. Checking and storing run in a thread, so the event loop stays free."""

    def __init__(  # noqa: PLR0917 - the parts in the order of the path of a post
        self,
        consumer: Consumer,
        producer: Producer,
        checker: Live,
        store: ViolationStore,
        metrics: Metrics,
        clock: Callable[[], datetime],
        *,
        work: Work = Work(),
        on_batch: Callable[[Batch], None] = lambda _batch: None,
    ) -> None:
        self._consumer, self._producer, self._metrics, self._clock = consumer, producer, metrics, clock
        self._batch_size, self._on_batch = work.batch_size, on_batch
        self._shown: set[int] = set()
        self._stopping = StopSign()
        self._judge = Judge(
            checker, metrics, clock, deadline_s=work.deadline_s, identity=work.identity, watch=work.watch,
            condemned=work.condemned, lane=work.lane,
        )  # fmt: skip
        self._limit = LetterLimit(work.letter_streak)
        self._recorder = Recorder(store, metrics, self._stopping, work.patience)
        self._insistence = Insistence("worker", self._stopping)

    async def run(self) -> None:
        """Work until `stop`; the batch in hand is finished first. What is not committed is delivered again.

        Raises `BadRelease` when nothing can be checked any more.
        """
        try:
            while not self._stopping.is_set():
                await self._step()
        finally:
            await self._consumer.close()

    def stop(self) -> None:
        self._stopping.set()

    async def _step(self) -> None:
        messages = await self._consumer.poll(self._batch_size, _POLL_S)
        await self._show_lag(messages)
        judged = self._limit.admit(await asyncio.to_thread(self._judge.judge, messages) if messages else Judged())
        if judged is None:
            return
        with self._timed("write"):
            recorded = await self._recorder.record(judged)
        if recorded is None:
            return
        with self._timed("publish"):
            is_published = await self._insistence.on(partial(self._publish, recorded.violations, judged.letters))
        if not is_published:
            return
        with self._timed("commit"):
            await self._insistence.on(self._consumer.commit)
        self._count(judged)
        self._on_batch(Batch([judgement.record for judgement in judged.judgements], recorded, judged.letters))

    async def _publish(self, violations: Sequence[Violation], letters: Sequence[DeadLetter]) -> bool:
        published = [violation for violation in violations if not is_canary(violation.site)]
        if published:
            await self._producer.publish_all(VIOLATIONS, [_record_of(violation) for violation in published])
        if letters:
            await self._producer.publish_all(DEAD_LETTERS, [(b"", encode_dead_letter(letter)) for letter in letters])
        return True

    async def _show_lag(self, messages: Sequence[Message]) -> None:
        oldest = min((message.published_at for message in messages), default=self._clock().timestamp())
        self._metrics.consumer_lag_seconds.set(max(0.0, self._clock().timestamp() - oldest))
        lags = await self._consumer.lags()
        if lags.keys() != self._shown:  # a partition that went to another worker must not be shown twice
            self._metrics.consumer_lag_records.clear()
            self._shown = set(lags)
        for partition, records in lags.items():
            self._metrics.consumer_lag_records.labels(POSTS, str(partition)).set(records)

    def _count(self, judged: Judged) -> None:
        metrics, now = self._metrics, self._clock().timestamp()
        metrics.batch_seconds.labels("decode").observe(judged.decode_s)
        metrics.batch_seconds.labels("check").observe(judged.check_s)
        for judgement in judged.judgements:
            record = judgement.record
            metrics.count_check(DOOR, record.post, record.checked)
            metrics.count_wait(record.post, now - judgement.message.published_at)
        for letter in judged.letters:
            metrics.dead_letters.labels(letter.cause.value).inc()

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        begin = perf_counter()
        yield
        self._metrics.batch_seconds.labels(step).observe(perf_counter() - begin)


def _record_of(violation: Violation) -> tuple[bytes, bytes]:
    return bus_key(violation.site, violation.post_id), to_json(violation_value(violation))
