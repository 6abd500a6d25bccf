"""What the detectors are built from."""

from dataclasses import dataclass

from services.checker.folding import Folder
from services.checker.lexicon import Rule
from services.checker.roster import Roster
from services.checker.roster.confusion import Confusion


@dataclass(frozen=True, slots=True)
class Knowledge:
    rules: tuple[Rule, ...]
    roster: Roster
    confusion: Confusion
    folder: Folder

    def fold(self, text: str) -> str:
        """A text as detectors see it."""
        return self.folder.fold(text).folded
