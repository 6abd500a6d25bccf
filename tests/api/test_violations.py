from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.wire.violation import Violation, ViolationPage
from tests.api.server import CLEAN, SERIOUS, WRONG, Door, assert_problem

POSTS = [
    {
        "id": f"p{number}",
        "site": f"{'ab'[number % 2]}.gov.cn",
        "unit": f"单位{number % 3}",
        "channel": ("website", "wechat")[number % 2],
        "column": "要闻",
        "title": f"稿件{number}",
        "published_at": f"2026-03-{number + 1:02}T08:00:00",
        "body": (WRONG, SERIOUS)[number % 2],
    }
    for number in range(8)
]


@pytest.fixture(scope="module")
def archive(serve: Callable[..., Any]) -> Iterator[Door]:
    """A server with eight violations of eight posts, published on 1 to 8 March."""
    with serve() as door:
        door.submit(*POSTS)
        yield door


def ids(archive: Door, **filters: Any) -> list[str]:
    answer = archive.client.get("/v1/violations", params=filters)
    assert answer.status_code == 200, answer.text
    return [violation.post_id for violation in ViolationPage.model_validate(answer.json()).violations]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({}, [7, 6, 5, 4, 3, 2, 1, 0], id="newest-first"),
        pytest.param({"site": "a.gov.cn"}, [6, 4, 2, 0], id="site"),
        pytest.param({"unit": "单位1"}, [7, 4, 1], id="unit"),
        pytest.param({"channel": "wechat"}, [7, 5, 3, 1], id="channel"),
        pytest.param({"column": "公告"}, [], id="column"),
        pytest.param({"category": "typo"}, [6, 4, 2, 0], id="category"),
        pytest.param({"severity": "serious"}, [7, 5, 3, 1], id="severity"),
        pytest.param({"rule": "typo.bu-shu", "unit": "单位0"}, [6, 0], id="rule-and-unit"),
        pytest.param({"status": "dismissed"}, [], id="status"),
        pytest.param({"published_from": "2026-03-07T08:00:00"}, [7, 6], id="from-is-inclusive-beijing-time"),
        pytest.param({"published_to": "2026-03-03T00:00:00Z"}, [1, 0], id="to-is-exclusive-with-a-zone"),
        pytest.param({"published_from": "2026-03-02", "published_to": "2026-03-03"}, [1], id="days"),
        pytest.param({"q": "稿件5"}, [5], id="words-of-the-title"),
        pytest.param({"limit": 2}, [7, 6], id="limit"),
    ],
)
def test_filters(archive: Door, filters: dict[str, Any], expected: list[int]) -> None:
    assert ids(archive, **filters) == [f"p{number}" for number in expected]


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        pytest.param({"sites": "a"}, "sites", id="filter-that-does-not-exist"),
        pytest.param({"severity": "bad"}, "severity", id="unknown-value"),
        pytest.param({"published_from": "spring"}, "published_from", id="no-date"),
        pytest.param({"limit": 0}, "limit", id="limit-0"),
        pytest.param({"limit": 201}, "limit", id="limit-too-high"),
        pytest.param({"q": ""}, "q", id="no-words"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(archive: Door, filters: dict[str, Any], field: str) -> None:
    body = assert_problem(archive.client.get("/v1/violations", params=filters), 422)
    assert [rejection["field"] for rejection in body["rejected"]] == [field]


def test_pages_hold_every_violation_once_even_when_new_ones_come_in(archive: Door) -> None:
    seen, cursor = [], None
    while True:
        page = archive.client.get(
            "/v1/violations", params={"limit": 3, **({"cursor": cursor} if cursor else {})}
        ).json()
        seen += [violation["post_id"] for violation in page["violations"] if violation["post_id"] != "late"]
        archive.submit({"id": "late", "site": "a.gov.cn", "published_at": "2026-03-31", "body": WRONG})
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [f"p{number}" for number in range(7, -1, -1)]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "é"])
def test_a_cursor_from_elsewhere_is_refused(archive: Door, cursor: str) -> None:
    assert_problem(archive.client.get("/v1/violations", params={"cursor": cursor}), 400)


def test_the_life_of_a_violation(archive: Door) -> None:
    [found] = archive.client.get("/v1/violations", params={"q": "稿件5"}).json()["violations"]
    path = f"/v1/violations/{found['id']}"
    assert (found["status"], found["finding"]["quote"]) == ("open", "代开发票")

    confirmed = archive.client.post(f"{path}/confirm", json={"note": "请尽快更正"})
    assert Violation.model_validate(confirmed.json()).status == "confirmed"
    assert archive.client.get(path).json()["note"] == "请尽快更正"

    assert_problem(archive.client.post(f"{path}/confirm"), 409)
    assert archive.client.post(f"{path}/fix").json()["status"] == "fixed"
    assert archive.client.post(f"{path}/reopen", json={}).json()["status"] == "open"
    assert archive.client.post(f"{path}/dismiss", json={"note": "引文"}).json()["status"] == "dismissed"
    assert ids(archive, status="dismissed") == ["p5"]


@pytest.mark.parametrize(
    ("step", "content", "status"),
    [
        pytest.param("confirm", b"", 404, id="no-such-violation"),
        pytest.param("delete", b"", 422, id="no-such-step"),
        pytest.param("confirm", b'{"note": 5}', 422, id="note-that-is-no-text"),
        pytest.param("confirm", b'{"note": "\\ud800"}', 422, id="note-with-a-lone-surrogate"),
        pytest.param("confirm", b'{"note": ', 422, id="broken-json"),
        pytest.param("confirm", b'{"note": "' + b"x" * 1001 + b'"}', 422, id="note-without-end"),
    ],
)
def test_a_step_that_cannot_be_taken(archive: Door, step: str, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"} if content else {}
    assert_problem(archive.client.post(f"/v1/violations/none/{step}", content=content, headers=headers), status)


def test_a_corrected_post_has_its_violation_fixed(archive: Door) -> None:
    archive.submit({"id": "mended", "site": "c.gov.cn", "body": WRONG})
    archive.client.post("/v1/posts", json={"id": "mended", "site": "c.gov.cn", "body": CLEAN})
    archive.submit({"id": "after-mended", "site": "c.gov.cn", "body": CLEAN})
    [violation] = archive.client.get("/v1/violations", params={"site": "c.gov.cn"}).json()["violations"]
    assert violation["status"] == "fixed"


def test_totals(archive: Door) -> None:
    stats = archive.client.get("/v1/stats").json()
    assert stats["violations"] == sum(stats["by_severity"].values()) == sum(stats["by_status"].values())
    assert stats["by_severity"]["serious"] == 4
    assert stats["by_category"]["spam_hijack"] == 4
    assert stats["posts"] >= 8
