"""Laws of the whole check, on any text."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.domain.finding import Finding
from services.domain.post import ContentType, Post
from services.domain.report import Verdict
from tests.lexicons import checker_of
from tests.texts import pages, texts

CHECKER = checker_of()
NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)

_seeded = st.lists(
    st.sampled_from(["布署", "习近评", "总书计", "口交", "布 署", "，13800138000，", "<b>", "\U0001f600"]) | texts,
    max_size=8,
).map("".join)
posts = st.builds(
    Post,
    id=st.just("p"),
    title=_seeded,
    body=_seeded | pages,
    content_type=st.sampled_from(ContentType),
    published_at=st.just(NOON),
)


@given(posts)
def test_a_quote_is_the_submitted_text_at_every_position(post: Post) -> None:
    for finding in CHECKER.check(post).findings:
        field = {"title": post.title, "body": post.body}[finding.field]
        assert finding.positions[0].start == finding.start
        assert finding.positions[0].end == finding.end
        for position in finding.positions:
            _quotes(finding, field[position.start : position.end])
            assert _utf16(field[: position.start]) == position.utf16_start
            assert _utf16(field[: position.end]) == position.utf16_end


@given(posts)
def test_the_same_post_gets_the_same_report(post: Post) -> None:
    assert CHECKER.check(post) == CHECKER.check(post)


@given(posts)
def test_ids_are_unique_within_a_post(post: Post) -> None:
    ids = [finding.id for finding in CHECKER.check(post).findings]
    assert len(ids) == len(set(ids))


@given(posts)
def test_the_context_shows_the_mistake_and_no_personal_data(post: Post) -> None:
    for finding in CHECKER.check(post).findings:
        assert 0 <= finding.context_start < finding.context_end <= len(finding.context)
        assert "，13800138000，" not in finding.context
        assert not (finding.masked and "13800138000" in finding.quote)


@given(posts)
def test_a_check_that_ran_out_of_time_never_passes(post: Post) -> None:
    report = CHECKER.check(post, expired=lambda: True)
    assert not report.complete
    assert report.skipped
    assert report.verdict is not Verdict.PASS


def _quotes(finding: Finding, text: str) -> None:
    if finding.masked:
        assert len(text) == len(finding.quote)
    else:
        assert text == finding.quote


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
