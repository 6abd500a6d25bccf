"""A broker that goes away, and comes back; one that hangs for longer than a worker may be silent."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from structlog.testing import capture_logs

from services.app.clock import now
from services.app.worker_process import GROUP
from services.bus.kafka import Cluster, KafkaBus
from services.bus.messages import POSTS
from services.checker.worker import Worker
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics
from tests.fakes import WordChecker
from tests.faults.deployment import Deploy, Deployment
from tests.faults.locks import locked, recording
from tests.faults.waiting import until
from tests.servers.kafka import KafkaServer

pytestmark = pytest.mark.anyio
# Longer than the session of a member of the group.
_HANGS_S = 11.5


@pytest.fixture
async def deployment(deploy: Deploy, own_kafka: KafkaServer) -> Deployment:
    return await deploy(own_kafka.address)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_broker_that_restarts_loses_and_doubles_nothing(
    deployment: Deployment, own_kafka: KafkaServer, end: str
) -> None:
    checker = await deployment.start(workers=2)
    streaming = asyncio.create_task(deployment.publish(0, 2000))
    await deployment.checked(200)
    await asyncio.to_thread(getattr(own_kafka, end))
    await asyncio.to_thread(own_kafka.start)
    await streaming
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_worker_restarts_total") == 0
    assert await deployment.metric(checker, "duwang_posts_checked_total") >= 2000
    await deployment.until_metric(checker, lambda lag: lag == 0, "duwang_consumer_lag_records")
    assert await checker.stop() == 0


async def test_a_broker_that_hangs_for_longer_than_a_session_loses_and_doubles_nothing(
    deployment: Deployment, own_kafka: KafkaServer
) -> None:
    checker = await deployment.start(workers=2)
    streaming = asyncio.create_task(deployment.publish(0, 2000))
    await deployment.checked(200)
    own_kafka.pause()
    try:
        await asyncio.sleep(_HANGS_S)  # the fault itself takes so long
    finally:
        own_kafka.resume()
    await streaming
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_worker_restarts_total") == 0


async def test_a_worker_outlasts_brokers_that_are_away_for_longer_than_a_delivery_may_take(
    deployment: Deployment, own_kafka: KafkaServer
) -> None:
    """In this process, since a delivery may take 30 seconds."""
    cluster = Cluster(brokers=own_kafka.address, prefix=deployment.prefix, partitions=4)
    bus = KafkaBus(cluster, client="worker", instance="worker", delivery_s=1)
    store = SqlStore(str(deployment.settings["database_url"]))
    worker = Worker(bus.consumer(POSTS, GROUP), bus.producer(), WordChecker(), store, Metrics(), now)
    working = asyncio.create_task(worker.run())
    with locked(deployment):
        await deployment.publish(0, 200)
        await recording(deployment)
        own_kafka.pause()
    try:
        with capture_logs() as said:
            await until(lambda: told(said), what="deliveries that failed")
    finally:
        own_kafka.resume()
    await deployment.exactly_once()
    worker.stop()
    await working
    await bus.close()
    store.close()


async def told(said: Sequence[Mapping[str, object]]) -> bool:
    return sum(event["event"] == "bus_awaited" for event in said) >= 2
