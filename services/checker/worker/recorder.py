"""Judgements into the store, whatever the store does: nothing is lost, and one bad post does not stop the stream."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from services.bus.stop_sign import StopSign
from services.checker.worker.judge import Judged, Judgement, dead_letter
from services.domain.errors import Unavailable
from services.storage.store import Recorded, ViolationStore
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How to wait for a store that fails.

    Pauses double from `first_s` to `longest_s` seconds. After `whole` failures that are not `Unavailable` the batch is
    taken apart to find the post to blame. After `attempts` failures of any kind the error is raised; None: never.
    """

    first_s: float = 0.1
    longest_s: float = 30.0
    whole: int = 5
    attempts: int | None = None

    def pauses(self) -> Iterator[float]:
        pause = self.first_s
        while True:
            yield pause
            pause = min(pause * 2, self.longest_s)


class Recorder:
    """Records batches; `stopping` ends the waiting for a store that is away."""

    def __init__(self, store: ViolationStore, metrics: Metrics, stopping: StopSign, patience: Patience) -> None:
        self._store, self._metrics, self._stopping, self._patience = store, metrics, stopping, patience

    async def record(self, judged: Judged) -> Recorded | None:
        """Record in one transaction. None: told to stop before that worked, and the batch must not be committed.

        A post that the store refuses moves from the judgements to the dead letters.
        """
        failures = refusals = 0
        for pause in self._patience.pauses():
            work = self._record_all if refusals < self._patience.whole else self._record_singly
            try:
                return await asyncio.to_thread(work, judged)
            except Exception as error:
                failures, refusals = failures + 1, refusals + (not isinstance(error, Unavailable))
                self._metrics.store_failures.inc()
                _log.warning("store_failed", error=origin(error), failures=failures, retry_in_s=pause)
                if failures == self._patience.attempts:
                    raise
            if await self._stopping.comes_within(pause):
                break
        return None

    def _record_all(self, judged: Judged) -> Recorded:
        return self._store.record([judgement.record for judgement in judged.judgements])

    def _record_singly(self, judged: Judged) -> Recorded:
        outcomes = [(judgement, self._record_one(judgement)) for judgement in judged.judgements]
        errors = [outcome for _, outcome in outcomes if isinstance(outcome, Exception)]
        if len(errors) == len(outcomes) > 1:
            raise errors[0]  # not one post is to blame but the store
        # The store takes others, so whoever is refused now again is to blame.
        outcomes = [
            (judgement, self._record_one(judgement) if isinstance(outcome, Exception) else outcome)
            for judgement, outcome in outcomes
        ]
        judged.judgements = [judgement for judgement, outcome in outcomes if isinstance(outcome, Recorded)]
        judged.letters += [
            dead_letter(judgement.message, Cause.STORE_REFUSED, f"无法入库：{origin(outcome)}")
            for judgement, outcome in outcomes
            if isinstance(outcome, Exception)
        ]
        return _sum([outcome for _, outcome in outcomes if isinstance(outcome, Recorded)])

    def _record_one(self, judgement: Judgement) -> Recorded | Exception:
        try:
            return self._store.record([judgement.record])
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the store says no to this very post
            return error


def _sum(parts: list[Recorded]) -> Recorded:
    return Recorded(
        new_posts=sum(part.new_posts for part in parts),
        known_posts=sum(part.known_posts for part in parts),
        violations=tuple(violation for part in parts for violation in part.violations),
    )
