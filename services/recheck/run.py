"""The run: page by page out of the store, checked, compared with what is known, recorded in small batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.domain.canary import is_canary
from services.recheck.judge import Judge
from services.recheck.outcome import Batch
from services.recheck.settlement import Settlement
from services.storage.store import StoredPost, StoredQuery, ViolationStore

# Few, since SQLite locks every other writer out while a batch is recorded.
BATCH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which posts, at most how many, how many in one batch, and whether the outcome is recorded."""

    query: StoredQuery
    limit: int | None = None
    batch: int = BATCH
    records: bool = True


class Recheck:
    """Checks stored posts again. `stopping` is asked between posts; what has been checked by then is recorded."""

    def __init__(
        self,
        store: ViolationStore,
        judge: Judge,
        plan: Plan,
        clock: Callable[[], datetime],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store, self._judge, self._plan, self._clock, self._stopping = store, judge, plan, clock, stopping
        self._settlement = Settlement(store, records=plan.records)

    def run(self) -> Iterator[Batch]:
        """Yield every batch once it is recorded. Raises `Unavailable`; what was yielded before is in the store."""
        after, left = self._plan.query.after, self._plan.limit
        while left != 0 and not self._stopping():
            limit = self._plan.batch if left is None else min(self._plan.batch, left)
            taken_at = self._clock()
            page = self._store.stored(replace(self._plan.query, after=after, limit=limit))
            if not page:
                return
            batch = self._batch(page, taken_at)
            after, left = batch.after, None if left is None else left - batch.taken
            yield batch

    def _batch(self, page: Sequence[StoredPost], taken_at: datetime) -> Batch:
        judged, taken = [], 0
        for stored in page:
            if taken and self._stopping():
                break
            taken += 1
            if not is_canary(stored.post.site):  # planted by the product itself, and long over
                judged.append(self._judge.judge(stored.post, taken_at))
        return Batch(self._settlement.settle(judged), taken, page[taken - 1].key)
