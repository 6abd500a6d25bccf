"""A JSONL file as a source: one post a line, read as a stream, plain or gzip, in any encoding that is understood."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import Post
from services.ingest.encoding import encoding_of, read_text
from services.ingest.field_map import FieldMap
from services.ingest.source import Item
from services.wire.post import decode_post, read_object

_SAMPLE = 256 * 1024
# Room for the largest body with most of its characters escaped as \uXXXX.
LONGEST_LINE = 32 * 1024 * 1024
_GZIP = b"\x1f\x8b"

# A line and the time of reading it to a post. Raises `InvalidPost`.
ReadLine = Callable[[bytes, datetime], Post]


class JsonlFile:
    """Lines of a file as posts; a bad one is an `InvalidPost` and the others go on. `now` dates the undated.

    `read` makes a post of a line of another shape, given as UTF-8; without it `fields` renames what is in it.
    """

    def __init__(
        self, path: Path, *, now: datetime, fields: FieldMap | None = None, read: ReadLine | None = None
    ) -> None:
        self._path, self._now, self._fields, self._read = path, now, fields or FieldMap(), read
        self._raw: BinaryIO | None = None
        self._line = 0

    @property
    def size(self) -> int:
        """Bytes of the file; 0 for one that is not there, which reading it will tell."""
        return self._path.stat().st_size if self._path.exists() else 0

    @property
    def position(self) -> int:
        """Bytes of the file that have been read so far, compressed ones as they are."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    def __iter__(self) -> Iterator[Item]:
        with self._opened() as lines:
            for line in lines:
                self._line += 1
                if line.strip():
                    yield self._item(line)

    @contextmanager
    def _opened(self) -> Iterator[Iterator[bytes]]:
        try:
            with self._path.open("rb") as self._raw:
                yield self._lines(self._raw)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise UnreadableInput(f"{self._path}：压缩数据损坏，第 {self._line} 行之后无法读取") from None
        except OSError as error:
            raise UnreadableInput(f"{self._path}：无法读取（{error.strerror or error}）") from None

    def _lines(self, raw: BinaryIO) -> Iterator[bytes]:
        """Unpack, and refuse a file that is no text at all."""
        is_gzip = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if is_gzip else raw
        encoding = encoding_of(file.read(_SAMPLE), str(self._path))
        file.seek(0)
        return _utf16_lines(file) if encoding == "utf-16" else _byte_lines(file)

    def _item(self, line: bytes) -> Item:
        place = f"{self._path}:{self._line}"
        try:
            return Item(place, self._line, line, self._post(line))
        except InvalidPost as error:
            return Item(place, self._line, line, InvalidPost(error.reason, field=error.field, place=place))

    def _post(self, line: bytes) -> Post:
        text = _text(line)
        if self._read:
            return self._read(text.encode("utf-8", "surrogatepass"), self._now)
        return decode_post(text if self._fields.is_identity else self._fields.apply(read_object(text)), now=self._now)


def _byte_lines(file: BinaryIO) -> Iterator[bytes]:
    """Split at line feeds alone. The rest of a line that is too long is passed over, not kept in memory."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def _utf16_lines(file: BinaryIO) -> Iterator[bytes]:
    """Hand the lines on as UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-16", errors="replace", newline="\n")
    try:
        while line := text.readline(LONGEST_LINE):
            yield line.encode("utf-8", "surrogatepass")
    finally:
        text.detach()  # who has opened the file closes it


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise InvalidPost(f"这一行超过 {LONGEST_LINE} 字节")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return read_text(line, "这一行")
        except UnreadableInput as error:
            raise InvalidPost(str(error)) from None
