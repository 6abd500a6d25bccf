"""Workers that come and go: others take over what they had, and nobody judges a post twice."""

import asyncio

import pytest

from tests.faults.deployment import Deployment

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("farewell", ["stop", "kill"])
async def test_a_second_worker_that_comes_and_goes_loses_and_doubles_nothing(
    deployment: Deployment, farewell: str
) -> None:
    first = await deployment.start()
    streaming = asyncio.create_task(deployment.publish(0, 1500))
    second = await deployment.start()
    await streaming
    await deployment.publish(1500, 2500)
    await deployment.until_metric(second, lambda checked: checked > 0, "duwang_posts_checked_total")
    streaming = asyncio.create_task(deployment.publish(2500, 3500))
    await deployment.checked(2600)
    if farewell == "stop":
        assert await second.stop() == 0
    else:
        await second.kill_family()
    await streaming
    await deployment.exactly_once()
    await deployment.until_metric(first, lambda lag: lag == 0, "duwang_consumer_lag_records")
