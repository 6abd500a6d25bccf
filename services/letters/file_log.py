"""The log of the embedded default: letters in a JSONL file, and marks in a second one beside it."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from services.domain.errors import Unavailable
from services.letters.log import KeptLetter, keep
from services.letters.mark import decode_mark, encode_mark


class FileLog:
    """`path` is the file of the letters, to which a running service may append at the same time."""

    def __init__(self, path: Path) -> None:
        self._path, self._marks = path, path.with_suffix(".replayed.jsonl")

    async def letters(self) -> AsyncIterator[KeptLetter]:
        seen = set[str]()
        for number, line in enumerate(_lines(self._path), 1):
            kept = keep(line, f"{self._path}:{number}")
            if kept.id not in seen:
                seen.add(kept.id)
                yield kept

    async def replayed(self) -> Mapping[str, datetime]:
        return {id_: at for line in _lines(self._marks) for id_, at in decode_mark(line)}

    async def mark(self, ids: Sequence[str], at: datetime) -> None:
        try:
            with self._marks.open("ab") as file:
                # A line feed before it, too: a mark that was cut short does not spoil this one.
                file.write(b"\n" + encode_mark(ids, at) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Unavailable(f"{self._marks}：无法写入（{error.strerror or error}）") from None


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines; what follows the last line feed is still being written. No file: none yet."""
    try:
        with path.open("rb") as file:
            yield from (line[:-1] for line in file if line.endswith(b"\n") and line.strip())
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unavailable(f"{path}：无法读取（{error.strerror or error}）") from None
