"""The checker: `Checker.check(post) -> Report`, built from a lexicon folder by `build.load_checker`."""

from services.checker.engine import Checker

__all__ = ["Checker"]
