"""Posts of archive files, for trying out lexicons."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from services.domain.post import Post
from services.ingest.field_map import parse_field_map
from services.ingest.sources.jsonl import JsonlFile


def read_archive(paths: list[Path], renames: list[str]) -> Iterator[Post]:
    """The readable posts of JSONL files; lines that hold no post are passed over."""
    fields = parse_field_map(renames)
    for path in paths:
        for item in JsonlFile(path, now=datetime.now(UTC), fields=fields):
            if isinstance(item.post, Post):
                yield item.post
