"""Source → bus: valid posts are published, bad records are handed to whoever keeps them, and the rest goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from services.bus.messages import DEAD_LETTERS, POSTS, Producer
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.source import Item, Source
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.post import bus_key, encode_post

# Many, since each hop between threads costs milliseconds under load; but 5 MB pages in a row must not fill the memory.
_MOST = 256
_MOST_BYTES = 8 * 1024 * 1024

Reject = Callable[[Item, InvalidPost], Awaitable[None]]


@dataclass(slots=True)
class Pumped:
    """How many records of the source were posts, and how many were not."""

    posts: int = 0
    rejected: int = 0


async def pump(
    source: Source, producer: Producer, reject: Reject, *, progress: Callable[[], None] = lambda: None
) -> Pumped:
    """Publish a source to its end; wait where the bus is full. Raises `UnreadableInput` where the source breaks off."""
    pumped, items = Pumped(), iter(source)
    # Reading and decoding happen in a thread, so that a big file does not hold up the event loop.
    while batch := await asyncio.to_thread(_next, items):
        posts = [item.post for item in batch if isinstance(item.post, Post)]
        await producer.publish_all(POSTS, [(bus_key(post.site, post.id), encode_post(post)) for post in posts])
        pumped.posts += len(posts)
        for item in batch:
            if isinstance(item.post, InvalidPost):
                await reject(item, item.post)
                pumped.rejected += 1
        progress()
    return pumped


def to_dead_letters(producer: Producer, metrics: Metrics) -> Reject:
    """Keep bad records with the other dead letters."""

    async def reject(item: Item, error: InvalidPost) -> None:
        letter = DeadLetter(
            original=item.original, cause=Cause.INVALID_POST, reason=error.reason, field=error.field, place=item.place
        )
        await producer.publish(DEAD_LETTERS, b"", encode_dead_letter(letter))
        metrics.dead_letters.labels(Cause.INVALID_POST.value).inc()

    return reject


def _next(items: Iterator[Item]) -> list[Item]:
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.original)
        if len(batch) == _MOST or size > _MOST_BYTES:
            break
    return batch
