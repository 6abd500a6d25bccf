import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.api.server import WRONG, Door

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.seen if tag == name]


def test_the_status_page_shows_the_latest_violations_with_the_quote_marked(door: Door) -> None:
    door.submit(
        {"id": "shown", "title": "春耕", "url": "https://a.gov.cn/1", "body": WRONG, "published_at": "2026-12-01"}
    )
    page = door.client.get("/").text
    assert "研究<mark>布署</mark>春季" in page
    assert '<a href="https://a.gov.cn/1" rel="noopener noreferrer">春耕</a>' in page
    assert "建议：部署" in page


def test_nothing_from_a_post_becomes_markup(door: Door) -> None:
    fields = dict.fromkeys(("title", "unit", "column", "author"), ATTACK)
    door.submit(
        {
            "id": ATTACK[:40],
            "body": f"布署{ATTACK}",
            "url": f"javascript:{ATTACK}",
            "published_at": "2026-12-02",
            **fields,
        }
    )
    page = door.client.get("/").text
    assert "&lt;script&gt;alert(1)" in page
    tags = Tags(page)
    assert [script.get("type") for script in tags.named("script")] == ["application/json", None]
    assert tags.named("img") == []
    assert not any(name.startswith("on") for _, attributes in tags.seen for name in attributes)
    assert all((link["href"] or "").startswith(("/", "https://", "http://")) for link in tags.named("a"))


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script_but_its_own(door: Door, path: str) -> None:
    answer = door.client.get(path)
    tags = Tags(answer.text)
    sources = [a.get("src") or a.get("href") for name in ("script", "link", "img") for a in tags.named(name)]
    assert all(source.startswith(("/docs/assets/", "data:")) for source in sources if source)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    [nonce] = set(re.findall(r"'nonce-([\w-]+)'", policy))
    assert all(script.get("nonce") == nonce or script.get("src") for script in tags.named("script"))
    assert door.client.get(path).headers["content-security-policy"] != policy


def test_the_documentation_brings_its_own_files(door: Door) -> None:
    for attributes in Tags(door.client.get("/docs").text).named("script"):
        if source := attributes.get("src"):
            assert "SwaggerUIBundle" in door.client.get(source).text
    assert door.client.get("/docs/assets/swagger-ui.css").headers["content-type"].startswith("text/css")


def test_a_page_of_an_empty_store_says_so(serve: Callable[..., Any]) -> None:
    with serve() as empty:
        assert "还没有发现问题" in empty.client.get("/").text
