"""In a fresh process: compile a variant, without running its examples, and keep the artefact."""

from time import perf_counter

from services.checker.artefact import ArtefactCache
from services.checker.build import compile_lexicon
from services.checker.lexicon import read_lexicon
from tests.bench.fresh import answer
from tests.bench.setup import Setup
from tests.bench.variants import Compiled, written


def measure(setup: Setup, variant: str) -> Compiled:
    folder = written(setup, variant)
    begin = perf_counter()
    artefact = compile_lexicon(read_lexicon(folder))
    seconds = perf_counter() - begin
    cache = ArtefactCache(setup.cache)
    cache.save(artefact)
    return Compiled(seconds, len(artefact.claims), len(artefact.rules), cache._path(artefact.version).stat().st_size)


if __name__ == "__main__":
    answer(measure)
