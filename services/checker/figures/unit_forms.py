"""How units are written: the case of symbols, powers, degrees. Names that are out of use are in `lexicons/numbers`."""

import re

from services.checker.figures.form import Form, number_rule
from services.checker.view import View
from services.domain.rule import Severity

_GB = "《国际单位制及其应用》（GB 3100-1993）"
_SYMBOLS = {
    "kg": ("kg",), "km": ("km",), "cm": ("cm",), "mm": ("mm",), "ml": ("mL", "ml"), "kwh": ("kW·h", "kWh"),
    "kw": ("kW",), "mw": ("MW", "mW"), "gw": ("GW",), "khz": ("kHz",), "mhz": ("MHz", "mHz"), "ghz": ("GHz",),
    "hz": ("Hz",), "kv": ("kV",), "kpa": ("kPa",), "mpa": ("MPa", "mPa"), "db": ("dB",),
}  # fmt: skip


def _in_right_case(match: re.Match[str], view: View) -> str | None:
    right = _SYMBOLS[match["wrong"]]
    return None if view.original(*match.span("wrong")) in right else right[0]


def _raised(match: re.Match[str], view: View) -> str | None:
    """The power as a small raised figure. A capital letter belongs to a model: 图-22M3."""
    original = view.original(*match.span("wrong"))
    return original[:-1] + "²³"[int(original[-1]) - 2] if original == match["wrong"] else None


def _degrees(match: re.Match[str], _: View) -> str:
    return f"{match['below'] or ''}{match['n']}摄氏度"


UNIT_FORMS = (
    Form(
        number_rule(
            "unit.symbol-case",
            Severity.NOTICE,
            "计量单位符号的大小写不规范。",
            basis=_GB,
            hit=["每袋净重25KG。", "全长3.5Km。", "装机100kw。"],
            miss=["每袋净重25kg。", "全长3.5km。", "每瓶500ml，另有500mL装。"],
        ),
        tuple(_SYMBOLS),
        re.compile(
            rf"[0-9万亿](?P<space> ?)(?P<wrong>{'|'.join(sorted(_SYMBOLS, key=len, reverse=True))})(?![a-z0-9_-])"
        ),
        _in_right_case,
    ),
    Form(
        number_rule(
            "unit.power",
            Severity.NOTICE,
            "平方、立方的“2”“3”应为上角标。",
            basis=_GB,
            hit=["建筑面积1200m2。", "库容30m3。"],
            miss=["建筑面积1200m²。", "库容30m³。", "图-22M3轰炸机。"],
        ),
        ("m2", "m3"),
        re.compile(r"[0-9万亿] ?(?P<wrong>[kcmd]?m[23])(?![0-9a-z])"),
        _raised,
    ),
    Form(
        number_rule(
            "unit.celsius",
            Severity.WARNING,
            "“摄氏度”是一个单位名称，不能拆开，数字写在前面。",
            basis=_GB,
            hit=["最高气温摄氏35度。", "夜间摄氏零下5度。"],
            miss=["最高气温35摄氏度。"],
        ),
        ("摄氏",),
        re.compile(r"摄氏(?P<below>零下)?(?P<n>[0-9]+(?:\.[0-9]+)?|[零一二三四五六七八九十百]+)度"),
        _degrees,
    ),
    Form(
        number_rule(
            "unit.bare-power",
            Severity.NOTICE,
            "“平方”“立方”不是完整的单位名称，请写“平方米”“立方米”。",
            basis=_GB,
            hit=["面积约120平方，两室一厅。", "土方5000立方。"],
            miss=["面积约120平方米，5的平方。", "开展17500平方度的巡天。"],
        ),
        ("平方", "立方"),
        re.compile(r"[0-9万亿](?:多|余)?(?P<wrong>平方|立方)(?=[,。;、)]|的(?!米)|左右|以上|以下|$)"),
        lambda match, _: f"{match['wrong']}米",
    ),
    Form(
        number_rule(
            "unit.kilowatt-hour",
            Severity.NOTICE,
            "电量的法定单位是“千瓦时”，“度”是俗称，公文中请用“千瓦时”。",
            basis=_GB,
            hit=["全年节约用电20万度电。"],
            miss=["全年节约用电20万千瓦时。", "气温25度。"],
        ),
        ("度电",),
        re.compile(r"[0-9][万亿]?(?:多|余)?(?P<wrong>度电)(?!成本|价|费|子|影|视|压|池|站|网|力|商|动|信|梯)"),
        lambda *_: "千瓦时电",
    ),
)
