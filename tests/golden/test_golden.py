"""Whole posts and what the checker says of them, drawn with carets. `make golden` rewrites them; read the diff."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.checker.engine import Checker
from services.cli.render import render
from services.domain.post import ContentType, Post

POSTS = sorted(path for path in (Path(__file__).parent / "posts").iterdir() if path.suffix in {".txt", ".html"})
_NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_the_report_is_the_golden_one(path: Path, checker: Checker, request: pytest.FixtureRequest) -> None:
    post = _read(path)
    report = render(path.name, {"title": post.title, "body": post.body}, checker.check(post)) + "\n"
    golden = path.with_name(path.name + ".report")
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(report, encoding="utf-8")
    assert report == golden.read_text(encoding="utf-8")


def test_no_report_is_left_over() -> None:
    reports = {path.name.removesuffix(".report") for path in (Path(__file__).parent / "posts").glob("*.report")}
    assert reports == {path.name for path in POSTS}


def _read(path: Path) -> Post:
    """Header lines `title:` and `published_at:`, an empty line, the body."""
    text = path.read_text(encoding="utf-8")
    headers: dict[str, str] = {}
    while text.startswith(("title:", "published_at:")):
        line, _, text = text.partition("\n")
        name, _, value = line.partition(":")
        headers[name] = value.strip()
    published = headers.get("published_at")
    return Post(
        id=path.name,
        title=headers.get("title", ""),
        body=text.lstrip("\n"),
        content_type=ContentType.HTML if path.suffix == ".html" else ContentType.PLAIN,
        published_at=datetime.fromisoformat(f"{published}T12:00:00+08:00") if published else _NOON,
    )
