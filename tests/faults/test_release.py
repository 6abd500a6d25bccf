"""A release that fails on every post: it stops before it has emptied the stream into the dead letters."""

import pytest

from services.app.worker_process import BAD_RELEASE
from tests.faults import poisoned_checker
from tests.faults.deployment import Deployment

pytestmark = pytest.mark.anyio
_BUG = poisoned_checker.__name__


async def test_a_bad_release_stops_and_a_good_one_checks_every_post(deployment: Deployment) -> None:
    await deployment.publish(0, 500)
    bad = deployment.launch(poisoned_checker.EVERY, module=_BUG, worker_name="same", dead_letter_streak=30)
    assert await bad.ended() == 2
    assert "重新启动" in bad.log
    assert {event["status"] for event in bad.events("worker_gave_up")} == {BAD_RELEASE}
    assert await deployment.account.lag() == 500
    await deployment.start(worker_name="same")
    await deployment.exactly_once()


async def test_a_bad_release_that_is_started_again_and_again_lays_nothing_aside(deployment: Deployment) -> None:
    """As an orchestrator does, with the streak that is set by default and batches that are smaller."""
    await deployment.publish(0, 600)
    for _ in range(2):
        bad = deployment.launch(poisoned_checker.EVERY, module=_BUG, worker_name="same")
        assert await bad.ended() == 2
    assert await deployment.account.lag() == 600
    await deployment.start(worker_name="same")
    await deployment.exactly_once()
