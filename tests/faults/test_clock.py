"""Clocks that are wrong: those of the publishers, and that of a worker which jumps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from services.app.clock import now
from services.app.worker_process import GROUP
from services.bus.kafka import Cluster, KafkaBus
from services.bus.messages import POSTS
from services.checker.worker import Worker
from services.domain.errors import Unavailable
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics
from tests.fakes import WordChecker
from tests.faults.deployment import Deployment
from tests.faults.posts import post, posts, records_of

pytestmark = pytest.mark.anyio
_YEAR_S = 365 * 86400.0
# Brokers refuse what is an hour ahead of them.
_ALLOWED_S = 3000.0


@asynccontextmanager
async def working(deployment: Deployment, metrics: Metrics, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """A worker in this process, whose clock the test holds."""
    cluster = Cluster(brokers=str(deployment.settings["kafka"]), prefix=deployment.prefix, partitions=4)
    url = str(deployment.settings["database_url"])
    bus, store = KafkaBus(cluster, client="worker"), SqlStore(url, clock=clock)
    worker = Worker(bus.consumer(POSTS, GROUP), bus.producer(), WordChecker(), store, metrics, clock)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await task
        await bus.close()
        store.close()


@pytest.mark.parametrize("offset_s", [-_YEAR_S, _ALLOWED_S], ids=["a-year-behind", "ahead"])
async def test_a_publisher_whose_clock_is_wrong_loses_nothing_and_makes_no_wait_negative(
    deployment: Deployment, offset_s: float
) -> None:
    metrics = Metrics()
    async with working(deployment, metrics, now):
        await publish(deployment, offset_s)
        await deployment.exactly_once()
    sample = metrics.registry.get_sample_value
    assert (sample("duwang_consumer_lag_seconds") or 0) >= 0
    assert (sample("duwang_publish_to_verdict_seconds_sum", {"channel": "other"}) or 0) >= 0
    assert sample("duwang_publish_to_verdict_seconds_count", {"channel": "other"}) == 100


async def test_a_publisher_whose_clock_is_a_year_ahead_is_told_that_the_brokers_refuse_its_posts(
    deployment: Deployment,
) -> None:
    with pytest.raises(Unavailable, match="请校准时钟"):
        await publish(deployment, _YEAR_S)


async def publish(deployment: Deployment, offset_s: float) -> None:
    """A hundred posts, by somebody whose clock is wrong by so much."""
    cluster = Cluster(brokers=str(deployment.settings["kafka"]), prefix=deployment.prefix, partitions=4)
    bus = KafkaBus(cluster, client="wrong", clock=lambda: now().timestamp() + offset_s)
    try:
        await bus.producer().publish_all(POSTS, records_of(posts(0, 100)))
        deployment.published += posts(0, 100)
    finally:
        await bus.close()


async def test_after_a_clock_that_was_ahead_is_put_right_the_newest_revision_counts(deployment: Deployment) -> None:
    """Post 0 has a mistake in its first revision and none in the second, post 1 the other way round."""
    ahead = timedelta(days=1)
    metrics = Metrics()
    first = [post(0), post(1)]
    second = [post(0, body="青岚县作出部署。"), post(1, body="青岚县作出布署。")]
    async with working(deployment, metrics, lambda: now() + ahead):
        await deployment.send(first)
        await deployment.settled()
    async with working(deployment, metrics, now):
        await deployment.send(second)
        await deployment.exactly_once()
    revisions = await asyncio.to_thread(deployment.account.rows, "SELECT id, revision FROM posts")
    assert set(revisions) == {(each.id, each.revision) for each in second}


async def test_a_clock_that_jumps_back_between_two_posts_loses_neither(deployment: Deployment) -> None:
    times = iter([now(), *[now() - timedelta(hours=1)] * 100_000])
    metrics = Metrics()
    async with working(deployment, metrics, lambda: next(times)):
        await deployment.send([post(number) for number in range(200)])
        await deployment.exactly_once()
