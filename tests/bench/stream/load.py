"""Posts onto Kafka: as fast as it goes, or so many a second."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice

from services.bus.kafka import Cluster, KafkaBus
from services.bus.messages import POSTS
from services.domain.post import Post
from services.wire.post import bus_key, encode_post
from tests.bench.posts import Corpus

_CHUNK = 512
_TICK_S = 0.1
_PUBLISHED = datetime(2026, 1, 5, 1, tzinfo=UTC)
Records = Sequence[tuple[bytes, bytes]]


def records(corpus: Corpus, count: int, name: str, *, length: int = 0) -> Records:
    """Posts of the corpus, each with an id of its own that begins with `name`, ready for the bus.

    `length` repeats every body up to so many code points, so that checking is nearly all of the work.
    """
    made = []
    for number, (title, body) in enumerate(islice(cycle(corpus.texts), count)):
        text = (body * (length // max(1, len(body)) + 1))[:length] if length else body
        post = Post(
            id=f"{name}-{number}", site=f"s{number % 100}.gov.cn", title=title, body=text, published_at=_PUBLISHED
        )
        made.append((bus_key(post.site, post.id), encode_post(post)))
    return made


def publish(cluster: Cluster, given: Records) -> float:
    """All at once; returns the seconds that it took."""
    begin = time.perf_counter()
    asyncio.run(_publish(cluster, [given[place : place + _CHUNK] for place in range(0, len(given), _CHUNK)], 0.0))
    return time.perf_counter() - begin


@contextmanager
def steadily(cluster: Cluster, given: Records, rate: int) -> Iterator[threading.Thread]:
    """Publish `rate` posts a second in the background, until the block is left or there are no more."""
    size = max(1, int(rate * _TICK_S))
    ticks = [given[place : place + size] for place in range(0, len(given), size)]
    left = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_publish(cluster, ticks, _TICK_S, left)))
    thread.start()
    try:
        yield thread
    finally:
        left.set()
        thread.join()


async def _publish(
    cluster: Cluster, chunks: Sequence[Records], tick_s: float, left: threading.Event | None = None
) -> None:
    bus = KafkaBus(cluster, client="duwang-bench")
    await bus.ready()
    producer, begin = bus.producer(), time.monotonic()
    for number, chunk in enumerate(chunks):
        if left is not None and left.is_set():
            break
        await asyncio.sleep(max(0.0, begin + number * tick_s - time.monotonic()))
        await producer.publish_all(POSTS, chunk)
    await bus.close()
