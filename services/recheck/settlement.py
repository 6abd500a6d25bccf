"""New judgements against those in the store: compared, and recorded where they may stand."""

from collections.abc import Sequence

from services.checker.personal_data import mask
from services.domain.errors import NotFound, Unavailable
from services.domain.post import Post
from services.domain.report import Report
from services.recheck.comparison import compare
from services.recheck.outcome import Rechecked, State
from services.storage.store import Record, ViolationStore
from services.telemetry.logs import origin


class Settlement:
    """`records` is false for a trial, which leaves the store as it is."""

    def __init__(self, store: ViolationStore, *, records: bool) -> None:
        self._store, self._records = store, records

    def settle(self, judged: Sequence[Record | Rechecked]) -> list[Rechecked]:
        """The outcome of every post, in order; new judgements are recorded in one transaction. Raises `Unavailable`."""
        outcomes = [self._compared(each) if isinstance(each, Record) else each for each in judged]
        wanted = [index for index, outcome in enumerate(outcomes) if outcome.state is State.RECORDED]
        refused = self._record({index: each for index in wanted if isinstance(each := judged[index], Record)})
        return [refused.get(index, outcome) for index, outcome in enumerate(outcomes)]

    def _compared(self, record: Record) -> Rechecked:
        post, report = record.post, record.checked.report
        try:
            before = self._store.report(post.id, post.site)
        except NotFound:
            return Rechecked(post, State.OVERTAKEN)
        if not _is_same_text(before.post, post):
            return Rechecked(post, State.OVERTAKEN)
        old = before.checked.report
        return Rechecked(post, self._state(old, report), compare(old, report))

    def _state(self, before: Report, after: Report) -> State:
        if not self._records:
            return State.COMPARED
        is_known = before.complete and before.lexicon_version == after.lexicon_version
        return State.KNOWN if is_known else State.RECORDED

    def _record(self, records: dict[int, Record]) -> dict[int, Rechecked]:
        """Record all; where the store refuses the batch, one by one. Returns those that it refuses."""
        try:
            if records:
                self._store.record([*records.values()])
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the store says no to one of these posts
            if len(records) == 1:
                [(index, record)] = records.items()
                return {index: Rechecked(record.post, State.FAILED, reason=f"无法入库：{origin(error)}")}
            return {key: why for item in records.items() for key, why in self._record(dict([item])).items()}
        return {}


def _is_same_text(stored: Post, post: Post) -> bool:
    """Whether the newest revision is still the one that was checked; the stored title is masked."""
    return (stored.title, stored.body) == (mask(post.title), post.body)
