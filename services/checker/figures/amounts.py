"""Amounts in running text, and the parts that follow 其中."""

import re
from decimal import Decimal
from typing import NamedTuple

_SCALES = {"万": 10_000, "亿": 100_000_000}
# Units whose parts hardly overlap. One person may be a member and a woman, one field bear rice twice.
MEASURES = ("元", "美元", "吨", "公斤", "千克", "千瓦", "千瓦时")
_COUNTS = (
    "亩",
    "公顷",
    "平方米",
    "平方公里",
    "公里",
    "千米",
    "立方米",
    "人次",
    "人",
    "名",
    "户",
    "家",
    "个",
    "件",
    "例",
    "条",
    "项",
    "辆",
    "台",
    "套",
    "起",
    "所",
    "座",
    "处",
    "株",
    "头",
    "只",
)
_UNIT = "|".join(sorted(MEASURES + _COUNTS, key=len, reverse=True))
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<scale>[万亿]?)"
_WHOLE = re.compile(
    rf"(?<![0-9.,])(?<!约)(?<![近超逾过达第到至]){_NUMBER}(?P<unit>{_UNIT})[^0-9。;,()、多余左上]{{0,4}}[,(]?$"
)
# What is told of a change, or of two things at once, is no sum of what follows.
_NO_WHOLE = re.compile(
    r"增加|减少|增长|增至|净增|净减|多|少|超过|目标|任务|下降|上升|(?:[0-9][^0-9,。;]{1,10}(?:和|与|及|、)[^0-9,。;]{0,6}$)"
)
_PART = re.compile(
    rf"[,、和:]?(?:以及)?(?P<label>[^0-9,、;。:()%\n]{{0,14}}?)(?<![0-9.])(?<![近约超逾过第]){_NUMBER}(?P<unit>{_UNIT})(?![多余0-9])"
)
_SHARE = re.compile(r"[,(]?占(?:比|总数的?|总量的?)?(?:约|近|达|为)?(?P<percent>[0-9]+(?:\.[0-9]+)?)%")
_LOOK_BACK, _MOST_PARTS = 24, 20


class Amount(NamedTuple):
    """`[start, end)` covers label, number and unit; `value` has the scale in it, `step` is one in its last place."""

    start: int
    end: int
    label: str
    value: Decimal
    step: Decimal
    unit: str
    share: Decimal | None = None


def whole_before(text: str, place: int) -> Amount | None:
    """The exact amount right before 其中."""
    match = _WHOLE.search(text, max(0, place - _LOOK_BACK), place)
    if match is None or _NO_WHOLE.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
        return None
    return _amount(match, "")


def parts_behind(text: str, place: int) -> list[Amount]:
    """The amounts that follow 其中 one after another, up to the first thing that is none."""
    parts: list[Amount] = []
    while len(parts) < _MOST_PARTS and (match := _PART.match(text, place)):
        share = _SHARE.match(text, match.end())
        parts.append(_amount(match, match["label"], share))
        place = share.end() + text.startswith(")", share.end()) if share else match.end()
    return parts


def _amount(match: re.Match[str], label: str, share: re.Match[str] | None = None) -> Amount:
    number, scale = Decimal(match["number"]), _SCALES.get(match["scale"], 1)
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) * scale
    percent = Decimal(share["percent"]) if share else None
    return Amount(match.start(), match.end(), label, number * scale, step, match["unit"], percent)
