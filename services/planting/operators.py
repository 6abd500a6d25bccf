"""Ways to spoil a post, each the way of one kind of error that inspections find."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.domain.rule import Category
from services.planting import slips
from services.planting.facts import Facts, Spot


class Group(StrEnum):
    """What the bars are set for."""

    NAME = "姓名"
    TITLE = "职务"
    PAIRING = "人职不符"
    ORDER = "排序"
    PHRASE = "固定表述"
    IDIOM = "成语"
    INSTITUTION = "机构名称"


class Planted(NamedTuple):
    """A spoilt text, and where the error stands in it."""

    text: str
    start: int
    end: int
    right: str

    @property
    def wrong(self) -> str:
        return self.text[self.start : self.end]


Plant = Callable[[str, date, Facts, random.Random], Planted | None]


@dataclass(frozen=True, slots=True)
class Operator:
    """`plant` gives None where the post offers no place for the error."""

    name: str
    group: Group
    plant: Plant


def replaced(text: str, spot: Spot, wrong: str) -> Planted | None:
    """None where nothing would change."""
    right = text[spot.start : spot.end]
    spoilt = text[: spot.start] + wrong + text[spot.end :]
    return Planted(spoilt, spot.start, spot.start + len(wrong), right) if wrong != right else None


def _slip(slip: slips.Slip, spots: Callable[[str, Facts], list[Spot]]) -> Plant:
    def plant(text: str, _: date, facts: Facts, draw: random.Random) -> Planted | None:
        found = spots(text, facts)
        if not found:
            return None
        spot = draw.choice(found)
        return replaced(text, spot, slip(text[spot.start : spot.end], draw, facts.confusion))

    return plant


def _protected(text: str, facts: Facts) -> list[Spot]:
    return facts.protected_names(text)


def _beside(text: str, facts: Facts) -> list[Spot]:
    """Names next to a title of theirs; a name of two characters leaves nothing when one is left out."""
    names = (each.name for each in facts.appointments(text))
    return [Spot(name.start, name.end) for name in names]


def _long_beside(text: str, facts: Facts) -> list[Spot]:
    return [spot for spot in _beside(text, facts) if spot.end - spot.start > 2]  # noqa: PLR2004 - 李强 is short


def _findable(text: str, facts: Facts) -> list[Spot]:
    """Protected names anywhere, all others beside a title."""
    return _protected(text, facts) or _beside(text, facts)


def _titles(text: str, facts: Facts) -> list[Spot]:
    found = (each.titles[-1] if each.leads else each.titles[0] for each in facts.appointments(text))
    return [Spot(title.start, title.end) for title in found]


def _phrases(text: str, facts: Facts) -> list[Spot]:
    return facts.phrases(text, Category.FIXED_PHRASE)


def _idioms(text: str, facts: Facts) -> list[Spot]:
    return facts.phrases(text, Category.IDIOM)


def _institutions(text: str, facts: Facts) -> list[Spot]:
    return facts.phrases(text, Category.INSTITUTION_NAME)


def _slips(
    group: Group, spots: Callable[[str, Facts], list[Spot]], *kinds: tuple[str, slips.Slip]
) -> Iterable[Operator]:
    return (Operator(f"{group}：{name}", group, _slip(slip, spots)) for name, slip in kinds)


SLIPS: tuple[Operator, ...] = (
    *_slips(Group.NAME, _findable, ("同音字", slips.homophone), ("形近字", slips.look_alike)),
    *_slips(Group.NAME, _findable, ("重字", slips.doubled), ("错位", slips.exchanged)),
    *_slips(Group.NAME, _long_beside, ("漏字", slips.left_out), ("多字", slips.put_in)),
    *_slips(Group.NAME, _protected, ("空格拆开", slips.split_by_space), ("换行拆开", slips.split_by_line)),
    *_slips(Group.NAME, _protected, ("藏有不可见字符的同音字", slips.hidden)),
    *_slips(Group.TITLE, _titles, ("同音字", slips.homophone), ("形近字", slips.look_alike), ("漏字", slips.left_out)),
    *_slips(Group.TITLE, _titles, ("重字", slips.doubled), ("错位", slips.exchanged), ("多字", slips.put_in)),
    *_slips(Group.PHRASE, _phrases, ("同音字", slips.homophone), ("漏字", slips.left_out), ("多字", slips.put_in)),
    *_slips(Group.IDIOM, _idioms, ("同音字", slips.homophone), ("漏字", slips.left_out), ("多字", slips.put_in)),
    *_slips(Group.INSTITUTION, _institutions, ("同音字", slips.homophone), ("漏字", slips.left_out)),
)
