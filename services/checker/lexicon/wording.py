"""Terms with gaps: `超过{number}以上` is written once and stands for all numbers.

`{number}`, `{date}` and `{words}` are gaps, `{大约|约}` is a choice, `{1}` repeats the first of the braces. In the
evidence of a pair `～` stands for the word.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, product

WORD = "～"
_FIGURES = "[零〇一二三四五六七八九十百千万亿两半几数]"
_UNITS = (
    "百分点|平方公里|平方千米|平方米|立方米|公顷|公里|千米|厘米|毫米|海里|米|公斤|千克|毫克|克|吨|升|亩|元|人民币|美元|欧元|工作日"
    "|小时|分钟|分|秒钟|秒|千瓦时|千瓦|兆瓦|周年|周岁|年|月|日|天|周|岁|次|倍|成|度|个|名|人|位|家|户|项|件|条|座|所|处|套|台|辆|架|艘"
    "|份|种|类|篇|本|册|场|只|头|株|棵|层|余|多"
)
_NUMERAL = rf"(?:[0-9][0-9.,]*|百分之{_FIGURES}+|{_FIGURES}+(?:分之{_FIGURES}+)?)"
_MONTH, _DAY = r" ?[0-9]{1,2} ?月", r" ?[0-9]{1,2} ?日"
GAPS = {
    "number": rf"{_NUMERAL} ?[万亿]*[%‰℃]?(?:{_UNITS}){{0,3}}?",
    "date": rf"(?:[0-9]{{4}} ?年(?:{_MONTH})?(?:{_DAY})?|{_MONTH}(?:{_DAY})?|{_DAY})",
    "words": r"[^\W_]{1,12}?",
}
# Nothing further from the fixed characters than that is looked at.
_REACH = 40
_SHORTEST_ANCHOR = 2
_PART = re.compile(rf"\{{([^{{}}]*)\}}|{WORD}|[^{{}}{WORD}]+")
_BRACE = re.compile(r"\{([^{}]*)\}")
_GAP_MARK = "\n"


@dataclass(frozen=True, slots=True)
class Wording:
    """`anchor` is the longest run of fixed characters; `head` and `tail` are the expressions before and from it.

    Their groups are `word`, and `g1`, `g2` … for the braces. The wording begins with the characters `opening`.
    """

    opening: str
    anchor: str
    head: str
    tail: str

    def places(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Where the wording stands around its anchor at `[start, end)`."""
        # Most anchors are alone, and to look for a few characters is much faster than to try the expression.
        if text.find(self.opening, max(0, start - _REACH), end) < 0:
            return
        tail = _compiled(self.tail).match(text, start, _ceiling(text, end))
        if tail is not None:
            yield from self.around(text, start, end) if self.head else (tail,)

    def around(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Where the wording holds `[start, end)`. How long the text is makes no difference."""
        found = _compiled(self.head + self.tail).finditer(text, max(0, start - _REACH), _ceiling(text, end))
        yield from (match for match in found if match.start() <= start and end <= match.end())

    def is_all_of(self, text: str) -> bool:
        return _compiled(self.head + self.tail).fullmatch(text) is not None


def has_gaps(text: str) -> bool:
    return "{" in text


def wordings(text: str, word: str = "", fold: Callable[[str], str] = str) -> Iterator[Wording]:
    """A wording for every combination of the choices; `fold` is put to what is fixed."""
    parts = [(part[0], part[1]) for part in _PART.finditer(text)]
    braces = [inner for _, inner in parts if inner is not None]
    for chosen in product(*(inner.split("|") for inner in braces)):
        yield _anchored([_piece(part, word, fold) for part in _numbered(parts, chosen)])


def is_read(text: str, quote: str) -> bool:
    """Whether a quote is what the wording stands for."""
    return text == quote or (has_gaps(text) and any(each.is_all_of(quote) for each in wordings(text)))


def ellipsis(text: str, term: str) -> str:
    """A term, or a replacement for it, as an editor reads it: dots for gaps, the first one of choices."""
    braces = _BRACE.findall(term)

    def shown(brace: re.Match[str]) -> str:
        inner = braces[int(brace[1]) - 1] if brace[1].isdecimal() else brace[1]
        return "……" if inner in GAPS else inner.partition("|")[0]

    return _BRACE.sub(shown, text)


def filled(template: str, match: re.Match[str]) -> str:
    """A replacement, with `{1}`, `{2}` … standing for what the braces of the term were found to hold."""
    return re.sub(r"\{([0-9])\}", lambda brace: match[f"g{brace[1]}"], template)


def fills(term: str, template: str) -> bool:
    """Whether a replacement asks for nothing but what the braces of the term hold."""
    numbers = {str(number) for number, _ in enumerate(_BRACE.findall(term), 1)}
    return set(_BRACE.findall(template)) <= numbers and not re.search(r"[{}]", _BRACE.sub("", template))


def fault(text: str, word: str = "") -> str | None:
    """What is wrong with a wording, for its author."""
    if re.search(r"[{}]", _PART.sub("", text)):
        return f"“{text}”中的花括号不成对"
    for number, name in enumerate(_BRACE.findall(text)):
        earlier = name.isdecimal() and 1 <= int(name) <= number
        if "|" not in name and name not in GAPS and not earlier:
            return f"“{text}”中的“{{{name}}}”应为 {'、'.join(f'{{{gap}}}' for gap in GAPS)}，或用“|”隔开的几种写法"
    if any(len(each.anchor) < _SHORTEST_ANCHOR for each in wordings(text, word)):
        return f"“{text}”中连在一起的固定文字至少 {_SHORTEST_ANCHOR} 个字"
    return None


def _numbered(parts: Sequence[tuple[str, str | None]], chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every part as it was chosen, with the name of its group, empty outside braces. `{1}` is what was chosen first."""
    number = 0
    for text, inner in parts:
        if inner is None:
            yield text, ""
            continue
        number += 1
        choice = chosen[number - 1]
        yield (chosen[int(choice) - 1] if choice.isdecimal() else choice), f"g{number}"


def _piece(part: tuple[str, str], word: str, fold: Callable[[str], str]) -> tuple[str, str]:
    """The characters that stand there, or a mark for a gap, and a regular expression for them."""
    text, group = part
    if group and text in GAPS:
        return _GAP_MARK, f" ?(?P<{group}>{GAPS[text]}) ?"
    if text == WORD:
        text, group = word, "word"
    fixed = fold(text)
    return fixed, f"(?P<{group}>{re.escape(fixed)})" if group else re.escape(fixed)


def _anchored(pieces: Sequence[tuple[str, str]]) -> Wording:
    """The pieces cut where the longest run of fixed ones begins."""
    runs = [(is_gap, list(run)) for is_gap, run in groupby(pieces, key=lambda piece: piece[0] == _GAP_MARK)]
    anchors = ["" if is_gap else "".join(fixed for fixed, _ in run) for is_gap, run in runs]
    first = max(range(len(runs)), key=lambda number: len(anchors[number]))
    patterns = ["".join(pattern for _, pattern in run) for _, run in runs]
    return Wording(anchors[0], anchors[first], "".join(patterns[:first]), "".join(patterns[first:]))


def _ceiling(text: str, end: int) -> int:
    return min(len(text), end + _REACH)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
