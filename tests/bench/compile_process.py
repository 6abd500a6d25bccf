"""In a fresh process: compile a variant, without running its examples, and keep the artefact."""

from time import perf_counter

from services.checker.artefact import ArtefactCache
from services.checker.build import compile_lexicon
from services.checker.lexicon import read_lexicon
from tests.bench.fresh import answer
from tests.bench.plan import Plan
from tests.bench.variants import Compiled, written


def measure(plan: Plan, variant: str) -> Compiled:
    folder = written(plan, variant)
    begin = perf_counter()
    artefact = compile_lexicon(read_lexicon(folder))
    seconds = perf_counter() - begin
    cache = ArtefactCache(plan.cache)
    cache.save(artefact)
    return Compiled(seconds, len(artefact.claims), len(artefact.rules), cache._path(artefact.version).stat().st_size)


if __name__ == "__main__":
    answer(measure)
