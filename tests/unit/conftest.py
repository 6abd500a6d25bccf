"""What tests of the checker's parts share."""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from services.checker.confusion import Confusion
from services.checker.engine import Checker
from services.checker.folding import FoldingTable
from tests.lexicons import checker_of


@pytest.fixture(scope="session", autouse=True)
def _tables_are_compiled_once() -> Iterator[None]:
    """They take a second and hold facts of Unicode and of pinyin, which no test changes."""
    compile_folding, compile_confusion = FoldingTable.compile, Confusion.compile
    readings = cache(lambda: compile_confusion({}).readings)

    def confusion(shapes: Mapping[str, str]) -> Confusion:
        return Confusion(readings(), shapes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FoldingTable, "compile", cache(compile_folding))
        patch.setattr(Confusion, "compile", confusion)
        yield


@pytest.fixture(scope="session")
def small() -> Checker:
    """The checker of the small lexicon."""
    return checker_of()
