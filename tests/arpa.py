"""A small language model in ARPA form, counted in a few lines of text: what KenLM reads, without its tools."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import log10
from pathlib import Path

_ORDER = 3
_DISCOUNT, _BACKOFF, _UNKNOWN = 0.9, -3.0, -7.0

Gram = tuple[str, ...]


def write_arpa(path: Path, sentences: Iterable[str]) -> Path:
    """A model of three characters over sentences; absolute probabilities do not matter, their order does."""
    counts = [Counter[Gram]() for _ in range(_ORDER)]
    for sentence in sentences:
        tokens = ("<s>", *sentence, "</s>")
        for order, count in enumerate(counts, 1):
            count.update(tokens[start : start + order] for start in range(len(tokens) - order + 1))
    path.write_text("\n".join(_lines(counts)) + "\n", encoding="utf-8")
    return path


def _lines(counts: list[Counter[Gram]]) -> Iterator[str]:
    yield "\\data\\"
    yield from (f"ngram {order}={len(count) + (order == 1)}" for order, count in enumerate(counts, 1))
    for order, count in enumerate(counts, 1):
        yield f"\n\\{order}-grams:"
        if order == 1:
            yield f"{_UNKNOWN}\t<unk>\t0"
        yield from (_line(gram, count, counts) for gram in count)
    yield "\n\\end\\"


def _line(gram: Gram, count: Counter[Gram], counts: list[Counter[Gram]]) -> str:
    whole = count.total() if len(gram) == 1 else counts[len(gram) - 2][gram[:-1]]
    probability = -99.0 if gram == ("<s>",) else log10(_DISCOUNT * count[gram] / whole)
    return f"{probability:.4f}\t{' '.join(gram)}" + (f"\t{_BACKOFF}" if len(gram) < _ORDER else "")
