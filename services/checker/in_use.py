"""The lexicon and the checker that the settings ask for: the one place where both are put together."""

from services.checker.build import load_checker
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon, read_lexicon
from services.settings import Settings


def checker_in_use(settings: Settings) -> Checker:
    """Raises `LexiconError`."""
    return load_checker(
        settings.lexicons,
        settings.cache,
        rosters=settings.rosters,
        model=settings.language_model,
        policy=settings.policy,
    )


def lexicon_in_use(settings: Settings) -> Lexicon:
    """The lexicon with the organisation's own rosters, if it has any. Raises `LexiconError`."""
    return read_lexicon(settings.lexicons, settings.rosters)
