"""A database that goes away and comes back, and one that is slow."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.faults.deployment import Deploy, Deployment
from tests.faults.locks import locked, recording
from tests.servers.postgresql import Databases, PostgresqlServer
from tests.servers.required import unavailable

pytestmark = pytest.mark.anyio
# Longer than the session of a member of the group.
_SLOW_S = 11.5


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[PostgresqlServer]:
    """A server of this module alone, to stop and kill; each test leaves it running."""
    try:
        server = PostgresqlServer()
    except (ImportError, OSError) as error:
        unavailable("PostgreSQL", str(error))
    with server:
        yield server


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_database_that_restarts_loses_and_doubles_nothing(
    deploy: Deploy, kafka: str, own_postgresql: PostgresqlServer, end: str
) -> None:
    deployment = await deploy(kafka, Databases(own_postgresql.url)())
    checker = await deployment.start(workers=2)
    streaming = asyncio.create_task(deployment.publish(0, 1000))
    await deployment.checked(200)
    await asyncio.to_thread(getattr(own_postgresql, end))
    try:
        await streaming
        await deployment.publish(1000, 2000)
        await deployment.until_metric(checker, lambda failures: failures >= 2, "duwang_store_failures_total")
    finally:
        await asyncio.to_thread(own_postgresql.start)
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_worker_restarts_total") == 0
    assert await deployment.metric(checker, "duwang_dead_letters_total") == 0
    await deployment.until_metric(checker, lambda lag: lag == 0, "duwang_consumer_lag_records")


async def test_a_database_that_is_slower_than_a_session_costs_no_worker_its_place(deployment: Deployment) -> None:
    checker = await deployment.start(workers=2)
    with locked(deployment):
        await deployment.publish(0, 600)
        await recording(deployment, workers=2)
        told = len(checker.events("partitions_assigned"))
        await asyncio.sleep(_SLOW_S)  # the fault itself takes so long
    await deployment.exactly_once()
    assert len(checker.events("partitions_assigned")) == told
    assert checker.events("commit_refused") == []
    assert await deployment.metric(checker, "duwang_posts_checked_total") == 600


async def test_a_database_that_gives_up_on_a_lock_is_asked_again(
    deploy: Deploy, kafka: str, postgresql: Databases
) -> None:
    deployment = await deploy(kafka, f"{postgresql()}?options=-c%20lock_timeout%3D500")
    checker = await deployment.start()
    with locked(deployment):
        await deployment.publish(0, 300)
        await deployment.until_metric(checker, lambda failures: failures >= 3, "duwang_store_failures_total")
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_dead_letters_total") == 0
