"""Messages that are no posts, and posts that break whoever checks them: they are laid aside and all others go on."""

import json

import pytest

from services.bus.messages import DEAD_LETTERS
from tests.faults import poisoned_checker
from tests.faults.deployment import Deployment
from tests.faults.poisoned_checker import HANGS, KILLS, RAISES
from tests.faults.posts import post, record_of

pytestmark = pytest.mark.anyio
_BUG = poisoned_checker.__name__
_NO_POSTS = [
    b"\xff\xfe\x00 no text",
    b"no json",
    b"[1, 2]",
    b'{"id": "no-body"}',
    b'{"id": "deep", "body": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b"",
]


async def test_messages_that_are_no_posts_are_laid_aside_with_their_bytes(deployment: Deployment) -> None:
    checker = await deployment.start()
    for number, value in enumerate(_NO_POSTS):
        await deployment.publish(number * 50, number * 50 + 50)
        await deployment.send_raw([(b"", value)])
    await deployment.exactly_once(laid_aside=["invalid_post"] * len(_NO_POSTS))
    assert await deployment.metric(checker, "duwang_dead_letters_total", reason="invalid_post") == len(_NO_POSTS)
    assert await deployment.metric(checker, "duwang_posts_checked_total") == 300


async def test_a_post_of_five_megabytes_is_checked_like_any_other(deployment: Deployment) -> None:
    checker = await deployment.start()
    await deployment.send([post(1), post(2, body="青岚县作出布署。" + "会议研究防汛工作。" * 190_000), post(3)])
    await deployment.exactly_once()
    assert await deployment.metric(checker, "duwang_unchecked_total") == 0


async def test_a_post_that_breaks_the_check_is_laid_aside_and_counted_as_unchecked(deployment: Deployment) -> None:
    checker = await deployment.start(module=_BUG)
    await deployment.publish(0, 100)
    await deployment.send_raw([record_of(post(1000, body=RAISES))])
    await deployment.publish(100, 200)
    await deployment.exactly_once(laid_aside=["check_failed"])
    assert await deployment.metric(checker, "duwang_unchecked_total", reason="error") == 1
    assert await deployment.metric(checker, "duwang_worker_restarts_total") == 0
    assert RAISES not in checker.log


async def test_a_check_that_never_ends_costs_its_post_and_nothing_else(deployment: Deployment) -> None:
    checker = await deployment.start(module=_BUG, workers=2, check_limit_s=2)
    await deployment.publish(0, 200)
    await deployment.send_raw([record_of(post(1000, body=HANGS))])
    await deployment.publish(200, 400)
    await deployment.exactly_once(laid_aside=["check_timeout"])
    assert await deployment.metric(checker, "duwang_worker_restarts_total", reason="stuck") == 1
    assert await deployment.metric(checker, "duwang_dead_letters_total", reason="check_timeout") == 1


async def test_a_post_that_kills_its_worker_twice_is_laid_aside(deployment: Deployment) -> None:
    checker = await deployment.start(module=_BUG, workers=2)
    await deployment.publish(0, 200)
    await deployment.send_raw([record_of(post(1000, body=KILLS))])
    await deployment.publish(200, 400)
    await deployment.exactly_once(laid_aside=["worker_died"])
    assert await deployment.metric(checker, "duwang_worker_restarts_total", reason="killed") == 2
    (letter,) = map(json.loads, await deployment.account.values(DEAD_LETTERS))
    assert "两次" in letter["reason"]


async def test_a_check_that_never_ends_does_not_hinder_a_shutdown(deployment: Deployment) -> None:
    checker = await deployment.start(module=_BUG, worker_name="same", check_limit_s=3)
    await deployment.send([post(1000, body=HANGS)])
    await deployment.hanging(checker)
    assert await checker.stop() == 0
    await deployment.start(worker_name="same")  # the product, which has no such bug
    await deployment.exactly_once()
