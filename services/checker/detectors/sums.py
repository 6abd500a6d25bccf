"""Sums that the sentence itself contradicts: parts that do not fit the whole, a growth that is none of its numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from services.checker.detector import Draft, Hit, Pattern
from services.checker.figures.amounts import MEASURES, Amount, parts_behind, whole_before
from services.checker.figures.form import found
from services.checker.figures.sum_rules import GENDER, GROWTH, INDUSTRIES, PART, PERCENTS, SHARE, SUM
from services.checker.knowledge import Knowledge
from services.checker.view import View
from services.domain.rule import RuleDoc

_PARTS, _INDUSTRIES, _RISE = range(3)
_RISEN = ("增加到", "增长到", "提高到", "上升到", "提升到", "增至", "升至", "增加至", "增长至", "提高至", "提升至")
_ANCHORS = {"其中": _PARTS, "三次产业": _INDUSTRIES, "三产比例": _INDUSTRIES, **dict.fromkeys(_RISEN, _RISE)}
_OTHER_WHOLE = re.compile("累计|现有|总|全|截至|另|此外|合计|共|历年|已有|各类")
_SHARE_OF = re.compile(r"[,、:]?(?P<label>[^0-9,、;。:%\n]{1,14}?)占(?:约|近|达|为)?(?P<percent>[0-9]+(?:\.[0-9]+)?)%")
_RATIO = re.compile(
    r"(?<![0-9.:])([0-9]+(?:\.[0-9]+)?) ?[:∶] ?([0-9]+(?:\.[0-9]+)?) ?[:∶] ?([0-9]+(?:\.[0-9]+)?)(?![0-9.:∶])"
)
_GROWTH = re.compile(
    r"(?:从|由)[^0-9。;,]{0,8}(?:[0-9]{4}年[底末初]?的?)?[^0-9。;,]{0,4}(?P<low>[0-9]+(?:\.[0-9]+)?)(?P<unit>[^0-9。;,]{0,5}?)"
    r"(?:增加|增长|提高|上升|提升|增|升)[到至][^0-9。;,]{0,6}(?:[0-9]{4}年[底末初]?的?)?[^0-9。;,]{0,4}"
    r"(?P<high>[0-9]+(?:\.[0-9]+)?)(?P=unit)(?![0-9.])[,(](?:累计|总共)?(?:增长|增幅|增加)(?:了|率|达|为|约)*(?P<percent>[0-9]+(?:\.[0-9]+)?)%"
)
_AROUND, _MOST_SHARES = 50, 20
_OVERLAPPING = frozenset("上下均都")
_WHOLE_PERCENT = 100
# Percentage points that rounding and the choice of the whole may cost.
_ROUNDING, _RATIO_ROUNDING = Decimal("1.5"), Decimal("0.3")


class SumDetector:
    """The kind of a pattern says what may stand around it."""

    name = "sums"

    def __init__(self, _: Knowledge) -> None:
        self.rules = [GENDER, PART, SUM, SHARE, PERCENTS, INDUSTRIES, GROWTH]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(anchor, 0, kind) for anchor, kind in _ANCHORS.items())

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        judges = {_PARTS: _parts, _INDUSTRIES: _industries, _RISE: _growth}
        for hit in hits:
            draft = judges[hit.kind](view.folded, hit)
            if draft is not None:
                yield draft


def _parts(text: str, hit: Hit) -> Draft | None:
    return _amounts(text, hit) or _percents(text, hit)


def _percents(text: str, hit: Hit) -> Draft | None:
    """Shares of kinds that exclude one another, as their names end alike: 男性, 女性."""
    shares: list[re.Match[str]] = []
    place = hit.end
    while len(shares) < _MOST_SHARES and (share := _SHARE_OF.match(text, place)):
        shares.append(share)
        place = share.end()
    total = sum((Decimal(share["percent"]) for share in shares), Decimal(0))
    ends = {share["label"][-1] for share in shares}
    if total <= _WHOLE_PERCENT + _ROUNDING or len(ends) > 1 or ends & _OVERLAPPING:
        return None
    message = f"各部分的占比之和为{_plain(total)}%，超过100%，请核对。"
    return found(PERCENTS, shares[0].start("label"), place, message) if len(shares) > 1 else None


def _amounts(text: str, hit: Hit) -> Draft | None:
    whole = whole_before(text, hit.start)
    parts = [part for part in parts_behind(text, hit.end) if whole and part.unit == whole.unit]
    if whole is None or not whole.value or not parts or any(_OTHER_WHOLE.search(part.label) for part in parts):
        return None
    total = sum((part.value for part in parts), Decimal(0))
    if len(parts) > 1 and (parts[0].label[:1] + parts[1].label[:1]) in {"男女", "女男"}:
        people = parts[0].value + parts[1].value
        return (
            _draft(GENDER, whole, parts[:2], f"{_plain(people)}≠{_plain(whole.value)}")
            if people != whole.value
            else None
        )
    if parts[0].value > whole.value + whole.step / 2:
        return _draft(PART, whole, parts[:1], f"{_plain(parts[0].value)}＞{_plain(whole.value)}")
    if whole.unit in MEASURES and total > whole.value + sum((each.step for each in (whole, *parts)), Decimal(0)) / 2:
        return _draft(SUM, whole, parts, f"合计{_plain(total)}＞{_plain(whole.value)}")
    return _share(whole, parts[0])


def _share(whole: Amount, part: Amount) -> Draft | None:
    if part.share is None:
        return None
    right = part.value / whole.value * _WHOLE_PERCENT
    return _draft(SHARE, whole, [part], f"应为{right:.1f}%") if abs(right - part.share) > _ROUNDING else None


def _industries(text: str, hit: Hit) -> Draft | None:
    for match in _RATIO.finditer(text, hit.end, hit.end + _AROUND):
        total = sum(map(Decimal, match.groups()), Decimal(0))
        if abs(total - _WHOLE_PERCENT) > _RATIO_ROUNDING:
            return found(INDUSTRIES, *match.span(), f"三次产业的比例之和为{total}，应为100，请核对。")
    return None


def _growth(text: str, hit: Hit) -> Draft | None:
    for match in _GROWTH.finditer(text, max(0, hit.start - _AROUND), hit.end + _AROUND):
        low, high, percent = (Decimal(match[name]) for name in ("low", "high", "percent"))
        right = (high - low) / low * _WHOLE_PERCENT if low else percent
        if abs(right - percent) > max(_ROUNDING, right / 20):
            return found(GROWTH, *match.span(), f"按前面的数字应增长{right:.1f}%，请核对。")
    return None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _draft(rule: RuleDoc, whole: Amount, parts: Sequence[Amount], why: str) -> Draft:
    return found(rule, whole.start, parts[-1].end, f"{rule.summary[:-1]}（{why}）。")
