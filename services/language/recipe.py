"""A whole training, from the names of files to a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from services.checker.folding import Folder, FoldingTable
from services.checker.typos.model_file import load_model, save_model
from services.domain.errors import UnreadableInput
from services.language.corpus import Corpus, read_corpus
from services.language.evaluation import evaluate
from services.language.network_training import Sizes
from services.language.provenance import about
from services.language.stage import Stage, silent
from services.language.training import Plan, Training
from services.language.tuning import read_tuning
from services.language.word_model import read_word_model

_FEWEST_HELD_OUT = 20


class Request(NamedTuple):
    """What is asked for. `start` is a model to go on from; `sizes` are those of a new network that are not usual."""

    corpora: Sequence[Path]
    tune: Sequence[Path] = ()
    words: Path | None = None
    strokes: Path | None = None
    components: Path | None = None
    start: Path | None = None
    hold_out: float = 0.05
    steps: int = 6_000
    batch: int = 4_096
    sizes: Mapping[str, int] = {}
    seed: int = 7
    date: str = ""

    def plan(self) -> Plan:
        start = load_model(self.start) if self.start else None
        sizes = Sizes(**self.sizes)
        return Plan(self.steps, self.seed, sizes, self.batch, start, self.strokes, self.components)


def make(request: Request, out: Path, stage: Stage = silent) -> dict[str, Any]:
    """Write the model; what it says about itself. Raises `UnreadableInput`, and `LexiconError` for a broken `start`."""
    plan, folder = request.plan(), Folder(FoldingTable.compile())
    tuned = [read_tuning(path, folder) for path in request.tune]
    corpus = read_corpus(request.corpora, folder, request.hold_out, stage)
    _refuse_too_little(corpus)
    words = read_word_model(request.words) if request.words else None
    training = Training(corpus, tuned, plan, words, stage)
    model = training.model()
    told = about(training, evaluate(model, tuned, corpus.held_out), hold_out=request.hold_out, date=request.date)
    save_model(model, out, told)
    return told


def _refuse_too_little(corpus: Corpus) -> None:
    if len(corpus.held_out) < _FEWEST_HELD_OUT:
        names = "、".join(source.name for source in corpus.sources)
        raise UnreadableInput(
            f"{names}: 只留出 {len(corpus.held_out)} 段，至少要 {_FEWEST_HELD_OUT} 段；请加语料或加大 --hold-out"
        )
