"""A topic of a CMS as a source: foreign messages are mapped, and come onto the bus as canonical posts.

A message is committed when its post, or its dead letter, is on the bus. After a crash the last batch comes again, which
records nothing twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog

from services.bus.insistence import Insistence
from services.bus.messages import DEAD_LETTERS, POSTS, Consumer, Message, Producer
from services.bus.stop_sign import StopSign
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.catalogue import KafkaSource
from services.ingest.mapping import MessageReader
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.post import bus_key, encode_post

_BATCH = 256
_POLL_S = 0.25
_FIRST_PAUSE_S = 0.1
# So many bad messages in a row are no accident: the CMS has changed its messages, or the mapping is wrong.
_STREAK = 200
# What is kept of a message that does not fit into a dead letter; the whole one is in the topic of the CMS.
_KEPT_BYTES = 64 * 1024
_log = structlog.get_logger(__name__)


def reader_of(source: KafkaSource) -> MessageReader:
    """Compile what the file of sources declares."""
    return MessageReader(source.mapping, encoding=source.encoding, where=source.where, keep_rest=source.rest == "meta")


@dataclass(slots=True)
class Mapped:
    """A batch, sorted: posts, what could not be mapped, and how many messages were not meant."""

    posts: list[tuple[Message, Post]] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    passed_over: int = 0


class CmsTopic:
    """`name` is that of the source, `consumer` a member of its group on the brokers of the CMS."""

    def __init__(
        self, name: str, reader: MessageReader, consumer: Consumer, producer: Producer, metrics: Metrics,
        *, batch_size: int = _BATCH, first_pause_s: float = _FIRST_PAUSE_S,
    ) -> None:  # fmt: skip
        self._name, self._reader, self._consumer, self._producer = name, reader, consumer, producer
        self._metrics, self._batch_size = metrics, batch_size
        self.passed_over = self._streak = 0
        self._stopping = StopSign()
        self._insistence = Insistence(name, self._stopping, first_s=first_pause_s)

    async def run(self) -> None:
        """Work until `stop`; the batch in hand is finished first, unless brokers are away."""
        try:
            while not self._stopping.is_set():
                messages = await self._insistence.on(lambda: self._consumer.poll(self._batch_size, _POLL_S))
                if messages:
                    await self._take(messages)
        finally:
            await self._consumer.close()

    def stop(self) -> None:
        self._stopping.set()

    async def _take(self, messages: Sequence[Message]) -> None:
        mapped = await asyncio.to_thread(self._map, messages)
        if await self._insistence.on(lambda: self._hand_over(mapped)):
            self._count(mapped)
            await self._insistence.on(self._consumer.commit)

    def _map(self, messages: Sequence[Message]) -> Mapped:
        mapped = Mapped()
        for message in messages:
            try:
                post = self._reader.post(message.value, datetime.fromtimestamp(message.published_at, UTC))
            except InvalidPost as error:
                mapped.letters.append(_letter(message, error.reason, error.field))
            except Exception as error:  # noqa: BLE001 - a bug that one message brings to light must not stop the others
                _log.error("mapping_broke", source=self._name, error=origin(error), offset=message.offset)
                mapped.letters.append(_letter(message, f"转换时出错：{origin(error)}"))
            else:
                mapped.passed_over += post is None
                mapped.posts += [(message, post)] if post else []
        return mapped

    async def _hand_over(self, mapped: Mapped) -> bool:
        """Onto the bus, posts first. May be called again after `Unavailable`."""
        try:
            await self._producer.publish_all(POSTS, [_record(post) for _, post in mapped.posts])
        except InvalidPost:  # one of them is too large for the bus, and none was sent
            mapped.posts = [each for each in mapped.posts if await self._fits(*each, mapped.letters)]
        if mapped.letters:
            await self._lay_aside(mapped.letters)
        return True

    async def _fits(self, message: Message, post: Post, letters: list[DeadLetter]) -> bool:
        try:
            await self._producer.publish(POSTS, *_record(post))
        except InvalidPost as error:
            letters.append(_letter(message, error.reason))
            return False
        return True

    async def _lay_aside(self, letters: Sequence[DeadLetter]) -> None:
        try:
            await self._producer.publish_all(DEAD_LETTERS, [(b"", encode_dead_letter(letter)) for letter in letters])
        except InvalidPost:  # one of them is too large for the bus, and none was sent
            for letter in letters:
                await self._producer.publish(DEAD_LETTERS, b"", encode_dead_letter(_cut(letter)))

    def _count(self, mapped: Mapped) -> None:
        self._metrics.posts_ingested.labels("kafka").inc(len(mapped.posts))
        self.passed_over += mapped.passed_over
        for letter in mapped.letters:
            self._metrics.dead_letters.labels(letter.cause.value).inc()
        self._streak = 0 if mapped.posts else self._streak + len(mapped.letters)
        if self._streak >= _STREAK:
            _log.error("mapping_fits_nothing", source=self._name, in_a_row=self._streak)


def _record(post: Post) -> tuple[bytes, bytes]:
    return bus_key(post.site, post.id), encode_post(post)


def _letter(message: Message, reason: str, at_fault: str = "") -> DeadLetter:
    return DeadLetter(
        original=message.value,
        cause=Cause.INVALID_MESSAGE,
        reason=reason,
        field=at_fault,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
    )


def _cut(letter: DeadLetter) -> DeadLetter:
    """The letter with the beginning of a long original."""
    if len(letter.original) <= _KEPT_BYTES:
        return letter
    reason = f"{letter.reason}（消息过大，此处只留开头；全文在原主题中）"
    return replace(letter, original=letter.original[:_KEPT_BYTES], reason=reason)
