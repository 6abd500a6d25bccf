"""A stored post and the checker of today: a record to compare, or the reason why there is none."""

from dataclasses import dataclass
from datetime import datetime

from services.checker.opinion import Lane
from services.checker.timed import Checks, check_timed
from services.domain.post import Post
from services.domain.trace import Trace
from services.recheck.outcome import Rechecked, State
from services.storage.store import Record
from services.telemetry.logs import origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """`deadline_s` is for one check, in seconds. `worker` and `version` are named in the trace of each judgement.

    `lane` as on the stream: what is read a second time there is read a second time here.
    """

    checker: Checks
    deadline_s: float
    worker: str
    version: str
    lane: Lane = Lane()  # noqa: RUF009 - frozen

    def judge(self, post: Post, taken_at: datetime) -> Record | Rechecked:
        """Check a post that was read from the store at `taken_at`.

        The judgement counts from that time: a newer revision, which the stream may judge meanwhile, stays newer.
        """
        steps: dict[str, float] = {}

        def ended(stage: str, seconds: float) -> None:
            steps[stage] = seconds * 1000

        try:
            checked = check_timed(
                self.checker, post, clock=lambda: taken_at, deadline_s=self.deadline_s, observe=ended,
                second=self.lane.reader_of(post),
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - a bug that one post brings to light must not stop the others
            return Rechecked(post, State.FAILED, reason=f"检查时出错：{origin(error)}")
        if not checked.report.complete:
            return Rechecked(post, State.INCOMPLETE, reason=f"没有查完，未运行：{'、'.join(checked.report.skipped)}")
        trace = Trace(seen_at=taken_at, taken_at=taken_at, worker=self.worker, version=self.version, steps=steps)
        return Record(post, checked, trace, again=True)
