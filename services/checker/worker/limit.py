"""The net under the safety net: a release that fails on every post must not empty the stream into the dead letters."""

from collections.abc import Sequence

from services.checker.worker.judge import Judged
from services.domain.errors import DuwangError
from services.wire.dead_letter import Cause

_BAD_RELEASE = frozenset({Cause.INVALID_POST, Cause.CHECK_FAILED})


class BadRelease(DuwangError):
    """Nothing can be checked any more: stop loudly, commit nothing, and let a person look."""


class LetterLimit:
    """Counts posts in a row that could not be checked."""

    def __init__(self, streak: int) -> None:
        self._most, self._streak = streak, 0

    def admit(self, judged: Judged) -> None:
        """Take a batch into the count. Raises `BadRelease`; then nothing of the batch may be recorded or committed."""
        self._streak = self._streak + _failures(judged) if not judged.judgements else 0
        if self._streak >= self._most:
            raise BadRelease(f"连续 {self._streak} 篇稿件都无法检查，已停止：请查看日志，修复或退回上一版本后重新启动")


def _failures(judged: Judged) -> int:
    causes: Sequence[Cause] = [letter.cause for letter in judged.letters]
    return sum(cause in _BAD_RELEASE for cause in causes)
