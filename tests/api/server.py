"""What the API tests say to the server, and what they know of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from services.api.services import Services

ALL_SITES, SITE_A, SITE_B = "key-for-all-sites-0001", "key-for-site-a-00001", "key-for-site-b-00001"
KEYS = {ALL_SITES: "*", SITE_A: ["a.gov.cn"], SITE_B: ["b.gov.cn"]}
SECRET = "whsec_" + "c2VjcmV0LW9mLXNpdGUtYQ=="
WEBHOOKS = {SECRET: ["a.gov.cn"]}

CLEAN = "县政府召开常务会议，研究部署春季农业生产工作。"
WRONG = "县政府召开常务会议，研究布署春季农业生产工作。"
SERIOUS = "本站提供代开发票服务，欢迎联系。"

RULES = """
category: typo
severity: error
basis: 测试
message: “{term}”应为“{suggestion}”。
rules:
  - id: typo.bu-shu
    terms: {布署: 部署}
    allow: [发布署名]
    hit: [作出布署]
    miss: [发布署名文章]
  - id: spam.invoice
    category: spam_hijack
    severity: serious
    message: “{term}”是违法广告。
    terms: [代开发票]
    hit: [代开发票]
    miss: [开具发票]
  - id: vulgar.word
    category: vulgar
    severity: warning
    message: “{term}”不文明。
    terms: [放屁]
    hit: [纯属放屁]
    miss: [播放]
"""
ROSTER = """
as_of: 2026-03-31
offices:
  - title: 国务院总理
    short: [总理]
    single: true
    holders: [{name: 李强, from: 2023-03-11, source: 公报}]
"""


@dataclass(frozen=True)
class Door:
    """A running server: a client for its outside, and its services to look at the inside."""

    client: httpx.Client
    services: Services

    def submit(self, *posts: Mapping[str, Any], key: str | None = None) -> None:
        """Submit posts and wait until each has its report."""
        headers = {"X-API-Key": key} if key else {}
        answer = self.client.post("/v1/posts", json=list(posts), headers=headers)
        assert answer.status_code == 202, answer.text
        for post in posts:
            self._await_report(post, headers)

    def _await_report(self, post: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        deadline = time.monotonic() + 10
        path = f"/v1/posts/{quote(post['id'])}/report"
        params = {"site": post.get("site", "")}
        while self.client.get(path, params=params, headers=headers).status_code == 404:
            assert time.monotonic() < deadline, "no report came"
            time.sleep(0.01)


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Every error is problem+json (RFC 9457) with the five members that this product promises."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.keys() == {"type", "title", "status", "detail", "rejected"}
    assert body["status"] == status
    assert body["type"].startswith("urn:duwang:problem:")
    return body
