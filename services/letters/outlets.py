"""The two ways back onto the stream: straight onto the bus, or through the folder that a running service watches."""

import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from services.bus.messages import POSTS, Producer
from services.domain.errors import Unavailable
from services.domain.post import Post
from services.wire.post import bus_key, encode_post


class BusOutlet:
    """Publishes to `duwang.posts`."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    async def send(self, posts: Sequence[Post]) -> None:
        await self._producer.publish_all(POSTS, [(bus_key(post.site, post.id), encode_post(post)) for post in posts])


class InboxOutlet:
    """Drops a JSONL file into the inbox; whole, since hidden files are not looked at."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._numbers = count(1)

    async def send(self, posts: Sequence[Post]) -> None:
        try:
            await asyncio.to_thread(self._drop, posts)
        except OSError as error:
            raise Unavailable(f"{self._folder}：无法写入（{error.strerror or error}）") from None

    def _drop(self, posts: Sequence[Post]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"dead-letters-{self._clock():%Y%m%dT%H%M%S%f}-{next(self._numbers)}.jsonl"
        hidden = self._folder / f".{name}"
        with hidden.open("wb") as file:
            file.writelines(encode_post(post) + b"\n" for post in posts)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(self._folder / name)
