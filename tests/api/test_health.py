from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.domain.errors import Unavailable
from services.storage.store import Page, ViolationQuery
from tests.api.server import CLEAN, Door, assert_problem

METRICS = [
    "duwang_check_seconds",
    "duwang_check_stage_seconds",
    "duwang_publish_to_verdict_seconds",
    "duwang_posts_checked_total",
    "duwang_violations_total",
    "duwang_unchecked_total",
    "duwang_dead_letters_total",
    "duwang_consumer_lag_records",
    "duwang_consumer_lag_seconds",
    "duwang_lexicon_info",
    "duwang_lexicon_last_reload_successful",
    "duwang_lexicon_last_reload_timestamp_seconds",
    "duwang_roster_age_days",
    "duwang_canary_missed_total",
]


def test_a_whole_service_is_healthy_and_ready(door: Door) -> None:
    assert door.client.get("/healthz").json() == {"status": "ok"}
    ready = door.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "checker": "ok", "store": "ok", "stream": "ok"}


class Unreachable:
    """A store whose database is gone."""

    def violations(self, _query: ViolationQuery) -> Page:
        raise Unavailable("could not connect to server at db.internal")

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("part", "change"),
    [
        pytest.param("stream", {"stream_alive": lambda: False}, id="worker-dead"),
        pytest.param("store", {"store": Unreachable()}, id="store-gone"),
    ],
)
def test_a_service_that_lost_a_part_is_healthy_but_not_ready(
    serve: Callable[..., Any], part: str, change: dict[str, Any]
) -> None:
    with serve(lambda services: replace(services, **change)) as door:
        assert door.client.get("/healthz").status_code == 200
        ready = door.client.get("/readyz")
        assert ready.status_code == 503
        assert {name for name, state in ready.json().items() if state == "failed"} == {"status", part}


def test_a_store_that_is_gone_is_told_503_without_its_address(serve: Callable[..., Any]) -> None:
    with serve(lambda services: replace(services, store=Unreachable())) as door:
        body = assert_problem(door.client.get("/v1/violations"), 503)
    assert "db.internal" not in body["detail"]


def test_every_metric_of_the_contract_is_there(door: Door) -> None:
    door.submit({"id": "measured", "channel": "wechat", "body": CLEAN})
    answer = door.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    described = {line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE ")}
    assert set(METRICS) <= described
    assert 'duwang_publish_to_verdict_seconds_count{channel="wechat"}' in answer.text


def test_no_metric_names_a_post_or_a_site(door: Door) -> None:
    door.submit({"id": "a-very-special-post", "site": "very-special.gov.cn", "body": CLEAN})
    assert "very-special" not in door.client.get("/metrics").text
