"""Lexicon folder → checker."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.checker.artefact import Artefact, ArtefactCache
from services.checker.automaton import Automaton
from services.checker.detectors import DETECTORS
from services.checker.engine import Checker
from services.checker.folding import Folder, FoldingTable
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.lexicon.lint import refuse_folded_away
from services.checker.lexicon.proof import refuse_unproved
from services.checker.roster import parse_roster
from services.checker.roster.confusion import Confusion
from services.domain.errors import LexiconError
from services.domain.report import Policy


def load_checker(lexicons: Path, cache: Path | None = None, *, policy: Policy | None = None) -> Checker:
    """The checker for a lexicon folder; compiled and proved once, then loaded from the cache. Raises `LexiconError`."""
    lexicon = read_lexicon(lexicons)
    artefacts = ArtefactCache(cache) if cache is not None else None
    artefact = artefacts.load(lexicon.version) if artefacts is not None else None
    if artefact is not None:
        return Checker(artefact, policy=policy, cache=cache)
    artefact = compile_lexicon(lexicon)
    checker = Checker(artefact, policy=policy, cache=cache)
    refuse_unproved(lexicon.rules, checker.check)
    if artefacts is not None:
        artefacts.save(artefact)
    return checker


def compile_lexicon(lexicon: Lexicon) -> Artefact:
    """Everything the checker needs, without asking whether the examples hold. Raises `LexiconError`."""
    folding = FoldingTable.compile()
    roster = parse_roster(lexicon.roster_files())
    confusion = Confusion.compile(roster.shapes)
    knowledge = Knowledge(lexicon.rules, roster, confusion, Folder(folding))
    refuse_folded_away(knowledge.rules, knowledge.fold)
    patterns, claims = _patterns(knowledge)
    return Artefact(
        version=lexicon.version,
        folding=folding,
        rules=lexicon.rules,
        roster=roster,
        confusion=confusion,
        automaton=Automaton(patterns).serialize(),
        claims=claims,
    )


def _patterns(knowledge: Knowledge) -> tuple[Sequence[str], list[list[tuple[int, Any]]]]:
    """The folded patterns of all detectors, each once, and who asked for it."""
    asked = [
        (pattern, number, payload)
        for number, build in enumerate(DETECTORS)
        for pattern, payload in build(knowledge).patterns()
    ]
    # Folded in one piece, which is much faster; nothing folds across or into a line break.
    folded = (
        knowledge.fold("\n".join(pattern.replace("\n", " ") for pattern, _, _ in asked)).split("\n") if asked else []
    )
    claims: dict[str, list[tuple[int, Any]]] = {}
    for (pattern, number, payload), key in zip(asked, folded, strict=True):
        if not key.strip():
            raise LexiconError(f"“{pattern}”在归一化之后没有剩下任何字符")
        claims.setdefault(key, []).append((number, payload))
    return list(claims), list(claims.values())
