from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from services.domain.post import BEIJING
from services.wire.trace import PostTrace
from tests.api.server import ALL_SITES, CLEAN, SITE_A, SITE_B, WRONG, Door, assert_problem


def trace(door: Door, post_id: str, key: str | None = None, **params: str) -> Any:
    headers = {"X-API-Key": key} if key else {}
    return door.client.get(f"/v1/posts/{quote(post_id)}/trace", params=params, headers=headers)


def test_a_trace_tells_who_judged_a_post_and_how_long_each_step_took(door: Door) -> None:
    door.submit({"id": "way", "site": "a.gov.cn", "body": WRONG, "published_at": "2026-03-31T09:30:00+08:00"})
    answer = trace(door, "way")
    assert answer.status_code == 200
    traced = PostTrace.model_validate(answer.json())
    (judgement,) = traced.judgements
    assert judgement.published_at == datetime(2026, 3, 31, 9, 30, tzinfo=BEIJING)
    assert judgement.seen_at is not None
    assert judgement.taken_at is not None
    assert judgement.seen_at <= judgement.taken_at <= judgement.checked_at <= judgement.recorded_at
    assert (judgement.verdict, judgement.findings, judgement.complete) == ("review", 1, True)
    assert judgement.worker
    assert judgement.version
    steps = [step.step for step in judgement.steps]
    assert (steps[0], steps[-1]) == ("decode", "resolve")
    assert judgement.total_ms is not None
    assert judgement.total_ms > sum(step.ms for step in judgement.steps)


def test_every_revision_has_its_place_in_the_trace(door: Door) -> None:
    for body in (WRONG, CLEAN):
        door.submit({"id": "twice", "site": "a.gov.cn", "body": body})
    door.submit({"id": "twice-after", "body": CLEAN})
    verdicts = [each["verdict"] for each in trace(door, "twice").json()["judgements"]]
    assert verdicts == ["pass", "review"]


@pytest.mark.parametrize("post_id", ["2026/03/t1.html", "a b?c#d", "trace", "x/trace", "x/report"])
def test_an_id_may_hold_any_character(door: Door, post_id: str) -> None:
    door.submit({"id": post_id, "body": CLEAN})
    assert trace(door, post_id).json()["post_id"] == post_id


def test_a_post_of_another_site_does_not_exist(guarded: Door) -> None:
    for site in ("a.gov.cn", "b.gov.cn"):
        guarded.submit({"id": "shared", "site": site, "body": CLEAN}, key=ALL_SITES)
    guarded.submit({"id": "only-b", "site": "b.gov.cn", "body": CLEAN}, key=SITE_B)
    assert [each["site"] for each in trace(guarded, "shared", SITE_A).json()["judgements"]] == ["a.gov.cn"]
    assert len(trace(guarded, "shared", ALL_SITES).json()["judgements"]) == 2
    assert len(trace(guarded, "shared", ALL_SITES, site="b.gov.cn").json()["judgements"]) == 1
    assert_problem(trace(guarded, "only-b", SITE_A), 404)
    assert_problem(trace(guarded, "shared", SITE_A, site="b.gov.cn"), 404)
    assert_problem(trace(guarded, "shared"), 401)


def test_a_post_that_was_never_checked_is_not_found(door: Door) -> None:
    assert_problem(trace(door, "never"), 404)
