"""The judge: what has become of every post, as the database and the brokers have it, not as the services say."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from services.app.worker_process import GROUP
from services.bus.kafka import Cluster
from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS
from services.domain.post import Post
from services.storage.sql import SqlStore
from tests.faults.posts import is_wrong

_RESULTS = "SELECT p.site, p.id, r.revision FROM reports r JOIN posts p ON p.key = r.post_key"
_FOUND = "SELECT id, site, post_id, status FROM violations"
_PATIENCE_S = 10.0


class Books:
    """Looks at a database."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._engine = create_engine(database, poolclass=NullPool)

    @property
    def path(self) -> str:
        """Of the file, if it is one."""
        return self._engine.url.database or ""

    def number_of_results(self) -> int:
        try:
            return int(self.rows("SELECT count(*) FROM reports")[0][0])
        except OperationalError:  # the database is away
            return 0

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    async def judge_store(self, published: Sequence[Post]) -> set[str]:
        """One result for each revision, one violation for each planted mistake, nothing else. Gives their ids."""
        results = await asyncio.to_thread(self.rows, _RESULTS)
        assert Counter(results) == Counter({(post.site, post.id, post.revision) for post in published})
        newest = {(post.site, post.id): post for post in published}
        found = await asyncio.to_thread(self.rows, _FOUND)
        open_ = Counter(each[1:3] for each in found if each[3] == "open")
        assert open_ == Counter({key for key, post in newest.items() if is_wrong(post)})
        await asyncio.to_thread(self._tallies_agree, len(newest), len(found))
        return {each[0] for each in found}

    def _tallies_agree(self, posts: int, violations: int) -> None:
        store = SqlStore(self._database)
        counts = store.counts()
        store.close()
        assert (counts["posts"], counts["violations"]) == (posts, violations)


class Account(Books):
    """Looks at the topics of a cluster, too."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        super().__init__(database)
        self._cluster = cluster

    async def is_settled(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await self.lag() == 0
        except (KafkaError, TimeoutError):
            return False

    async def lag(self) -> int:
        """Messages on the bus that the group has not committed, as the brokers see it."""
        async with self._reading(POSTS, self._cluster.prefix + GROUP) as (client, partitions):
            ends = await client.end_offsets(partitions)
            return sum([end - (await client.committed(each) or 0) for each, end in ends.items()])

    async def judge(self, published: Sequence[Post], laid_aside: Sequence[str]) -> None:
        """The store as it must be, every violation published, and no other dead letters than these."""
        known = await self.judge_store(published)
        told = {json.loads(value)["id"] for value in await self.values(VIOLATIONS)}
        assert (known - told, told - known) == (set(), set())
        letters = [json.loads(value) for value in await self.values(DEAD_LETTERS)]
        places = {(letter["partition"], letter["offset"]): letter["cause"] for letter in letters}
        assert sorted(places.values()) == list(laid_aside)

    async def values(self, topic: str) -> list[bytes]:
        """All that was ever published to a topic."""
        async with self._reading(topic, None) as (client, partitions):
            ends, found = await client.end_offsets(partitions), list[bytes]()
            await client.seek_to_beginning(*partitions)
            while any([await client.position(each) < end for each, end in ends.items()]):
                batches = await client.getmany(timeout_ms=200)
                found += [record.value for records in batches.values() for record in records]
            return found

    @asynccontextmanager
    async def _reading(
        self, topic: str, group: str | None
    ) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
        client = AIOKafkaConsumer(
            bootstrap_servers=self._cluster.brokers, group_id=group, enable_auto_commit=False,
            auto_offset_reset="earliest", fetch_max_bytes=16 * 1024 * 1024,
        )  # fmt: skip
        name = self._cluster.prefix + topic
        partitions = [TopicPartition(name, number) for number in range(self._cluster.partitions)]
        try:
            await client.start()
            client.assign(partitions)
            yield client, partitions
        finally:
            await client.stop()
