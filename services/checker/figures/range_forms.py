"""Ranges and approximate numbers."""

import re

from services.checker.figures.form import Form, number_rule
from services.checker.view import View
from services.domain.rule import Severity

_GB = "《出版物上数字用法》（GB/T 15835-2011）"
_LOGIC = "数量表述应当前后一致、不自相矛盾；《出版物上数字用法》（GB/T 15835-2011）"
_DIGITS = "0123456789"
_ONES = "零一二三四五六七八九"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
# Strings of two characters: one alone stands in every other sentence, and costs a look each time.
_DASHED = tuple(f"{mark}{digit}" for mark in "-—–~" for digit in _DIGITS)
_MARKED = (*_DASHED, *(f"{mark}{digit}" for mark in "至到" for digit in _DIGITS))
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# From here on nobody takes the first number for one of 万: 5000—10万.
_CLEAR = 1000
_COUNT = r"(?:[0-9][0-9.]*[万亿千百]*|[百千万]|[一二两三四五六七八九十百千万]{2,5})"
_MORE = "(?:余|多)(?![边样元维功层领重彩])"
_MORE_ANCHORS = tuple(f"{before}{tail}" for before in f"{_DIGITS}万亿千百十" for tail in "多余")


def _percent_range(match: re.Match[str], _: View) -> str | None:
    low, mark, high = match.groups()
    if float(low) >= float(high) or _FIRST_YEAR <= float(low) <= _LAST_YEAR:
        return None
    return f"{low}%{_range_mark(mark)}{high}%"


def _scaled_range(match: re.Match[str], _: View) -> str | None:
    low, mark, high, scale = match.groups()
    if float(low) >= float(high) or float(low) >= _CLEAR:
        return None
    return f"{low}{scale}{_range_mark(mark)}{high}{scale}"


def _range_mark(mark: str) -> str:
    return mark if mark in "至到" else "～" if mark == "~" else "—"


def _spelled(match: re.Match[str], _: View) -> str | None:
    """三、五 → 三五; 5、6 → 五六."""
    first, second = (part.translate(str.maketrans(_DIGITS, _ONES)) for part in match.groups())
    is_next = _ONES.index(second) == _ONES.index(first) + 1
    return f"{first}{second}" if is_next or (first, second) == ("三", "五") else None


def _without_tail(match: re.Match[str], _: View) -> str:
    return match["kept"]


PERCENT_RANGE = Form(
    number_rule(
        "number.percent-range",
        Severity.NOTICE,
        "百分数的范围，前后两个数都应带百分号。",
        basis=_GB,
        hit=["全年降水偏多30-40%。", "成活率提高3至5%。"],
        miss=["全年降水偏多30%—40%。", "2021-25%的额度已用完。"],
    ),
    _MARKED,
    re.compile(rf"(?<![0-9.:%年月/])({_NUMBER})([-—–~至到])({_NUMBER})%"),
    _percent_range,
)
SCALED_RANGE = Form(
    number_rule(
        "number.scaled-range",
        Severity.NOTICE,
        "范围的前一个数省略了“万”“亿”，容易误解，请写全。",
        basis=_GB,
        hit=["每户补贴5-10万元。", "投资3~5亿元。"],
        miss=["每户补贴5万—10万元。", "每户补贴5000—10万元。", "项目2021-25万元的预算已批复，编号8-3万元。"],
    ),
    _DASHED,
    re.compile(
        rf"(?<![0-9.:/年月号-])(?!(?:19|20)[0-9]{{2}}[^0-9])({_NUMBER})([-—–~])({_NUMBER})(万|亿)(?=元|人|吨|亩|户)"
    ),
    _scaled_range,
)
APPROXIMATE = Form(
    number_rule(
        "number.approximate-comma",
        Severity.NOTICE,
        "相邻两个数字连用表示概数，用汉字，中间不加顿号。",
        basis=_GB,
        hit=["走了三、五天才到。", "大约6、7天翻一番。", "村里有五、六个人外出。"],
        miss=["走了三五天才到。", "一、二月份投资加快，第二、三名获奖。", "四、五年级学生参加。"],
    ),
    (
        "三、五",
        "3、5",
        *(f"{digits[one]}、{digits[one + 1]}" for digits in (_DIGITS, _ONES) for one in range(1, 9)),
    ),
    re.compile(
        r"(?<![0-9.、第周〇一二三四五六七八九十百千])([1-8]|[一二三四五六七八])、([2-9]|[二三四五六七八九])"
        r"(?=(?:十?(?:个(?!月份|季度|阶段|方面|百年|部分|问题|项目)|天|名(?!次|单)|岁|公里|分钟|小时)|人(?!称|民|工|次)))"
    ),
    _spelled,
)
NEAR_AND_MORE = Form(
    number_rule(
        "number.double-approximation",
        Severity.WARNING,
        "“近、约”与“多、余”语义矛盾：一个说不到，一个说超出，请只留一个。",
        basis=_LOGIC,
        hit=["近300多人参加。", "约200余名志愿者到场。", "近百余人受益。"],
        miss=[
            "近300人参加，200余名志愿者到场。",
            "近20多年来变化很大。",
            "北约10多个国家参加。",
            "附近40多个村受益。",
            "节约200余万元。",
        ],
    ),
    _MORE_ANCHORS,
    re.compile(
        r"(?P<wrong>(?P<kept>(?:将近|大约|接近|(?<![最附靠临亲远邻切将接])近(?![^年]{1,7}年)"
        rf"|(?<![大公条合契节预制签特集要相北])约){_COUNT}){_MORE})"
    ),
    _without_tail,
)
OVER_AND_MORE = Form(
    number_rule(
        "number.over-and-more",
        Severity.NOTICE,
        "“超过、至少”与“多、余”语义重复，请只留一个。",
        basis=_LOGIC,
        hit=["超过三百余户受益。", "惠及逾100多个村。"],
        miss=["超过300户受益，100多个村参加。", "反超300多分。", "举办超100多元文化活动。"],
    ),
    _MORE_ANCHORS,
    re.compile(rf"(?P<wrong>(?P<kept>(?:超过|(?<![赶反高])超(?!过)|逾|不到|不足|至少){_COUNT}){_MORE})"),
    _without_tail,
)
RANGE_FORMS = (PERCENT_RANGE, SCALED_RANGE, APPROXIMATE, NEAR_AND_MORE, OVER_AND_MORE)
