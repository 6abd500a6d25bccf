"""Posts of an archive file, for trying out lexicons."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from services.domain.post import Post
from services.wire.post import decode_post


def read_archive(paths: list[Path], renames: list[str]) -> Iterator[Post]:
    names = dict(reversed(rename.split("=", 1)) for rename in renames)
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for line in file:
                fields = {names.get(key, key): value for key, value in json.loads(line).items()}
                yield decode_post(fields, now=datetime.now(UTC))
