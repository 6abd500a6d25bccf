"""Sentences with real mistakes: as they were written, and as they should have been.

Every row has its use by its number, so that nobody is judged by what they have learnt: of ten rows the first two judge,
the next two are planted with mistakes, the last six are read by the network. The judge learns from the real mistakes
of all but the first two.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from services.checker.folding import Folder
from services.domain.errors import UnreadableInput
from services.language.source import Source, lines, source_of

_TEN = 10
_COLUMNS = 3
_Row = TypeVar("_Row")

JUDGING, PLANTED, READ = range(2), range(2, 4), range(4, _TEN)
LEARNT = range(2, _TEN)


class Sentence(NamedTuple):
    written: str
    right: str


class TuningSet(NamedTuple):
    name: str
    sentences: list[Sentence]
    source: Source


def rows(items: Sequence[_Row], use: range) -> list[_Row]:
    """Those of ten whose numbers are in `use`."""
    return [item for number, item in enumerate(items) if number % _TEN in use]


def read_sentences(path: Path) -> list[Sentence]:
    """Lines of an identifier, a tab, the sentence as written, a tab, the sentence as it should be.

    Raises `UnreadableInput`.
    """
    read = []
    for number, line in enumerate(lines(path), 1):
        columns = line.split("\t")
        if len(columns) < _COLUMNS:
            raise UnreadableInput(f"{path}:{number}: 应为制表符分开的三列：编号、原句、正确的句子")
        read.append(Sentence(columns[1], columns[2]))
    return read


def read_tuning(path: Path, folder: Folder) -> TuningSet:
    """The sentences as the checker reads them. Raises `UnreadableInput`."""
    sentences = read_sentences(path)
    columns = (folder.fold_all(sentence[column] for sentence in sentences) for column in range(2))
    folded = [Sentence(*pair) for pair in zip(*columns, strict=True)]
    return TuningSet(path.stem, folded, source_of(path, sum(len(sentence.written) for sentence in folded)))
