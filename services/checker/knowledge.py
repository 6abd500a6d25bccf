"""What the detectors are built from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.checker.confusion import Confusion
from services.checker.folding import Folder
from services.checker.lexicon import Rule
from services.checker.meetings import Series
from services.checker.registry import Registry
from services.checker.roster import Roster
from services.checker.roster.grammar import Grammar
from services.checker.segmenter import Segmenter
from services.checker.typos.model import LanguageModel


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`segmenter` is asked only while lexicons are compiled; a check has its own in the view."""

    rules: tuple[Rule, ...]
    roster: Roster
    confusion: Confusion
    folder: Folder
    grammar: Grammar
    registry: Registry
    meetings: tuple[Series, ...]
    model: LanguageModel | None = None
    segmenter: Segmenter = field(default_factory=Segmenter)

    def fold(self, text: str) -> str:
        """A text as detectors see it."""
        return self.folder.fold(text).folded

    def fold_all(self, texts: Iterable[str]) -> list[str]:
        """Many texts as detectors see them."""
        return self.folder.fold_all(texts)
