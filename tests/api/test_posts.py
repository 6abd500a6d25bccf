import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from services.api.posts.batch import read_batch
from services.app.clock import now
from services.domain.errors import UnreadableInput
from tests.api.server import CLEAN, SERIOUS, WRONG, Door, assert_problem


def ndjson(*lines: str) -> dict[str, Any]:
    return {"content": "\n".join(lines).encode(), "headers": {"Content-Type": "application/x-ndjson; charset=utf-8"}}


POSTS = [{"id": "shape-1", "body": CLEAN}, {"id": "shape-2", "body": CLEAN}]


@pytest.mark.parametrize(
    ("request_of", "accepted"),
    [
        pytest.param({"json": POSTS[0]}, 1, id="one-post"),
        pytest.param({"json": POSTS}, 2, id="array"),
        pytest.param({"json": {"posts": POSTS}}, 2, id="posts-member"),
        pytest.param({"json": {"id": "1", "body": CLEAN, "posts": []}}, 1, id="post-with-an-unknown-field-posts"),
        pytest.param(ndjson(*map(json.dumps, POSTS)), 2, id="ndjson"),
        pytest.param(ndjson("", json.dumps(POSTS[0]) + "\r", "  "), 1, id="ndjson-with-empty-lines"),
    ],
)
def test_posts_come_in_every_shape(door: Door, request_of: dict[str, Any], accepted: int) -> None:
    answer = door.client.post("/v1/posts", **request_of)
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"accepted": accepted, "rejected": []}


def test_a_bad_line_is_named_and_the_others_go_on(door: Door) -> None:
    good = [json.dumps({"id": f"line-{number}", "body": WRONG}) for number in (1, 2)]
    answer = door.client.post("/v1/posts", **ndjson(good[0], "{broken", "", '{"id": "no-body"}', good[1]))
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 2
    named = [(bad["index"], bad["line"], bad["field"]) for bad in answer.json()["rejected"]]
    assert named == [(1, 2, ""), (2, 4, "body")]
    assert all(bad["reason"] for bad in answer.json()["rejected"])


def test_a_bad_member_of_an_array_is_named_by_its_index(door: Door) -> None:
    answer = door.client.post("/v1/posts", json=[5, {"id": "member", "body": CLEAN}, {"body": CLEAN}])
    assert answer.json()["accepted"] == 1
    assert [(bad["index"], bad["line"], bad["field"]) for bad in answer.json()["rejected"]] == [
        (0, None, ""),
        (2, None, "id"),
    ]


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        pytest.param({"content": b""}, 400, id="nothing"),
        pytest.param({"json": []}, 400, id="no-posts"),
        pytest.param({"content": b"[{"}, 400, id="broken-json"),
        pytest.param({"json": [{"id": "1"}]}, 422, id="all-bad"),
        pytest.param(ndjson("{", "}"), 422, id="all-lines-bad"),
        pytest.param({"json": [{"id": str(n), "body": CLEAN} for n in range(51)]}, 413, id="too-many"),
    ],
)
def test_an_error_is_answered_only_when_no_post_was_taken(door: Door, request_of: dict[str, Any], status: int) -> None:
    body = assert_problem(door.client.post("/v1/posts", **request_of), status)
    assert body["detail"]
    assert bool(body["rejected"]) == (status == 422)


def test_the_report_on_a_submitted_post_is_the_one_the_webhook_gives(door: Door) -> None:
    post = {"id": "same", "site": "a.gov.cn", "body": SERIOUS}
    door.submit(post)
    stored = door.client.get("/v1/posts/same/report", params={"site": "a.gov.cn"}).json()
    asked = door.client.post("/v1/checks", json=post).json()
    for report in (stored, asked):
        del report["checked_at"], report["elapsed_ms"]
    assert stored == asked


@pytest.mark.parametrize("post_id", ["2026/03/t1.html", "a b?c#d", "编号：一", "report", "x/report"])
def test_an_id_may_hold_any_character(door: Door, post_id: str) -> None:
    door.submit({"id": post_id, "body": CLEAN})
    assert door.client.get(f"/v1/posts/{quote(post_id)}/report").json()["post_id"] == post_id


def test_several_sites_may_have_a_post_of_the_same_id(door: Door) -> None:
    door.submit({"id": "twin", "site": "a.gov.cn", "body": CLEAN}, {"id": "twin", "site": "b.gov.cn", "body": WRONG})
    assert_problem(door.client.get("/v1/posts/twin/report"), 409)
    assert door.client.get("/v1/posts/twin/report", params={"site": "b.gov.cn"}).json()["verdict"] == "review"
    assert_problem(door.client.get("/v1/posts/twin/report", params={"site": "c.gov.cn"}), 404)


def test_a_post_with_a_lone_surrogate_goes_through_the_stream(door: Door) -> None:
    content = b'{"id": "surrogate", "title": "\\udc00", "body": "\\ud800\\u5e03\\u7f72"}'
    assert door.client.post("/v1/posts", content=content).json()["accepted"] == 1
    door.submit({"id": "surrogate-after", "body": CLEAN})
    report = door.client.get("/v1/posts/surrogate/report").json()
    assert "\ud800" in report["findings"][0]["context"]
    assert door.client.get("/").status_code == 200
    [violation] = (v for v in door.client.get("/v1/violations").json()["violations"] if v["post_id"] == "surrogate")
    assert violation["title"] == "\udc00"


class FullBus:
    """Takes `room` posts and then lets everybody wait."""

    def __init__(self, room: int) -> None:
        self.room, self.lock = room, threading.Lock()

    async def publish(self, _topic: str, _key: bytes, _value: bytes) -> None:
        with self.lock:
            self.room -= 1
        if self.room < 0:
            await asyncio.Event().wait()


@pytest.fixture
def with_room(serve: Callable[..., Any]) -> Callable[[int], Any]:
    def served(room: int) -> Any:
        return serve(lambda services: replace(services, producer=FullBus(room)), busy_after_s=0.05)

    return served


def test_a_full_bus_is_told_503_and_when_to_come_again(with_room: Callable[[int], Any]) -> None:
    with with_room(0) as full:
        answer = full.client.post("/v1/posts", json=POSTS)
    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0


def test_what_a_bus_could_not_take_any_more_is_named(with_room: Callable[[int], Any]) -> None:
    with with_room(1) as full:
        answer = full.client.post("/v1/posts", json=POSTS)
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 1
    assert [bad["index"] for bad in answer.json()["rejected"]] == [1]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"  "])
def test_an_empty_request_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_batch(body, "application/x-ndjson", now=now(), most=1)
