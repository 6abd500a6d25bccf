"""The demo set is a test set too: clean posts stay silent, planted errors are found with their category."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.checker.engine import Checker
from services.domain.finding import Finding
from services.settings import bundled
from services.wire.post import decode_post

_LINES = (bundled("demo") / "posts.jsonl").read_text(encoding="utf-8").splitlines()
POSTS: list[dict[str, Any]] = [json.loads(line) for line in _LINES]
# An idiom that is written wrongly is a wrong word to whoever planted it.
_SAME = {"idiom": "typo", "fixed_phrase": "leader_name"}


@pytest.mark.parametrize("fields", POSTS, ids=lambda fields: fields["id"])
def test_a_demo_post_gets_the_findings_that_were_planted(fields: dict[str, Any], checker: Checker) -> None:
    post = decode_post(fields, now=datetime.now(UTC))
    findings = checker.check(post).findings
    planted = fields["meta"]["planted"]
    texts = {"title": post.title, "body": post.body}
    places = [(plant["category"], *_place(plant["quote"], texts)) for plant in planted]
    for category, field, start, end in places:
        assert any(_covers(finding, category, field, start, end) for finding in findings), (category, field, start)
    if not places:
        assert [finding.quote for finding in findings] == []


def test_most_demo_posts_are_clean_and_every_shipped_category_is_planted() -> None:
    clean = [fields for fields in POSTS if not fields["meta"]["planted"]]
    planted = {plant["category"] for fields in POSTS for plant in fields["meta"]["planted"]}
    assert len(clean) > len(POSTS) / 2
    assert planted >= {"leader_name", "leader_title", "institution_name", "political_expression", "spam_hijack"}
    assert planted >= {"vulgar", "discriminatory", "ad_law", "typo", "privacy"}


def _place(quote: str, texts: dict[str, str]) -> tuple[str, int, int]:
    for field, text in texts.items():
        if quote in text:
            return field, text.index(quote), text.index(quote) + len(quote)
    raise AssertionError(f"planted quote is not in the post: {quote}")


def _covers(finding: Finding, category: str, field: str, start: int, end: int) -> bool:
    kinds = {str(finding.category), _SAME.get(finding.category, "")}
    places = (position.start < end and start < position.end for position in finding.positions)
    return category in kinds and finding.field == field and any(places)
