"""The net under the safety net: a release that fails on every post must not empty the stream into the dead letters."""

from services.checker.worker.judge import Judged
from services.domain.errors import DuwangError
from services.wire.dead_letter import Cause

_BAD_RELEASE = frozenset({Cause.INVALID_POST, Cause.CHECK_FAILED})


class BadRelease(DuwangError):
    """Nothing can be checked any more: stop loudly, commit nothing, and let a person look."""


class LetterLimit:
    """Counts posts in a row that could not be checked.

    Batches that hold nothing else are held back until a post could be checked, or nothing more waits: where the release
    is bad, none of them is committed, however often somebody starts it again.
    """

    def __init__(self, streak: int) -> None:
        self._most, self._streak = streak, 0
        self._held = Judged()

    def admit(self, judged: Judged) -> Judged | None:
        """Take a batch into the count; an empty one says that nothing more waits.

        Gives what may be recorded and committed now; None: nothing yet. Raises `BadRelease`; then nothing of what was
        held back may be.
        """
        failures = sum(letter.cause in _BAD_RELEASE for letter in judged.letters)
        self._streak = 0 if judged.judgements else self._streak + failures
        if self._streak >= self._most:
            raise BadRelease(f"连续 {self._streak} 篇稿件都无法检查，已停止：请查看日志，修复或退回上一版本后重新启动")
        judged = _together(self._held, judged)
        is_held = bool(failures) and not judged.judgements
        self._held = judged if is_held else Judged()
        return judged if not is_held and (judged.judgements or judged.letters) else None


def _together(before: Judged, after: Judged) -> Judged:
    return Judged(
        before.judgements + after.judgements,
        before.letters + after.letters,
        before.decode_s + after.decode_s,
        before.check_s + after.check_s,
    )
