"""The lexicons that are measured: the shipped one, and the same with very many words and people."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from services.checker.artefact import ArtefactCache
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.roster import parse_roster
from tests.bench import generated
from tests.bench.fresh import fresh
from tests.bench.plan import Plan

SHIPPED, WORDS, PEOPLE = "shipped", "+ words", "+ people"
BOTH, QUIET = "+ words + people", "+ made-up words + people"


@dataclass(frozen=True, slots=True)
class Compiled:
    """`seconds` to compile, `size` of the artefact in bytes."""

    seconds: float
    patterns: int
    rules: int
    size: int


def names(plan: Plan) -> list[str]:
    """`QUIET`, whose words are hardly ever found, is told from `BOTH` only where words are imported."""
    return [SHIPPED, WORDS, PEOPLE, BOTH, *([QUIET] if _word_file(plan) else [])]


def compiled(plan: Plan, name: str) -> Compiled:
    """Compile in a fresh process and put the artefact into the cache. Raises `NotRun`."""
    return fresh("compile_process", Compiled, plan, name)


def folder(plan: Plan, name: str) -> Path:
    """The lexicon folder of a variant, with its artefact in `plan.cache`. Raises `NotRun`."""
    path = written(plan, name)
    if not ArtefactCache(plan.cache)._path(read_lexicon(path).version).exists():
        compiled(plan, name)
    return path


def written(plan: Plan, name: str) -> Path:
    """The lexicon folder of a variant; written anew, except the shipped one."""
    if name == SHIPPED:
        return Path(plan.lexicons)
    path = Path(plan.work) / "lexicons" / name.replace("+ ", "").replace(" ", "-")
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(plan.lexicons, path)
    for file, text in _additions(plan, name):
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (path / file).write_text(text, encoding="utf-8")
    return path


def words(plan: Plan, count: int) -> list[str]:
    """Imported words where the shared data is there, else made-up ones; none of the shipped lexicon, no two alike."""
    file = _word_file(plan)
    found = file.read_text(encoding="utf-8").splitlines() if file else generated.words()
    return list(islice(_unknown(plan, found), count))


def word_source(plan: Plan) -> str:
    """Where `words` come from, in one line."""
    return str(_word_file(plan) or "made up of 3 to 5 random characters; the shared data is not here")


def _word_file(plan: Plan) -> Path | None:
    return plan.shared_file("lexicons/houbb/dict_v20240407.txt")


def _additions(plan: Plan, name: str) -> Iterator[tuple[str, str]]:
    if name in {WORDS, BOTH}:
        yield "bench/words.yaml", generated.rules_file(words(plan, plan.words))
    if name == QUIET:
        made_up = list(islice(_unknown(plan, generated.words()), plan.words))
        yield "bench/words.yaml", generated.rules_file(made_up)
    if name in {PEOPLE, BOTH, QUIET}:
        roster = parse_roster(read_lexicon(Path(plan.lexicons)).roster_files())
        taken = frozenset(person.name for person in roster.people)
        yield "leaders/bench.yaml", generated.roster_file(plan.people, taken)


def _unknown(plan: Plan, found: Iterable[str]) -> Iterator[str]:
    """What may be added to the shipped lexicon: printable words that neither it nor an earlier one has."""
    lexicon: Lexicon = read_lexicon(Path(plan.lexicons))
    known = {term.text for rule in lexicon.rules for term in rule.terms}
    for word in map(str.strip, found):
        if word and word.isprintable() and word not in known:
            known.add(word)
            yield word
