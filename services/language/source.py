"""The files that a model is made from: what is in them, and how to recognise them."""

import gzip
import hashlib
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from services.domain.errors import UnreadableInput

_COMPRESSED: dict[str, Callable[..., IO[str]]] = {".gz": gzip.open, ".xz": lzma.open}
_BROKEN = (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError, zlib.error)


class Source(NamedTuple):
    """`characters` are those that were used, as the checker reads them; `sha256` is of the file as it lies there."""

    name: str
    characters: int
    sha256: str


def source_of(path: Path, characters: int) -> Source:
    with path.open("rb") as file:
        return Source(path.name, characters, hashlib.file_digest(file, "sha256").hexdigest())


def paragraphs(path: Path) -> Iterator[str]:
    """The lines of a text, or of the titles and bodies of posts, one JSON object a line. Raises `UnreadableInput`."""
    inner = path.with_suffix("") if path.suffix in _COMPRESSED else path
    if inner.suffix not in {".txt", ".jsonl"}:
        raise UnreadableInput(
            f"{path}: 语料只认 .txt（一行一段）和 .jsonl（每行一篇，含 body、title），可压缩为 .gz 或 .xz"
        )
    yield from lines(path) if inner.suffix == ".txt" else _posts(path)


def lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, compressed or not. Raises `UnreadableInput`."""
    try:
        with _COMPRESSED.get(path.suffix, open)(path, mode="rt", encoding="utf-8-sig") as file:
            for line in file:
                yield line.rstrip("\r\n")
    except _BROKEN as error:
        raise UnreadableInput(f"{path}: 读不了：{error}；请确认文件完整，且为 UTF-8 编码") from None


def _posts(path: Path) -> Iterator[str]:
    for number, line in enumerate(lines(path), 1):
        try:
            post = json.loads(line)
            texts = [post.get("title") or "", post.get("body") or ""]
            yield from "\n".join(texts).splitlines()
        except (ValueError, AttributeError, TypeError):
            raise UnreadableInput(f"{path}:{number}: 不是一篇 JSON 文稿，应为含 body、title 的一个对象") from None
