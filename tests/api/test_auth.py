import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.api.server import ALL_SITES, CLEAN, SECRET, SITE_A, SITE_B, WRONG, Door, assert_problem

BODY = json.dumps({"body": CLEAN}).encode()


def signed(body: bytes, *, secret: str = SECRET, at: datetime | None = None) -> dict[str, str]:
    moment = at or datetime.now(UTC)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", moment, body.decode()),
    }


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"editor:{password}".encode()).decode()


def made(headers: Any) -> Any:
    """Signatures are made when the test runs: one that was made when the tests were collected is too old by then."""
    return headers() if callable(headers) else headers


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": f"Bearer {SITE_A}"}, id="bearer"),
        pytest.param({"authorization": f"bearer {SITE_A}"}, id="scheme-in-small-letters"),
        pytest.param({"X-API-Key": SITE_A}, id="api-key-header"),
        pytest.param({"Authorization": basic(SITE_A)}, id="basic-for-a-browser"),
        pytest.param(lambda: signed(BODY), id="signature"),
    ],
)
def test_a_caller_who_shows_a_key_or_a_signature_is_admitted(guarded: Door, headers: Any) -> None:
    assert guarded.client.post("/v1/checks", content=BODY, headers=made(headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"Authorization": "Bearer wrong-key-wrong-key"}, id="wrong-bearer"),
        pytest.param({"Authorization": f"Bearer {SITE_A}x"}, id="longer-than-a-key"),
        pytest.param({"Authorization": "Bearer"}, id="empty-bearer"),
        pytest.param({"X-API-Key": ""}, id="empty-key"),
        pytest.param({"X-API-Key": "密钥".encode()}, id="key-beyond-ascii"),
        pytest.param({"Authorization": "Basic %%%"}, id="broken-basic"),
        pytest.param({"Authorization": basic("")}, id="empty-password"),
        pytest.param(lambda: signed(b'{"body": "other"}'), id="signature-of-another-body"),
        pytest.param(
            lambda: signed(BODY, secret="whsec_" + "b3RoZXItb3RoZXItb3RoZXI="), id="signature-by-another-secret"
        ),
        pytest.param(lambda: signed(BODY, at=datetime.now(UTC) - timedelta(minutes=6)), id="stale-signature"),
        pytest.param(lambda: signed(BODY, at=datetime.now(UTC) + timedelta(minutes=6)), id="signature-from-the-future"),
        pytest.param(lambda: {**signed(BODY), "webhook-id": "msg_2"}, id="signature-with-another-id"),
        pytest.param(lambda: {**signed(BODY), "webhook-timestamp": "soon"}, id="timestamp-that-is-no-number"),
        pytest.param(lambda: {**signed(BODY), "webhook-signature": "v1"}, id="broken-signature"),
        pytest.param({"webhook-signature": "v1,AAAA"}, id="signature-without-id-and-time"),
    ],
)
def test_everybody_else_is_told_401(guarded: Door, headers: Any) -> None:
    answer = guarded.client.post("/v1/checks", content=BODY, headers=made(headers))
    assert_problem(answer, 401)
    assert "www-authenticate" in answer.headers


def test_a_signed_body_that_is_not_text_is_told_401(guarded: Door) -> None:
    assert_problem(guarded.client.post("/v1/checks", content=b"\xb9\xfe", headers=signed(BODY)), 401)


@pytest.mark.parametrize("path", ["/", "/v1/violations", "/v1/rules", "/v1/stats", "/v1/lexicon", "/v1/posts/1/report"])
def test_every_page_with_content_asks_for_a_key(guarded: Door, path: str) -> None:
    assert_problem(guarded.client.get(path), 401)
    assert guarded.client.get(path, headers={"Authorization": basic(ALL_SITES)}).status_code in {200, 404}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"])
def test_pages_without_content_ask_for_no_key(guarded: Door, path: str) -> None:
    assert guarded.client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Origin": "https://evil.example"}, 403, id="page-of-another-site"),
        pytest.param({"Origin": "null"}, 403, id="sandboxed-page"),
        pytest.param({"Host": "evil.example"}, 403, id="name-that-resolves-to-this-machine"),
        pytest.param({"Host": "[::1"}, 403, id="broken-host"),
        pytest.param({"X-Forwarded-For": "203.0.113.7"}, 403, id="passed-on-by-a-proxy"),
        pytest.param({}, 200, id="program-of-this-machine"),
    ],
)
def test_without_keys_only_this_machine_is_served(door: Door, headers: Mapping[str, str], status: int) -> None:
    assert door.client.post("/v1/checks", content=BODY, headers=headers).status_code == status


def test_without_keys_a_page_of_this_service_is_served(door: Door) -> None:
    origin = str(door.client.base_url).rstrip("/")
    assert door.client.post("/v1/checks", content=BODY, headers={"Origin": origin}).status_code == 200


def test_a_browser_that_knows_the_password_does_not_lend_it_to_other_pages(guarded: Door) -> None:
    headers = {"Authorization": basic(ALL_SITES), "Origin": "https://evil.example"}
    assert_problem(guarded.client.post("/v1/lexicon/reload", headers=headers), 403)


@pytest.fixture(scope="module")
def _two_sites(guarded: Door) -> None:
    for site in ("a.gov.cn", "b.gov.cn"):
        guarded.submit({"id": f"of-{site}", "site": site, "title": f"{site} 的稿件", "body": WRONG}, key=ALL_SITES)


@pytest.mark.usefixtures("_two_sites")
class TestSitesOfOthers:
    def test_are_left_out_of_lists_and_totals(self, guarded: Door) -> None:
        def sites(key: str) -> set[str]:
            answer = guarded.client.get("/v1/violations", headers={"X-API-Key": key})
            return {violation["site"] for violation in answer.json()["violations"]}

        assert (sites(SITE_A), sites(SITE_B), sites(ALL_SITES)) == (
            {"a.gov.cn"},
            {"b.gov.cn"},
            {"a.gov.cn", "b.gov.cn"},
        )
        assert guarded.client.get("/v1/stats", headers={"X-API-Key": SITE_A}).json()["posts"] == 1

    def test_do_not_exist(self, guarded: Door) -> None:
        headers = {"X-API-Key": SITE_A}
        [other] = guarded.client.get("/v1/violations", headers={"X-API-Key": SITE_B}).json()["violations"]
        assert_problem(guarded.client.get(f"/v1/violations/{other['id']}", headers=headers), 404)
        assert_problem(guarded.client.post(f"/v1/violations/{other['id']}/dismiss", headers=headers), 404)
        assert_problem(guarded.client.get("/v1/posts/of-b.gov.cn/report", headers=headers), 404)
        filtered = guarded.client.get("/v1/violations", params={"site": "b.gov.cn"}, headers=headers)
        assert filtered.json()["violations"] == []

    def test_are_not_on_the_status_page(self, guarded: Door) -> None:
        page = guarded.client.get("/", headers={"Authorization": basic(SITE_A)}).text
        assert "a.gov.cn 的稿件" in page
        assert "b.gov.cn" not in page

    def test_cannot_be_written(self, guarded: Door) -> None:
        posts = [{"id": "1", "site": "b.gov.cn", "body": CLEAN}, {"id": "2", "site": "a.gov.cn", "body": CLEAN}]
        answer = guarded.client.post("/v1/posts", json=posts, headers={"X-API-Key": SITE_A})
        assert answer.status_code == 202
        assert answer.json()["accepted"] == 1
        assert [(r["index"], r["field"]) for r in answer.json()["rejected"]] == [(0, "site")]

    def test_go_without_saying_for_the_key_that_reloads_the_lexicon(self, guarded: Door) -> None:
        assert_problem(guarded.client.post("/v1/lexicon/reload", headers={"X-API-Key": SITE_A}), 403)
        assert guarded.client.post("/v1/lexicon/reload", headers={"X-API-Key": ALL_SITES}).status_code == 200
