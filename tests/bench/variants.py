"""The lexicons that are measured: the shipped one, and the same with very many words and people."""

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from services.checker.artefact import ArtefactCache
from services.checker.lexicon import Lexicon, read_lexicon
from tests.bench.fresh import fresh
from tests.bench.setup import Setup

SHIPPED, WORDS, MADE_UP, PEOPLE, BOTH = "shipped", "+ words", "+ made-up words", "+ people", "+ words + people"
_SEED = 7
_TERMS_PER_RULE = 100
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_OFFICES = ("委书记", "市长", "副市长")


@dataclass(frozen=True, slots=True)
class Compiled:
    """`seconds` to compile, `size` of the artefact in bytes."""

    seconds: float
    patterns: int
    rules: int
    size: int


def names(setup: Setup) -> list[str]:
    """Made-up words, which are hardly ever found, are a variant of their own where others are imported."""
    return [SHIPPED, WORDS, *([MADE_UP] if _word_file(setup) else []), PEOPLE, BOTH]


def compiled(setup: Setup, name: str) -> Compiled:
    """Compile in a fresh process and put the artefact into the cache. Raises `NotRun`."""
    return fresh("compile_process", Compiled, setup, name)


def folder(setup: Setup, name: str) -> Path:
    """The lexicon folder of a variant, with its artefact in `setup.cache`. Raises `NotRun`."""
    path = written(setup, name)
    if not ArtefactCache(setup.cache)._path(read_lexicon(path).version).exists():
        compiled(setup, name)
    return path


def written(setup: Setup, name: str) -> Path:
    """The lexicon folder of a variant; written anew, except the shipped one."""
    if name == SHIPPED:
        return Path(setup.lexicons)
    path = Path(setup.work) / "lexicons" / name.replace("+ ", "").replace(" ", "-")
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(setup.lexicons, path)
    for file, text in _additions(setup, name).items():
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (path / file).write_text(text, encoding="utf-8")
    return path


def words(setup: Setup, count: int, shortest: int = 1) -> list[str]:
    """Imported words where the shared data is there, else made-up ones; no two alike, none of the shipped lexicon."""
    file = _word_file(setup)
    found = file.read_text(encoding="utf-8").splitlines() if file else _made_up_words()
    return _fresh_words(setup, found, count, shortest)


def word_source(setup: Setup) -> str:
    return str(_word_file(setup) or "made up of 3 to 5 random characters; the shared data is not here")


def _word_file(setup: Setup) -> Path | None:
    return setup.shared_file("lexicons/houbb/dict_v20240407.txt")


def _additions(setup: Setup, name: str) -> Mapping[str, str]:
    files: dict[str, Callable[[], str]] = {}
    if name in {WORDS, BOTH}:
        files["bench/words.yaml"] = lambda: _rules(words(setup, setup.words))
    if name == MADE_UP:
        files["bench/words.yaml"] = lambda: _rules(_fresh_words(setup, _made_up_words(), setup.words, 1))
    if name in {PEOPLE, BOTH}:
        files["leaders/bench.yaml"] = lambda: _roster(setup.people)
    return {file: text() for file, text in files.items()}


def _fresh_words(setup: Setup, found: Sequence[str] | Iterator[str], count: int, shortest: int) -> list[str]:
    known = {term.text for rule in Lexicon(read_lexicon(Path(setup.lexicons)).files).rules for term in rule.terms}
    fit = (word.strip() for word in found if word.isprintable() and len(word.strip()) >= shortest)
    return list(islice(dict.fromkeys(word for word in fit if word not in known), count))


def _made_up_words() -> Iterator[str]:
    draw = random.Random(_SEED)
    common = common_characters()
    for _ in range(100_000):
        yield "".join(draw.choices(common, k=draw.randint(3, 5)))


def common_characters() -> list[str]:
    """The 3 755 characters of the first level of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", "ignore"))]


def _rules(terms: Sequence[str]) -> str:
    blocks = (terms[place : place + _TERMS_PER_RULE] for place in range(0, len(terms), _TERMS_PER_RULE))
    head = "category: other\nseverity: notice\nbasis: bench\nmessage: “{term}”请核对。\nmiss: [无]\nrules:\n"
    return head + "".join(_rule(number, block) for number, block in enumerate(blocks))


def _rule(number: int, terms: Sequence[str]) -> str:
    listed = json.dumps(list(terms), ensure_ascii=False)
    return f"  - id: bench.word-{number}\n    terms: {listed}\n    hit: [{json.dumps('、'.join(terms), ensure_ascii=False)}]\n"


def _roster(count: int) -> str:
    draw = random.Random(_SEED)
    common = common_characters()
    places = dict.fromkeys("".join(draw.choices(common, k=2)) + "市" for _ in range(100))
    offices = [place + office for place in places for office in _OFFICES]
    people: dict[str, str] = {}
    while len(people) < count:
        people[draw.choice(_SURNAMES) + "".join(draw.choices(common, k=draw.choice((1, 2, 2))))] = draw.choice(offices)
    return "as_of: 2026-03-31\npeople:\n" + "".join(map(_person, people.items())) + "offices:\n" + "".join(map(_office, offices))


def _person(held: tuple[str, str]) -> str:
    return f"  - {{name: {held[0]}, tenures: [{{office: {held[1]}, from: 2020-01-01, source: bench}}]}}\n"


def _office(title: str) -> str:
    return f"  - {{title: {title}}}\n"
