"""Lexicon folder → checker."""

from pathlib import Path

from services.checker.artefact import Artefact, ArtefactCache, without_collecting
from services.checker.automaton import Automaton
from services.checker.confusion import Confusion
from services.checker.detectors import DETECTORS
from services.checker.engine import Checker
from services.checker.folding import Folder, FoldingTable
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.lexicon.lint import refuse_folded_away
from services.checker.lexicon.proof import refuse_unproved
from services.checker.meetings import parse_meetings
from services.checker.registry import parse_registry
from services.checker.roster import parse_roster
from services.checker.roster.grammar import parse_grammar
from services.checker.scanner import Claim, ClaimTable
from services.checker.segmenter import Segmenter
from services.checker.typos.model import LanguageModel
from services.checker.typos.model_file import load_model
from services.domain.errors import LexiconError
from services.domain.report import Policy

MODEL_FILE = "language-model.npz"


def load_checker(
    lexicons: Path,
    cache: Path | None = None,
    *,
    rosters: Path | None = None,
    model: Path | None = None,
    policy: Policy | None = None,
) -> Checker:
    """The checker for a lexicon folder, the organisation's own rosters, if it has any, and a language model.

    Without `model`, the one in the lexicon folder is taken; where there is none either, only lists find typos.
    Compiled and proved once, then loaded from the cache. Raises `LexiconError`.
    """
    language = _language_model(model, lexicons)
    lexicon = read_lexicon(lexicons, rosters)
    artefacts = ArtefactCache(cache) if cache is not None else None
    artefact = artefacts.load(lexicon.version) if artefacts is not None else None
    if artefact is None:
        artefact = _proved(lexicon, cache)
        if artefacts is not None:
            artefacts.save(artefact)
    return Checker(artefact, policy=policy, cache=cache, model=language)


def _proved(lexicon: Lexicon, cache: Path | None) -> Artefact:
    """Compiled, and every example holds: by the rules alone, as a guess of the model proves no rule. Takes seconds."""
    artefact = compile_lexicon(lexicon, cache)
    refuse_unproved(lexicon.rules, Checker(artefact, cache=cache).check)
    return artefact


def _language_model(chosen: Path | None, lexicons: Path) -> LanguageModel | None:
    path = chosen or lexicons / MODEL_FILE
    return load_model(path) if chosen or path.is_file() else None


@without_collecting()
def compile_lexicon(lexicon: Lexicon, cache: Path | None = None) -> Artefact:
    """Everything the checker needs, without asking whether the examples hold. Raises `LexiconError`.

    The segmenter's dictionary is kept in the folder `cache`.
    """
    folding = FoldingTable.compile()
    roster = parse_roster(lexicon.roster_files())
    grammar, meetings = parse_grammar(lexicon.grammar), parse_meetings(lexicon.meetings)
    confusion = Confusion.compile(roster.shapes)
    registry = parse_registry(lexicon.registry)
    knowledge = Knowledge(
        lexicon.rules, roster, confusion, Folder(folding), grammar, registry, meetings, segmenter=Segmenter(cache)
    )
    refuse_folded_away(knowledge.rules, knowledge.fold_all)
    patterns, claims = _patterns(knowledge)
    return Artefact(
        version=lexicon.version,
        folding=folding,
        rules=lexicon.rules,
        roster=roster,
        grammar=grammar,
        meetings=meetings,
        registry=registry,
        confusion=confusion,
        automaton=memoryview(Automaton(patterns).serialize()),
        longest=max(map(len, patterns), default=0),
        claims=claims,
    )


def _patterns(knowledge: Knowledge) -> tuple[list[str], ClaimTable]:
    """The folded patterns of all detectors, each once, and who asked for it."""
    asked = [(number, pattern) for number, build in enumerate(DETECTORS) for pattern in build(knowledge).patterns()]
    numbers: dict[str, int] = {}
    claims: list[tuple[int, Claim]] = []
    for (number, pattern), folded in zip(asked, knowledge.fold_all(each.text for _, each in asked), strict=True):
        if not folded.strip():
            raise LexiconError(f"“{pattern.text}”在归一化之后没有剩下任何字符")
        claims.append((numbers.setdefault(folded, len(numbers)), Claim(number, pattern.number, pattern.kind)))
    return list(numbers), ClaimTable.of(len(numbers), claims)
