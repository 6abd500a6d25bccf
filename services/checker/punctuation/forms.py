"""Slips that one expression finds: marks in lists, behind ordinals, at the beginning of a line, and odd forms."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.checker.punctuation import form_rules as rules
from services.checker.punctuation.run_rules import ELLIPSIS_FORM
from services.checker.punctuation.slip import HAN, Slip
from services.domain.rule import RuleDoc

_NUMERALS = "一二三四五六七八九十"
# Where an ordinal may begin: at the beginning of a text, or behind one of these.
_BEGINNING = r"\n。；：？！ \t\u3000\xa0"
_INDENT = r"\n[ \t\u3000\xa0]*+"


class Form(NamedTuple):
    """`pattern` is tried on texts that hold `trigger`; its group `mark` is what is wrong, `mend` a template for it."""

    rule: RuleDoc
    trigger: str
    pattern: re.Pattern[str]
    mend: str | None


def _form(rule: RuleDoc, trigger: str, pattern: str, mend: str | None = None) -> Form:
    return Form(rule, trigger, re.compile(pattern), mend)


FORMS = (
    _form(rules.LISTED_QUOTES, "”、“", "(?P<mark>”、“(?<![！？。]”、“))(?![^，。；\n“”]{1,40}”（)", "”“"),
    _form(rules.LISTED_TITLES, "》、《", "(?P<mark>》、《)(?![^，。；\n《》]{1,60}》（)", "》《"),
    _form(
        rules.ORDINAL_WORD,
        "第",
        rf"第(?<![^{_BEGINNING}].)[{_NUMERALS}]{{1,3}}(?P<mark>、)(?![第{_NUMERALS}])",
        "，",
    ),
    *(
        _form(rules.ORDINAL_WORD, f"{word}、", rf"(?<![^{_BEGINNING}]){word}(?P<mark>、)", "，")
        for word in ("首先", "其次", "再次")
    ),
    _form(
        rules.BRACKETED_ORDINAL,
        "（",
        rf"（(?<![^{_BEGINNING}].)(?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})(?P<mark>）[、，.．：])(?!（)",
        "）",
    ),
    _form(rules.ARABIC_ORDINAL, "\n", rf"{_INDENT}[0-9]{{1,2}}(?P<mark>、)(?![0-9])", "."),
    _form(rules.HAN_ORDINAL, ".", rf"{_INDENT}[{_NUMERALS}]{{1,3}}(?P<mark>\.)(?=[{HAN}])", "、"),
    _form(rules.HAN_ORDINAL, "．", rf"{_INDENT}[{_NUMERALS}]{{1,3}}(?P<mark>．)(?=[{HAN}])", "、"),
    _form(rules.LINE_START, "\n", rf"{_INDENT}(?P<mark>[，。、；：？！）》〉】〕”’])"),
    _form(
        rules.ELLIPSIS_ETC,
        "……等",
        rf"(?P<mark>……(?P<kept>等等?))(?=[，。、；：”）\n0-9{_NUMERALS}两多]|\Z)",
        r"\g<kept>",
    ),
    _form(ELLIPSIS_FORM, "…", rf"(?P<mark>…)(?<=[{HAN}].)(?=[{HAN}])", "……"),
    _form(rules.SPACE_BEFORE, " ", rf"(?P<mark> (?<=[{HAN}] )(?P<kept>[，。、；：？！]))", r"\g<kept>"),
    *(_form(rules.INTERPUNCT, mark, rf"(?P<mark>{mark})(?<=[{HAN}].)(?=[{HAN}])", "·") for mark in "•・‧∙⋅"),
    *(_form(rules.EMPTY, pair, rf"(?P<mark>{pair})(?<![号“（A-Za-z0-9_]..)") for pair in ("“”", "《》", "（）")),
    _form(rules.LIST_ETC, "、等", rf"(?P<mark>、等)(?=[，。；]|[0-9{_NUMERALS}两多])", "等"),
    _form(rules.EDGE, "（", "(?P<mark>（[，。、；：])(?!）)"),
    *(_form(rules.EDGE, edge, f"(?P<mark>{edge})(?<!（..)") for edge in ("，）", "、）")),
    _form(rules.EDGE, "《", "(?P<mark>《[，。、；：])(?!》)"),
    _form(rules.DECIMAL, "。", r"(?P<mark>。(?<=[0-9]。))(?=[0-9]{1,2}(?:%|％|‰|℃|个百分点))", "."),
    _form(rules.STOP_TWICE, "”", "(?P<mark>”(?<=[。，；]”)[。，；])"),
)


def forms(text: str) -> Iterator[Slip]:
    """The slips of all forms. A text whose first line is to be judged as a line begins with a line break."""
    for rule, trigger, pattern, mend in FORMS:
        if trigger in text:
            for match in pattern.finditer(text):
                yield Slip(rule, *match.span("mark"), match.expand(mend) if mend is not None else None)
