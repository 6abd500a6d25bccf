"""A file beside the in-process bus: what was taken in and is not committed yet survives the death of the process.

It is written in order and emptied whenever nothing waits, which on a small server is nearly always. The system's cache
outlives the process; a power cut may take the last seconds.
"""

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from services.domain.errors import Unavailable

# Length of the entry in bytes and its checksum, by which one that was torn by a crash is known.
_HEAD = struct.Struct(">II")
_REWRITE_BYTES = 256 * 1024 * 1024


class Entry(NamedTuple):
    """A message of the journalled topic; `published_at` is seconds since the epoch."""

    key: bytes
    value: bytes
    published_at: float


class Journal:
    """One topic's. Belongs to one process at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file: BinaryIO = path.open("a+b", buffering=0)
        self._size = self._intact()
        self._file.truncate(self._size)

    def entries(self) -> list[Entry]:
        """What an earlier process has left, in order."""
        self._file.seek(0)
        return [entry for entry, _ in self._read()]

    def append(self, entry: Entry) -> None:
        """Raises `Unavailable` when the disk does not take it; then nothing of it is kept."""
        data = msgspec.msgpack.encode(entry)
        data = _HEAD.pack(len(data), zlib.crc32(data)) + data
        try:
            written = self._file.write(data)
        except OSError:
            written = 0
        if written < len(data):  # a full disk takes what it can
            self._file.truncate(self._size)
            raise Unavailable("磁盘写不进去，稿件没有收下；请清出空间后重新提交")
        self._size += written

    @property
    def is_long(self) -> bool:
        """It should be written anew, shorter."""
        return self._size > _REWRITE_BYTES

    def rewrite(self, waiting: Sequence[Entry]) -> None:
        """Keep no more than `waiting`, which is all that is not committed. Raises as `append`; then all is kept."""
        if not waiting:
            self._file.truncate(0)
            self._size = 0
        else:
            self._replace(waiting)

    def _replace(self, waiting: Sequence[Entry]) -> None:
        """Take the place of the old file in one step, so that a kill leaves the one or the other."""
        shorter = Journal(self._path.with_name(f"{self._path.name}.new"))
        try:
            shorter.rewrite([])  # what an earlier attempt has left
            for entry in waiting:
                shorter.append(entry)
            shorter._path.replace(self._path)
        except BaseException:
            shorter.close()
            raise
        self._file.close()
        self._file, self._size = shorter._file, shorter._size

    def close(self) -> None:
        self._file.close()

    def _intact(self) -> int:
        """Bytes up to the end of the last whole entry."""
        self._file.seek(0)
        return max((end for _, end in self._read()), default=0)

    def _read(self) -> Iterator[tuple[Entry, int]]:
        end = 0
        while len(head := self._file.read(_HEAD.size)) == _HEAD.size:
            length, checksum = _HEAD.unpack(head)
            data = self._file.read(min(length, os.fstat(self._file.fileno()).st_size))
            if len(data) < length or zlib.crc32(data) != checksum:
                return
            end += _HEAD.size + length
            yield msgspec.msgpack.decode(data, type=Entry), end
