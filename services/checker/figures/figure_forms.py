"""Figures and characters in one number, marks in and around numbers, 两 and 二."""

import re

from services.checker.figures.form import Form, number_rule
from services.checker.view import View
from services.domain.rule import Severity

_GB = "《出版物上数字用法》（GB/T 15835-2011）"
_DIGITS = "0123456789"
_COUNTED = "[元人名户亩个只头家吨条件台套辆]"


def _in_figures(match: re.Match[str], _: View) -> str | None:
    """3千5百 → 3500; 3万5千 → 3.5万."""
    wan, *rest = match.group("wan", "qian", "bai", "shi", "ge")
    scales = [part for part in match.group("wan", "qian", "bai", "shi") if part is not None]
    if len(scales) <= 1:
        return None
    below = sum(int(part or 0) * 10**power for part, power in zip(rest, (3, 2, 1, 0), strict=True))
    return f"{int(wan) + below / 10000:g}万" if wan else str(below)


def _one_stop(match: re.Match[str], _: View) -> str:
    return match[0].replace("。", ".")


def _is_badly_grouped(match: re.Match[str], view: View) -> str | None:
    """A full-width comma stands between two numbers: 30，40岁."""
    original = view.original(*match.span())
    digits = match[0].replace(",", "")
    return f"{int(digits):,}" if original == match[0] else None


MIXED = Form(
    number_rule(
        "number.mixed-figures",
        Severity.NOTICE,
        "同一个数不要把阿拉伯数字与“千、百、十”混用，请全部改用阿拉伯数字，或全部改用汉字。",
        basis=_GB,
        hit=["补贴3千5百元。", "共收到1百2十件。", "发放3万5千元。"],
        miss=["补贴3500元。", "补贴三千五百元。", "总长3万5千米，另有365百姓故事汇。"],
    ),
    tuple(f"{digit}{scale}" for digit in _DIGITS for scale in "千百"),
    re.compile(
        r"(?<![0-9.〇一二三四五六七八九十百千万第])(?=[0-9]{1,4}[万千百])"
        r"(?:(?P<wan>[0-9]{1,4})万)?(?:(?P<qian>[0-9])千)?(?:(?P<bai>[0-9])百)?(?:(?P<shi>[0-9])十)?(?P<ge>[0-9])?"
        rf"(?={_COUNTED})"
    ),
    _in_figures,
)
THOUSANDS = Form(
    number_rule(
        "number.thousand-in-character",
        Severity.NOTICE,
        "阿拉伯数字之后只用“万、亿”，不用“千、百”，请写出全部数字。",
        basis=_GB,
        hit=["约有5千人参加。"],
        miss=["约有5000人参加。", "装机5千瓦，线路5千米。"],
    ),
    tuple(f"{digit}千" for digit in _DIGITS),
    re.compile(r"(?<![0-9.万千百])(?P<wrong>(?P<n>[0-9]{1,2})千)(?=[人名元户家个亩头册])"),
    lambda match, _: f"{match['n']}000",
)
GROUPS = Form(
    number_rule(
        "number.thousand-groups",
        Severity.WARNING,
        "千分位的逗号应每三位一个，请核对数字。",
        basis=_GB,
        hit=["总投资12,34,567元。", "总投资1,2345万元。"],
        miss=["总投资1,234,567元。", "年龄在30，40岁之间，分3，5人两组。", "总投资1,234.56万元。"],
    ),
    tuple(f"{before},{behind}" for before in _DIGITS for behind in _DIGITS),
    re.compile(
        r"(?<![0-9,.:])(?=[0-9,]{5,})(?![0-9]{1,3}(?:,[0-9]{3})+(?![0-9,]))[0-9]+(?:,[0-9]+)+"
        r"(?=(?:万|亿)?(?:元|人|户|吨|平方米|亩|公里))"
    ),
    _is_badly_grouped,
)
FULL_STOP = Form(
    number_rule(
        "number.full-stop-for-point",
        Severity.ERROR,
        "小数点误作句号，请改为“.”。",
        basis=_GB,
        hit=["同比增长3。5%。"],
        miss=["同比增长3.5%。", "活动参加者达到8。3万名群众受益。"],
    ),
    tuple(f"{digit}。" for digit in _DIGITS),
    re.compile(r"(?<![0-9.])[0-9]{1,3}。[0-9]{1,2}(?=%|‰|℃|个百分点)"),
    _one_stop,
)
TWO = Form(
    number_rule(
        "number.two-before-measure",
        Severity.NOTICE,
        "量词前一般用“两”，不用“二”。",
        basis="《现代汉语词典》（第7版）“两”字条：与量词连用一般用“两”",
        hit=["抽调二名干部。", "建成二个站点。"],
        miss=["抽调两名干部。", "第二名、十二个、一二个，二名法。"],
    ),
    ("二个", "二名", "二家", "二座", "二辆", "二天", "二种"),
    re.compile(
        r"(?<![第十百千万亿〇零○一二三四五六七八九其初几分数之至到或0-9.、])(?P<wrong>二)(?=个(?!百|月|工作日|以上)|名(?!法|录|以上)|家(?!沟|庄|村|河|湾)|座|辆|天(?!门)|种)"
    ),
    lambda *_: "两",
)
FIGURE_FORMS = (MIXED, THOUSANDS, GROUPS, FULL_STOP, TWO)
