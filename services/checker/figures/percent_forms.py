"""Per cent: written twice, without a number, or taking away more than there is."""

import re
from typing import Final

from services.checker.figures.form import Form, number_rule
from services.checker.view import View
from services.domain.rule import Severity

_GB = "《出版物上数字用法》（GB/T 15835-2011）"
_DIGITS = "0123456789"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_WHOLE: Final = 100
_LESS_WORDS = ("下降", "减少", "降低", "缩小", "缩短", "下滑", "缩减", "压减", "减小")
_LESS = f"(?:{'|'.join(_LESS_WORDS)})"
_HOW = "(?:了|幅度?|达|近|约|超过?|大约|将近)*"


def _by_person(*_: object) -> str:
    return ""


def _over_the_whole(match: re.Match[str], _: View) -> str | None:
    return "" if float(match["percent"]) > _WHOLE else None


DROP_OVER_WHOLE = Form(
    number_rule(
        "number.drop-over-whole",
        Severity.WARNING,
        "减少的幅度超过百分之百，请核对数字。",
        basis="减少的部分不会大于原有的全部",
        hit=["投诉量同比下降120%。"],
        miss=["投诉量同比下降20%。", "净利润同比下降120%。", "不良率由120%下降至110%。", "发病数下降100%。"],
    ),
    _LESS_WORDS,
    re.compile(rf"(?P<wrong>{_LESS}{_HOW}(?P<percent>[0-9]{{3,}}(?:\.[0-9]+)?)%)"),
    _over_the_whole,
    re.compile("利润|净利|盈利|收益|业绩|现金|亏损|净额|顺差|逆差|净流|净值|增速"),
)
DOUBLED_PERCENT = Form(
    number_rule(
        "number.doubled-mark",
        Severity.ERROR,
        "百分号或小数点重复，请删去一个。",
        basis=_GB,
        hit=["同比增长5%%。", "同比增长5..3%。"],
        miss=["同比增长5%。", "同比增长5.3%。"],
    ),
    ("%%", ".."),
    re.compile(r"(?P<a>[0-9])(?P<wrong>%%(?![%a-z0-9])|\.\.(?=[0-9]{1,2}(?:%|万|亿)))"),
    lambda match, _: match["wrong"][0],
)
NO_NUMBER = Form(
    number_rule(
        "number.missing-before-percent",
        Severity.WARNING,
        "百分号（百分点）前没有数字，请补上。",
        basis=_GB,
        hit=["同比增长%，排名全市第一。", "比上月提高个百分点。"],
        miss=["同比增长5%，排名全市第一。", "指标：同比增长（%）"],
    ),
    ("长%", "降%", "到%", "高%", "升%", "长个百分点", "降个百分点", "高个百分点", "升个百分点", "落个百分点"),
    re.compile("(?:增长|下降|达到|提高|上升|降低|回落)(?:了|约|近)?(?P<wrong>%|个百分点)(?=[,。;])"),
    _by_person,
)
PERCENT_IN_WORDS = Form(
    number_rule(
        "number.percent-in-words",
        Severity.NOTICE,
        "“百分之”之后用汉字，阿拉伯数字之后用“%”，不要混用。",
        basis=_GB,
        hit=["完成率达百分之95。"],
        miss=["完成率达95%。", "完成率达百分之九十五。"],
    ),
    tuple(f"百分之{digit}" for digit in _DIGITS),
    re.compile(rf"百分之(?P<n>{_NUMBER})(?![0-9点多几])"),
    lambda match, _: f"{match['n']}%",
)
PERCENT_FORMS = (DROP_OVER_WHOLE, DOUBLED_PERCENT, NO_NUMBER, PERCENT_IN_WORDS)
