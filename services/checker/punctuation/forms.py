"""Slips that one expression finds: marks in lists, behind ordinals, at the beginning of a line, and odd forms."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.checker.punctuation import form_rules as rules
from services.checker.punctuation.run_rules import ELLIPSIS_FORM
from services.checker.punctuation.slip import HAN, Slip
from services.domain.rule import RuleDoc

_NUMERALS = "一二三四五六七八九十"
# Where an ordinal may begin: at the beginning of a text, or behind one of these.
_BEGINNING = r"\n。；：？！ \t\u3000\xa0"
_INDENT = r"\n[ \t\u3000\xa0]*+"
_NO_BEGINNING = "[，。、；：？！）》〉】〕”’]"
_LINE_HEAD = re.compile(rf"{_INDENT}(?:{_NO_BEGINNING}|[0-9]{{1,2}}、|[{_NUMERALS}]{{1,3}}[.．])")


class Form(NamedTuple):
    """`pattern` is tried where `trigger` occurs; its group `mark` is what is wrong, `mend` a template for it."""

    rule: RuleDoc
    trigger: str
    pattern: re.Pattern[str]
    mend: str | None


def _form(rule: RuleDoc, trigger: str, pattern: str, mend: str | None = None) -> Form:
    return Form(rule, trigger, re.compile(pattern), mend)


# Of marks side by side. Every pair is spelt out: to look for one in the few marks side by side costs next to nothing.
CLUSTER_FORMS = (
    _form(rules.LISTED_QUOTES, "”、“", "(?P<mark>”、“(?<![！？。]”、“))(?![^，。；\n“”]{1,40}”（)", "”“"),
    _form(rules.LISTED_TITLES, "》、《", "(?P<mark>》、《)(?![^，。；\n《》]{1,60}》（)", "》《"),
    *(_form(rules.EMPTY, pair, rf"(?P<mark>{pair})(?<![号“（A-Za-z0-9_]..)") for pair in ("“”", "《》", "（）")),
    *(
        _form(rules.EDGE, f"{side}{stop}", f"(?P<mark>{side}{stop})(?![）》])")
        for side in "（《"
        for stop in "，。、；："
    ),
    *(_form(rules.EDGE, edge, f"(?P<mark>{edge})(?<!（..)") for edge in ("，）", "、）")),
    _form(
        rules.ELLIPSIS_ETC,
        "……",
        rf"(?P<mark>……(?P<kept>等等?))(?=[，。、；：”）\n0-9{_NUMERALS}两多]|\Z)",
        r"\g<kept>",
    ),
    *(_form(rules.STOP_TWICE, f"{one}”{two}", f"(?<={one})(?P<mark>”{two})") for one in "。，；" for two in "。，；"),
)
# Where a line begins with a mark or an ordinal.
LINE_FORMS = (
    _form(rules.ARABIC_ORDINAL, "\n", rf"{_INDENT}[0-9]{{1,2}}(?P<mark>、)(?![0-9])", "."),
    _form(rules.HAN_ORDINAL, ".", rf"{_INDENT}[{_NUMERALS}]{{1,3}}(?P<mark>\.)(?=[{HAN}])", "、"),
    _form(rules.HAN_ORDINAL, "．", rf"{_INDENT}[{_NUMERALS}]{{1,3}}(?P<mark>．)(?=[{HAN}])", "、"),
    _form(rules.LINE_START, "\n", rf"{_INDENT}(?P<mark>{_NO_BEGINNING})"),
)
FORMS = (
    _form(
        rules.ORDINAL_WORD,
        "第",
        rf"第(?<![^{_BEGINNING}].)[{_NUMERALS}]{{1,3}}(?P<mark>、)(?![第{_NUMERALS}])",
        "，",
    ),
    *(
        _form(rules.ORDINAL_WORD, f"{word}、", rf"(?<![^{_BEGINNING}]){word}(?P<mark>、)", "，")
        for word in ("首先", "其次")
    ),
    _form(
        rules.BRACKETED_ORDINAL,
        "（",
        rf"（(?<![^{_BEGINNING}].)(?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})(?P<mark>）[、，.．：])(?!（)",
        "）",
    ),
    _form(ELLIPSIS_FORM, "…", rf"(?P<mark>…)(?<=[{HAN}].)(?=[{HAN}])", "……"),
    _form(rules.SPACE_BEFORE, " ", rf"(?P<mark> (?<=[{HAN}] )(?P<kept>[，。、；：？！]))", r"\g<kept>"),
    *(_form(rules.INTERPUNCT, mark, rf"(?P<mark>{mark})(?<=[{HAN}].)(?=[{HAN}])", "·") for mark in "•・‧∙⋅"),
    _form(rules.LIST_ETC, "、等", rf"(?P<mark>、等)(?=[，。；]|[0-9{_NUMERALS}两多])", "等"),
)


def forms(text: str, clusters: str) -> Iterator[Slip]:
    """The slips of all forms. A text whose first line is to be judged as a line begins with a line break."""
    yield from _slips(text, CLUSTER_FORMS, clusters)
    if _LINE_HEAD.search(text):
        yield from _slips(text, LINE_FORMS, text)
    yield from _slips(text, FORMS, text)


def _slips(text: str, candidates: Iterable[Form], where: str) -> Iterator[Slip]:
    for rule, trigger, pattern, mend in candidates:
        if trigger in where:
            for match in pattern.finditer(text):
                yield Slip(rule, *match.span("mark"), match.expand(mend) if mend is not None else None)
