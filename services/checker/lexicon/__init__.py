"""Lexicons: hand-edited files of rules, each with its reason and its proof. The format is docs/lexicon-format.md."""

from services.checker.lexicon.rule import Example, Rule, Term
from services.checker.lexicon.source import Lexicon, read_lexicon

__all__ = ["Example", "Lexicon", "Rule", "Term", "read_lexicon"]
