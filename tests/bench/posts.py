"""The texts that are checked: real posts where the shared data is there, else posts made of the demo's sentences."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from services.domain.post import Post
from tests.bench.plan import POST_LENGTH, ROOT, Plan

_PUBLISHED = datetime(2026, 1, 5, 1, tzinfo=UTC)
_SEED = 20260105
_FILES = ("xwlb", "rmrb2023", "govcn_policy", "dxy_news")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Title and body of each post as it was published; `source` says in one line what they are."""

    source: str
    texts: Sequence[tuple[str, str]]

    def published(self, count: int) -> list[Post]:
        """Posts of their own lengths, repeated where there are fewer."""
        return [_post(title, body) for title, body in islice(cycle(self.texts), count)]

    def cut(self, count: int, length: int = POST_LENGTH) -> list[Post]:
        """Posts of exactly `length` code points, cut from the bodies in a row."""
        text = self.running_text(count * length)
        return [_post("", text[place : place + length]) for place in range(0, count * length, length)]

    def running_text(self, length: int) -> str:
        """The bodies one after the other, repeated where they do not suffice."""
        pieces: list[str] = []
        have = 0
        for _, body in cycle(self.texts):
            pieces.append(body)
            have += len(body) + 1
            if have > length:
                return "\n".join(pieces)[:length]
        raise ValueError("no posts")


def corpus(plan: Plan) -> Corpus:
    """The same posts in the same order at every run."""
    folder = plan.shared_file("posts")
    if folder is not None:
        files = [folder / f"{name}.jsonl.gz" for name in _FILES]
        each = plan.posts * POST_LENGTH // 2
        texts = [text for file in files for text in _until(each, _published(file))]
        random.Random(_SEED).shuffle(texts)
        return Corpus(f"{len(texts):,} real posts of {folder}", texts)
    return Corpus(
        "posts made up of the sentences of demo/posts.jsonl; the shared data is not here", list(_made_up(plan.posts))
    )


def _until(length: int, texts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for title, body in texts:
        if length <= 0:
            return
        length -= len(body)
        yield title, body


def _published(file: Path) -> Iterator[tuple[str, str]]:
    if file.exists():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from ((post["title"], post["body"]) for post in map(json.loads, lines))


def _made_up(count: int) -> Iterator[tuple[str, str]]:
    draw = random.Random(_SEED)
    sentences = list(_demo_sentences())
    for _ in range(count):
        yield draw.choice(sentences)[:30], "".join(draw.choices(sentences, k=40))


def _demo_sentences() -> Iterator[str]:
    lines = (ROOT / "demo" / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    for post in map(json.loads, lines):
        if post["content_type"] == "text/plain":
            yield from re.findall(r"[^。]+。", post["body"])


def _post(title: str, body: str) -> Post:
    return Post(id="bench", title=title, body=body, published_at=_PUBLISHED)
