"""Clean text: every paragraph once, and a few laid aside to plant mistakes in."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from services.checker.folding import Folder
from services.domain.errors import UnreadableInput
from services.language.source import Source, paragraphs, source_of
from services.language.stage import Stage, silent

_AT_ONCE = 2_000
_ALL = 1 << 64


@dataclass(slots=True)
class Corpus:
    """Folded paragraphs: those that are counted, and those that are `held_out`."""

    counted: list[str] = field(default_factory=list)
    held_out: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def read_corpus(paths: Sequence[Path], folder: Folder, hold_out: float, stage: Stage = silent) -> Corpus:
    """About the share `hold_out` of paragraphs is laid aside, always the same ones. Raises `UnreadableInput`."""
    corpus, seen = Corpus(), set[int]()
    tick = stage("读语料", len(paths))
    for path in paths:
        characters = 0
        for text, number in _different(_folded(paragraphs(path), folder), seen):
            (corpus.held_out if number < hold_out * _ALL else corpus.counted).append(text)
            characters += len(text)
        corpus.sources.append(source_of(path, characters))
        tick()
    if not corpus.counted:
        raise UnreadableInput(f"{'、'.join(map(str, paths))}: 语料里没有文字，请另给语料")
    return corpus


def _folded(texts: Iterable[str], folder: Folder) -> Iterator[str]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _AT_ONCE)):
        yield from folder.fold_all(batch)


def _different(texts: Iterable[str], seen: set[int]) -> Iterator[tuple[str, int]]:
    """Texts that were not seen before, each with its number: eight bytes of its hash."""
    for text in filter(None, map(str.strip, texts)):
        number = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if number not in seen:
            seen.add(number)
            yield text, number
