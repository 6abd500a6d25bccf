"""How years and dates are written: 〇 and not 零, figures and characters not mixed, no mark twice, spans in order."""

import re

from services.checker.figures.form import Form, date_rule
from services.checker.figures.written_dates import last_day
from services.checker.view import View
from services.domain.rule import Severity

_GB = "《出版物上数字用法》（GB/T 15835-2011）"
_CALENDAR = "公历历法；《数据元和交换格式 信息交换 日期和时间表示法》（GB/T 7408）"
_DIGITS, _CHINESE = "0123456789", "〇一二三四五六七八九"
_ZEROS = "零○〇oO0"
_IN_CHARACTERS = str.maketrans(_DIGITS + "零○oO", _CHINESE + "〇〇〇〇")
_LAST_YEAR = 2100


def _year_in_characters(match: re.Match[str], _: View) -> str:
    return match["wrong"].translate(_IN_CHARACTERS)


def _reversed_years(match: re.Match[str], _: View) -> str | None:
    first, last = int(match["first"]), int(match["last"])
    return "" if last < first < _LAST_YEAR else None


def _relative_year(match: re.Match[str], view: View) -> str | None:
    shift = ("前年", "去年", "今年", "明年", "后年").index(match["word"]) - 2
    return None if int(match["year"]) == view.date.year + shift else ""


def _no_such_day(match: re.Match[str], _: View) -> str | None:
    last = last_day(int(match["year"]), int(match["month"]))
    return "" if last and not 1 <= int(match["day"]) <= last else None


ZERO = Form(
    date_rule(
        "date.year-zero",
        Severity.NOTICE,
        "汉字年份中的“零”应写作“〇”。",
        basis=_GB,
        hit=["二零二四年三月印发。", "二○二四年三月印发。"],
        miss=["二〇二四年三月印发。", "二百零四年。"],
    ),
    ("二零", "二○", "一九零", "一九○", "零年", "○年"),
    re.compile(
        "(?<![〇一二三四五六七八九十百千万])(?P<wrong>[一二](?=[一二三四五六七八九〇○零]{0,3}[零○])[〇○零一二三四五六七八九]{3})年"
    ),
    _year_in_characters,
)
WRONG_ZERO = Form(
    date_rule(
        "date.year-letter",
        Severity.WARNING,
        "汉字年份中混入了字母“O”或阿拉伯数字，请改为汉字。",
        basis=_GB,
        hit=["二O二四年三月印发。", "二0二四年三月印发。", "二〇2四年三月印发。"],
        miss=["二〇二四年三月印发。", "允许2022、2023三年内毕业的学生参加。", "一二3年级。"],
    ),
    ("二o", "二0", "二〇1", "二〇2", "二零1", "二零2", "一九9", "一九8", "o年", "0二", "1九", "2〇", "2零"),
    re.compile(
        "(?<![0-9〇零一二三四五六七八九十a-z])(?P<wrong>(?=[0-9o]{0,3}[〇○零一二三四五六七八九])"
        "(?=[〇○零一二三四五六七八九]{0,3}[0-9o])(?:[一二12])[〇○零一二三四五六七八九0-9o]{3})年(?!内)"
    ),
    _year_in_characters,
)
DOUBLED = Form(
    date_rule(
        "date.doubled-mark",
        Severity.ERROR,
        "日期中的年、月重复，请删去一个。",
        basis=_GB,
        hit=["截至2024年年3月底。", "截至3月月5日。", "2024年2024年重点工作。"],
        miss=["截至2024年年底。", "截至3月月底。"],
    ),
    ("年年", "月月"),
    re.compile("[0-9](?P<wrong>年年(?=[0-9]{1,2}月)|月月(?=[0-9]{1,2}日))"),
    lambda match, _: match["wrong"][0],
)
MIXED = Form(
    date_rule(
        "date.mixed-figures",
        Severity.NOTICE,
        "一个日期中不要混用阿拉伯数字与汉字。",
        basis=_GB,
        hit=["2024年三月5日印发。", "2024年3月五日印发。"],
        miss=["2024年3月5日印发。", "2024年“三月三”节庆。", "二〇二四年三月五日印发。"],
    ),
    tuple(f"{mark}{figure}" for mark in "年月" for figure in "一二三四五六七八九十"),
    re.compile(
        "[0-9]{4}年[一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日"
        "|(?<![0-9])[0-9]{1,2}月[一二三四五六七八九十]{1,3}日"
    ),
    lambda *_: "",
    re.compile("农历|阴历|正月|腊月|初[一二三四五六七八九十]"),
)
DECADE = Form(
    date_rule(
        "date.decade-mixed",
        Severity.NOTICE,
        "“世纪”前用阿拉伯数字的，“年代”前也用阿拉伯数字。",
        basis=_GB,
        hit=["20世纪八十年代建成。"],
        miss=["20世纪80年代建成。", "二十世纪八十年代建成。"],
    ),
    tuple(f"世纪{digit}十" for digit in _CHINESE[1:]),
    re.compile("(?<![0-9])(?:1?[0-9]|2[01])世纪(?P<wrong>(?P<tens>[一二三四五六七八九])十)年代"),
    lambda match, _: f"{_CHINESE.index(match['tens'])}0",
)
REVERSED_YEARS = Form(
    date_rule(
        "date.reversed-years",
        Severity.WARNING,
        "截止年份早于起始年份，请核对。",
        basis="起止时间应先后有序",
        hit=["2023-2020年规划。", "2023年至2020年，累计投入3亿元。"],
        miss=["2020—2023年规划。", "公元前2070年至前1600年。", "距今2600—2500年前。"],
    ),
    tuple(f"{mark}{digit}" for mark in "-—–~至到" for digit in "12"),
    re.compile(
        r"(?<![0-9.前〕\]])(?P<first>(?:1[89]|20)[0-9]{2})年?(?:[-—–~]{1,2}|至|到)(?P<last>(?:1[89]|20)[0-9]{2})年(?!前|间|左右|以前|的?历史)"
    ),
    _reversed_years,
    re.compile("公元前|距今|倒退|倒推"),
)
NUMERIC = Form(
    date_rule(
        "date.no-such-numeric-day",
        Severity.WARNING,
        "公历中没有这一天，请核对日期。",
        basis=_CALENDAR,
        hit=["公示时间：2023-02-30。", "发布日期：2023/4/31。"],
        miss=["公示时间：2023-02-28。", "编号2023-13-40。", "版本2023-02-30-01。"],
    ),
    tuple(f"{mark}{month}{mark}" for mark in "-/" for month in (*range(1, 13), *(f"0{n}" for n in range(1, 10)))),
    re.compile(
        r"(?<![0-9a-z./_-])(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9a-z./_-])"
    ),
    _no_such_day,
)
HALF_DAY = Form(
    date_rule(
        "date.half-day",
        Severity.WARNING,
        "上午、凌晨没有这个时刻，请核对时间。",
        basis="《数据元和交换格式 信息交换 日期和时间表示法》（GB/T 7408）",
        hit=["上午15时开始。", "凌晨13:30到达。"],
        miss=["下午15时开始。", "上午9时至15时开放。", "早上12点前交卷。"],
    ),
    tuple(f"{half}{hour}" for half in ("上午", "凌晨", "清晨", "早上", "早晨") for hour in (1, 2)),
    re.compile("(?:上午|凌晨|清晨|早上|早晨)(?:1[3-9]|2[0-3])(?:时|点|:[0-9]{2}(?!:))"),
    lambda *_: "",
)
RELATIVE_YEAR = Form(
    date_rule(
        "date.relative-year",
        Severity.WARNING,
        "“今年”“去年”等与括注的年份不符（按发布日期推算），请核对。",
        basis="公历历法；稿件的发布日期",
        hit=["去年（2023年）建成，今年（2025年）投产。"],
        miss=["去年（2025年）建成，今年（2026年）投产。", "当年（2019年）建成。"],
    ),
    tuple(f"{word}({century}" for word in ("前年", "去年", "今年", "明年", "后年") for century in ("19", "20")),
    re.compile(r"(?P<word>前年|去年|今年|明年|后年)\((?P<year>(?:19|20)[0-9]{2})年?\)"),
    _relative_year,
)
REPEATED_YEAR = Form(
    DOUBLED.rule,
    ("年19", "年20"),
    re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}年)(?P<wrong>(?P=year))"),
    lambda *_: "",
)
DATE_FORMS = (ZERO, WRONG_ZERO, DOUBLED, MIXED, DECADE, REVERSED_YEARS, NUMERIC, HALF_DAY, RELATIVE_YEAR, REPEATED_YEAR)
