import pytest

from services.bus.messages import POSTS, Message
from services.checker.worker import BadRelease
from services.checker.worker.judge import Judged, Judgement, dead_letter
from services.checker.worker.limit import LetterLimit
from services.wire.dead_letter import Cause
from tests.fakes import make_post, make_record

_MESSAGE = Message(POSTS, 0, 0, b"", b"", 0.0)


def failed(number: int, cause: Cause = Cause.CHECK_FAILED) -> Judged:
    return Judged(letters=[dead_letter(_MESSAGE, cause, "")] * number)


def checked(number: int = 1, failures: int = 0) -> Judged:
    return Judged([Judgement(_MESSAGE, make_record(make_post()))] * number, failed(failures).letters)


def numbers(judged: Judged | None) -> tuple[int, int] | None:
    """Of posts that were checked, and of those that were not."""
    return None if judged is None else (len(judged.judgements), len(judged.letters))


def test_a_batch_with_a_post_that_was_checked_goes_on_with_its_failures() -> None:
    assert numbers(LetterLimit(3).admit(checked(1, failures=50))) == (1, 50)


def test_failures_in_a_row_wait_for_a_post_that_can_be_checked() -> None:
    limit = LetterLimit(10)
    assert limit.admit(failed(4)) is None
    assert limit.admit(failed(5)) is None
    assert numbers(limit.admit(checked(2, failures=1))) == (2, 10)
    assert numbers(limit.admit(checked())) == (1, 0)


def test_failures_in_a_row_go_on_when_nothing_more_waits() -> None:
    limit = LetterLimit(10)
    assert limit.admit(failed(4)) is None
    assert numbers(limit.admit(Judged())) == (0, 4)
    assert limit.admit(Judged()) is None


def test_so_many_failures_in_a_row_are_a_bad_release_over_several_batches_and_pauses() -> None:
    limit = LetterLimit(10)
    limit.admit(failed(5))
    limit.admit(Judged())
    limit.admit(failed(4, Cause.INVALID_POST))
    with pytest.raises(BadRelease, match="连续 10 篇"):
        limit.admit(failed(1))


def test_one_post_that_was_checked_begins_the_count_anew() -> None:
    limit = LetterLimit(10)
    for _ in range(5):
        limit.admit(failed(9))
        limit.admit(checked())


@pytest.mark.parametrize("cause", [Cause.CHECK_TIMEOUT, Cause.WORKER_DIED])
def test_posts_that_killed_a_worker_say_nothing_about_the_release(cause: Cause) -> None:
    limit = LetterLimit(2)
    for _ in range(5):
        assert numbers(limit.admit(failed(1, cause))) == (0, 1)


def test_the_times_of_held_batches_are_not_lost() -> None:
    limit = LetterLimit(10)
    limit.admit(Judged(letters=failed(1).letters, decode_s=1.0, check_s=2.0))
    judged = limit.admit(Judged(checked().judgements, decode_s=0.5, check_s=0.25))
    assert judged
    assert (judged.decode_s, judged.check_s) == (1.5, 2.25)
