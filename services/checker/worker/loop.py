"""The loop: poll a batch → decode and check → record in one transaction → publish → commit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS, Consumer, Message, Producer
from services.checker.worker.judge import DOOR, Judge, Judged, Live
from services.checker.worker.recorder import Patience, Recorder
from services.domain.violation import Violation
from services.storage.store import Record, Recorded, ViolationStore
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import DeadLetter, encode_dead_letter
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
        batch_size: int = 128,
        deadline_s: float = 10.0,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        on_batch: Callable[[Batch], None] = lambda _batch: None,
    ) -> None:
        self._consumer, self._producer, self._metrics, self._clock = consumer, producer, metrics, clock
        self._batch_size, self._on_batch = batch_size, on_batch
        self._stopping = asyncio.Event()
        self._judge = Judge(checker, metrics, clock, deadline_s=deadline_s)
        self._recorder = Recorder(store, metrics, self._stopping, patience)

    async def run(self) -> None:
        """Work until `stop`; the batch in hand is finished first. What is not committed is delivered again."""
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
        if not messages:
            return
        judged = await asyncio.to_thread(self._judge.judge, messages)
        recorded = await self._recorder.record(judged)
        if recorded is None:
            return
        await self._publish(recorded.violations, judged.letters)
        await self._consumer.commit()
        self._count(judged)
        self._on_batch(Batch([judgement.record for judgement in judged.judgements], recorded, judged.letters))

    async def _publish(self, violations: Sequence[Violation], letters: Sequence[DeadLetter]) -> None:
        for violation in violations:
            key = bus_key(violation.site, violation.post_id)
            await self._producer.publish(VIOLATIONS, key, to_json(violation_value(violation)))
        for letter in letters:
            await self._producer.publish(DEAD_LETTERS, b"", encode_dead_letter(letter))

    async def _show_lag(self, messages: Sequence[Message]) -> None:
        oldest = min((message.published_at for message in messages), default=self._clock().timestamp())
        self._metrics.consumer_lag_seconds.set(max(0.0, self._clock().timestamp() - oldest))
        for partition, records in (await self._consumer.lags()).items():
            self._metrics.consumer_lag_records.labels(POSTS, str(partition)).set(records)

    def _count(self, judged: Judged) -> None:
        metrics, now = self._metrics, self._clock().timestamp()
        for judgement in judged.judgements:
            record = judgement.record
            metrics.count_check(DOOR, record.post, record.checked)
            waited = now - judgement.message.published_at
            metrics.publish_to_verdict_seconds.labels(record.post.channel.value).observe(waited)
        for letter in judged.letters:
            metrics.dead_letters.labels(letter.cause.value).inc()
