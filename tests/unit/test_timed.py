"""The clock around the checker."""

from collections.abc import Callable

from services.checker.opinion import Opinion
from services.checker.timed import check_timed
from services.domain.post import Post
from services.domain.report import Report
from tests.fakes import NOW, WordChecker, make_post, make_record


class TwoStages:
    """Asks whether time is up between its stages."""

    def check(
        self,
        post: Post,
        *,
        expired: Callable[[], bool] = lambda: False,
        observe: Callable[[str], None] = lambda _stage: None,
        second: Opinion | None = None,
    ) -> Report:
        assert second is None
        observe("first")
        if expired():
            return make_record(post, complete=False, skipped=("second",)).checked.report
        observe("second")
        return make_record(post).checked.report


def test_a_check_says_when_it_was_and_how_long_it_took() -> None:
    checked = check_timed(WordChecker(), make_post(), clock=lambda: NOW, deadline_s=1)
    assert checked.checked_at == NOW
    assert 0 <= checked.elapsed_ms < 1000


def test_every_stage_is_observed_with_its_own_seconds() -> None:
    stages: list[tuple[str, float]] = []
    checked = check_timed(
        TwoStages(), make_post(), clock=lambda: NOW, deadline_s=1, observe=lambda *stage: stages.append(stage)
    )
    assert [stage for stage, _ in stages] == ["first", "second"]
    assert all(seconds >= 0 for _, seconds in stages)
    assert sum(seconds for _, seconds in stages) * 1000 <= checked.elapsed_ms


def test_past_the_deadline_a_report_is_not_complete() -> None:
    report = check_timed(TwoStages(), make_post(), clock=lambda: NOW, deadline_s=0).report
    assert (report.complete, report.skipped) == (False, ("second",))
