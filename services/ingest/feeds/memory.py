"""What has been seen of one feed, in one small file. Losing it means that posts are sent again, which is harmless."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from services.domain.digest import digest
from services.ingest.feeds.entry import MOST_ENTRIES, Entry
from services.ingest.web.caching import Validators

# Twice what one feed can hold: whatever is in the feed now is remembered, and as much that has left it.
_MOST_SEEN = 2 * MOST_ENTRIES
_MOST_CHILDREN = 5000
_FORMAT = 1


@dataclass(slots=True)
class Source:
    """One document that is asked for: the feed itself, or a sitemap of an index. `looked` counts rounds."""

    validators: Validators = field(default_factory=Validators)
    lastmod: str = ""
    looked: int = 0


@dataclass(slots=True)
class Memory:
    """`seen` is entry → version that was published, the longest unseen first. `since` bounds a sitemap's pages.

    `tries` counts failed attempts to fetch an entry's page; `rounds` the looks at the feed.
    """

    since: datetime | None = None
    rounds: int = 0
    feed: Source = field(default_factory=Source)
    children: dict[str, Source] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)

    def is_new(self, entry: Entry) -> bool:
        """Whether this version of it was not published yet."""
        return self.seen.get(key_of(entry)) != entry.version

    def mark(self, entries: Iterable[Entry]) -> None:
        """These versions are dealt with."""
        for entry in entries:
            key = key_of(entry)
            self.seen.pop(key, None)
            self.tries.pop(key, None)
            self.seen[key] = entry.version

    def touch(self, entries: Iterable[Entry]) -> None:
        """What is in the feed is forgotten last."""
        for entry in entries:
            key = key_of(entry)
            if (version := self.seen.pop(key, None)) is not None:
                self.seen[key] = version

    def child(self, url: str) -> Source:
        return self.children.setdefault(url, Source())

    def forget_surplus(self) -> None:
        for mapping, most in ((self.seen, _MOST_SEEN), (self.children, _MOST_CHILDREN), (self.tries, _MOST_SEEN)):
            for key in list(mapping)[: max(0, len(mapping) - most)]:
                del mapping[key]


def key_of(entry: Entry) -> str:
    """Ids may be long; 16 hex digits of a hash are not."""
    return digest(entry.id, size=8)


def memory_file(folder: Path, source: str, url: str, host: str) -> Path:
    """Name the file of one feed of one source; the host is there for people who look into the folder."""
    safe = "".join(character if character.isalnum() or character in ".-" else "_" for character in host)[:80]
    return folder / f"{safe}-{digest(source, url, size=8)}.json"


def load(path: Path) -> Memory:
    """Read the file; one that is missing, damaged or of another format is a feed never seen."""
    try:
        return _memory(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memory()


def save(path: Path, memory: Memory) -> None:
    """Replace the file as a whole. Raises `OSError`."""
    memory.forget_surplus()
    path.parent.mkdir(parents=True, exist_ok=True)
    since = memory.since.isoformat() if memory.since else None
    text = json.dumps({"format": _FORMAT, **asdict(memory), "since": since}, ensure_ascii=False)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _memory(value: Mapping[str, Any]) -> Memory:
    if value["format"] != _FORMAT:
        raise ValueError("format")
    return Memory(
        since=datetime.fromisoformat(value["since"]) if value["since"] else None,
        rounds=int(value["rounds"]),
        feed=_source(value["feed"]),
        children={str(url): _source(child) for url, child in value["children"].items()},
        seen={str(key): str(version) for key, version in value["seen"].items()},
        tries={str(key): int(number) for key, number in value["tries"].items()},
    )


def _source(value: Mapping[str, Any]) -> Source:
    validators = Validators(str(value["validators"]["etag"]), str(value["validators"]["modified"]))
    return Source(validators, str(value["lastmod"]), int(value["looked"]))
