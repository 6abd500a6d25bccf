"""A watch on the lexicon files: whoever edits them, or mounts new ones, need not tell every service."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from services.checker.reloader import Reloader
from services.domain.errors import LexiconError

_log = structlog.get_logger(__name__)
# What a look at one file shows: its path, its time of change in nanoseconds, its size in bytes.
_Look = frozenset[tuple[str, int, int]]


class LexiconWatch:
    """Looks at the files every `every_s` seconds, 0: never. What has changed and stands still is loaded."""

    def __init__(self, reloader: Reloader, paths: list[Path], *, every_s: float) -> None:
        self._reloader, self._paths, self._every_s = reloader, paths, every_s
        self._loaded = self._seen = self._look()

    async def run(self) -> None:
        """Work until cancelled."""
        while self._every_s > 0:
            await asyncio.sleep(self._every_s)
            await asyncio.to_thread(self._step)

    def _step(self) -> None:
        """Load what differs from the loaded files, once it has not changed between two looks."""
        before, self._seen = self._seen, self._look()
        self._reloader.show_age()
        if self._seen == before != self._loaded:
            self._loaded = self._seen
            self._reload()

    def _reload(self) -> None:
        try:
            changed = self._reloader.reload()
        except LexiconError as error:
            _log.error("lexicon_reload_failed", file=error.file, line=error.line, reason=error.reason)
        else:
            _log.info("lexicon_reloaded", changed=changed)

    def _look(self) -> _Look:
        return frozenset(look for path in self._paths for look in _looks(path))


def _looks(given: Path) -> Iterator[tuple[str, int, int]]:
    """The names, times and sizes of a file, or of all that is in a folder."""
    for path in given.rglob("*") if given.is_dir() else (given,):
        with suppress(OSError):  # gone again
            status = path.stat()
            yield str(path), status.st_mtime_ns, status.st_size
