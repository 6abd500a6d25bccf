"""What a model was made from, to be written into its file."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from services.checker.typos.model import LanguageModel
from services.language.source import Source
from services.language.training import Training

_PACKAGES = ("numpy", "jieba", "pypinyin")


def about(training: Training, evaluation: Mapping[str, Any], *, hold_out: float, date: str = "") -> dict[str, Any]:
    """Plain values for JSON. `date` is what the caller says it is; without one there is none."""
    plan, kept = training.plan, training.statistics.kept
    return {
        **({"date": date} if date else {}),
        "corpora": _sources(training.corpus.sources),
        "tuning": _sources(each.source for each in training.tuned),
        "word_models": _sources([training.words.source] if training.words else []),
        "hold_out": hold_out,
        "tokens": len(training.ids),
        "alphabet": len(training.alphabet),
        "words": kept[0],
        "runs": {str(order): count for order, count in kept.items() if order},
        "shapes": [path.name for path in (plan.strokes, plan.components) if path],
        "steps": plan.steps,
        "batch": plan.batch,
        "sizes": plan.sizes._asdict(),
        "seed": plan.seed,
        "start": plan.start.version if plan.start else None,
        "before": _before(plan.start) if plan.start else [],
        "versions": {name: version(name) for name in _PACKAGES},
        "evaluation": dict(evaluation),
    }


def _before(model: LanguageModel) -> list[dict[str, Any]]:
    """The models that were trained further to get this one, the first one first, and itself."""
    told = model.about
    steps = {key: told[key] for key in ("steps", "batch", "seed") if key in told}
    return [*told.get("before", ()), {"digest": model.version, **steps}]


def _sources(sources: Iterable[Source]) -> list[dict[str, Any]]:
    return [source._asdict() for source in sources]
