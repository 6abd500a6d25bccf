"""Words, rules and people that do not exist, the same ones at every run."""

import json
import random
from collections.abc import Iterator, Sequence

_SEED = 7
_TERMS_PER_RULE = 100
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_OFFICES = ("委书记", "市长", "副市长")
_HEAD = "category: other\nseverity: notice\nbasis: bench\nmessage: “{term}”请核对。\nmiss: [无]\nrules:\n"


def words() -> Iterator[str]:
    """Without end: 3 to 5 random characters."""
    draw = random.Random(_SEED)
    common = _common_characters()
    while True:
        yield "".join(draw.choices(common, k=draw.randint(3, 5)))


def rules_file(terms: Sequence[str]) -> str:
    """A lexicon file that gives notice of every term."""
    blocks = (terms[place : place + _TERMS_PER_RULE] for place in range(0, len(terms), _TERMS_PER_RULE))
    return _HEAD + "".join(_rule(number, block) for number, block in enumerate(blocks))


def roster_file(count: int, taken: frozenset[str]) -> str:
    """A roster file of `count` people, none of the names `taken`, who hold 300 offices of 100 places."""
    draw = random.Random(_SEED)
    common = _common_characters()
    places = ["".join(draw.choices(common, k=2)) + "市" for _ in range(100)]
    offices = list(dict.fromkeys(place + office for place in places for office in _OFFICES))
    people: dict[str, str] = {}
    while len(people) < count:
        name = draw.choice(_SURNAMES) + "".join(draw.choices(common, k=draw.choice((1, 2, 2))))
        if name not in taken:
            people[name] = draw.choice(offices)
    holders: dict[str, list[str]] = {office: [] for office in offices}
    for name, office in people.items():
        holders[office].append(name)
    lines = ["as_of: 2026-03-31", "offices:", *(_office(*each) for each in holders.items())]
    return "\n".join(lines) + "\n"


def _common_characters() -> list[str]:
    """The 3 755 characters of the first level of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", "ignore"))]


def _rule(number: int, terms: Sequence[str]) -> str:
    listed, example = (json.dumps(value, ensure_ascii=False) for value in (list(terms), "、".join(terms)))
    return f"  - id: bench.word-{number}\n    terms: {listed}\n    hit: [{example}]\n"


def _office(title: str, names: Sequence[str]) -> str:
    holders = ", ".join(f"{{name: {name}, from: 2020-01-01, source: bench}}" for name in names)
    return f"  - {{title: {title}, holders: [{holders}]}}"
