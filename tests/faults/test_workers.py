"""Worker processes and their supervisor, killed at the worst moments."""

import asyncio

import pytest

from tests.faults.deployment import Deploy, Deployment
from tests.faults.locks import locked, recording
from tests.faults.posts import posts
from tests.faults.process import gone, kill
from tests.servers.kafka import KafkaServer

pytestmark = pytest.mark.anyio


async def test_a_worker_that_is_killed_while_it_records_loses_and_doubles_nothing(deployment: Deployment) -> None:
    checker = await deployment.start()
    for round_ in range(2):
        with locked(deployment):
            await deployment.publish(round_ * 200, round_ * 200 + 200)
            await recording(deployment)
            kill(deployment.workers(checker)[0])
            await checker.said("worker_ended", round_ + 1)
        await deployment.checked(round_ * 200 + 200)
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_worker_restarts_total", reason="killed") == 2
    await deployment.until_metric(checker, lambda lag: lag == 0, "duwang_consumer_lag_records")
    assert await checker.stop() == 0


async def test_a_worker_that_is_killed_between_recording_and_committing_doubles_nothing(
    deploy: Deploy, own_kafka: KafkaServer
) -> None:
    deployment = await deploy(own_kafka.address)
    checker = await deployment.start()
    with locked(deployment):
        await deployment.publish(0, 100)
        await recording(deployment)
        own_kafka.pause()
    try:
        await deployment.checked(1)
        kill(deployment.workers(checker)[0])
        await checker.said("worker_ended")
    finally:
        own_kafka.resume()
    await deployment.exactly_once()


async def test_two_workers_that_are_killed_at_once_lose_double_and_mix_up_nothing(deployment: Deployment) -> None:
    """Every post comes in two revisions, of which the second counts."""
    checker = await deployment.start(workers=2)
    with locked(deployment):
        await deployment.send([*posts(0, 300), *posts(0, 300, revision=1)])
        await recording(deployment, workers=2)
        for pid in deployment.workers(checker).values():
            kill(pid)
        await checker.said("worker_ended", 2)
    await deployment.exactly_once()
    newest = await asyncio.to_thread(deployment.account.rows, "SELECT id, revision FROM posts")
    assert set(newest) == {(each.id, each.revision) for each in posts(0, 300, revision=1)}
    assert await deployment.metric(checker, "duwang_worker_restarts_total", reason="killed") == 2


async def test_workers_that_are_killed_again_and_again_under_load_lose_and_double_nothing(
    deployment: Deployment,
) -> None:
    checker = await deployment.start(workers=2)
    streaming = asyncio.create_task(deployment.publish(0, 3000))
    for death in range(1, 4):
        await deployment.checked(death * 200)
        kill(deployment.workers(checker)[death % 2])
        await checker.said("worker_ended", death)
    await streaming
    await deployment.exactly_once()


async def test_a_supervisor_that_is_killed_and_started_again_loses_and_doubles_nothing(deployment: Deployment) -> None:
    ports = deployment.ports()
    checker = await deployment.start(worker_name="same", probe_port=ports)
    with locked(deployment):
        await deployment.publish(0, 300)
        await recording(deployment)
        await checker.kill()
        again = await deployment.start(worker_name="same", probe_port=ports)
    await gone(deployment.workers(checker)[0])
    await deployment.publish(300, 400)
    await deployment.exactly_once()
    assert await again.stop() == 0
