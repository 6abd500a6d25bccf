"""Dates that are in no calendar, or that have lost a mark or a figure."""

import re
from collections.abc import Iterator, Sequence

from services.checker.detector import Draft
from services.checker.figures.form import date_rule, found
from services.checker.figures.written_dates import WrittenDate, chinese, last_day, parted
from services.checker.view import View
from services.domain.rule import Severity

_CALENDAR = "公历历法；《数据元和交换格式 信息交换 日期和时间表示法》（GB/T 7408）"
_GB = "《出版物上数字用法》（GB/T 15835-2011）"

NO_SUCH_DAY = date_rule(
    "date.no-such-day",
    Severity.ERROR,
    "公历中没有这一天，请核对日期。",
    basis=_CALENDAR,
    hit=["截至2月30日。", "截至2023年2月29日。", "截至2024年13月5日。", "2024年4月28日至31日举行。"],
    miss=["截至2024年2月29日。", "农历2月30日祭祖。", "嫦娥四号进入第44月夜休眠。", "4月没有31日。"],
)
RUN_TOGETHER = date_rule(
    "date.run-together",
    Severity.ERROR,
    "日期漏了“年”“月”，请补上。",
    basis=_GB,
    hit=["截至20201225日。", "截至2024年1225日。"],
    miss=["截至2020年12月25日。", "编号20201225，日均12人。"],
)
NO_MONTH = date_rule(
    "date.missing-month",
    Severity.WARNING,
    "日期只有年和日，没有月，请补上。",
    basis=_GB,
    hit=["截至2024年15日，已完成整改。"],
    miss=["截至2024年1月15日，已完成整改。", "2024年15日内办结。"],
)
YEAR_DIGITS = date_rule(
    "date.year-digits",
    Severity.WARNING,
    "年份多写、漏写或颠倒了数字，请核对。",
    basis=_GB,
    hit=["20224年3月印发。", "202年3月印发。", "2204年3月5日印发。"],
    miss=["2024年3月印发。", "距今10000年。", "公元202年2月，刘邦即皇帝位。", "非盟《2063年议程》。"],
)
TWO_DIGITS = date_rule(
    "date.two-digit-year",
    Severity.NOTICE,
    "年份不应省略前两位，请写四位数字。",
    basis=_GB,
    hit=["定于24年3月5日召开。"],
    miss=["定于2024年3月5日召开。", "民国24年3月刊行。", "判处有期徒刑15年6月。", "工期24年3个月。"],
)
RULES = (NO_SUCH_DAY, RUN_TOGETHER, NO_MONTH, YEAR_DIGITS, TWO_DIGITS)
_DENIED_BEFORE = re.compile("(?:没有|不存在|并无|哪有|不会有)[^,。;、]{0,2}$")
_DENIED_BEHIND = re.compile("[^,。;]{0,3}(?:不存在|没有|说法)")
_MARKS = frozenset(" -—–~至到")
_BEHIND_MONTH = re.compile(r" ?[-—–~至到]{1,2} ?(?P<day>[0-9]{1,2})[日号](?![0-9元本均]|报(?!名|到|告))")
_REIGN = re.compile("[国绪熙隆正丰治统靖历和成平昭令武德元初宗祯顺道光康庆贞'’‘前第满刑工龄]$|[一-鿿]历$")
_SENTENCED = re.compile("判|刑|拘役|工龄|任期|期限|年限|历时|为期")
_HISTORY = re.compile("公元|(?<!武)汉|三国|[魏晋唐]|历史|朝|帝|王|世纪")
_LOOK_BACK, _NEXT_TO = 16, 6
_COUNTED = set("-/:.第共满—–~至")
_FIRST_GREGORIAN_YEAR = 1912
_CENTURY = 100
# Years: the longest term that is granted with its month is that of land for homes, seventy years.
_FAR = 75
# Figures: of a year in full and without its century, and at least of a year with a month and a day.
_YEAR, _SHORT_YEAR, _YEAR_MONTH_DAY = 4, 2, 7
_LONGEST_MONTH = 31


def drafts(view: View, dates: Sequence[WrittenDate]) -> Iterator[Draft]:
    latest = view.date.year + _FAR
    for written in dates:
        if written.is_ordinary and written.year <= latest and view.folded[written.end : written.end + 1] not in _MARKS:
            continue
        for judge in _JUDGES:
            draft = judge(view, written)
            if draft is not None and written.is_gregorian(view.folded):
                yield draft
                break


def _impossible(view: View, written: WrittenDate) -> Draft | None:
    is_judged = not written.digits or (written.has_four_digits and written.year >= _FIRST_GREGORIAN_YEAR)
    if written.run or written.bare or not is_judged:
        return None
    last, end = last_day(written.year, written.month), written.end
    if 1 <= (1 if written.day is None else written.day) <= last:
        behind = _BEHIND_MONTH.match(view.folded, end) if written.day else None
        if behind is None or int(behind["day"]) <= last:
            return None
        end = behind.end()
    is_count = not written.digits and view.folded[written.start - 1 : written.start] in _COUNTED and not last
    return (
        None if is_count or _is_denied(view, written) else found(NO_SUCH_DAY, written.start, end, _why(written, last))
    )


def _why(written: WrittenDate, last: int) -> str:
    if not last:
        return f"没有{written.month}月，请核对日期。" if written.month else NO_SUCH_DAY.summary
    if written.year:
        return f"{written.year}年{written.month}月只有{last}天，请核对日期。"
    return f"{written.month}月最多有{last}天，请核对日期。"


def _is_denied(view: View, written: WrittenDate) -> bool:
    """Whether the text itself says that there is no such day."""
    before = _DENIED_BEFORE.search(view.folded, max(0, written.start - _NEXT_TO), written.start)
    return before is not None or _DENIED_BEHIND.match(view.folded, written.end) is not None


def _without_marks(view: View, written: WrittenDate) -> Draft | None:
    if not written.run and not written.bare:
        return None
    digits = written.run or f"{written.digits}{written.bare}"
    day = parted(digits) if len(digits) >= _YEAR_MONTH_DAY else None
    if day is not None and abs(day.year - view.date.year) < _CENTURY:
        return found(RUN_TOGETHER, written.start, written.end, right=chinese(day))
    if written.bare and 1 <= int(written.bare) <= _LONGEST_MONTH and written.has_four_digits:
        return found(NO_MONTH, written.start, written.end)
    return None


def _without_century(view: View, written: WrittenDate) -> Draft | None:
    if len(written.digits) != _SHORT_YEAR or not last_day(0, written.month):
        return None
    before = view.folded[max(0, written.start - _LOOK_BACK) : written.start]
    if _REIGN.search(before) or _SENTENCED.search(before):
        return None
    right = f"{_full(view, int(written.digits))}{view.folded[written.start + 2 : written.end]}"
    return found(TWO_DIGITS, written.start, written.end, right=right)


def _odd_year(view: View, written: WrittenDate) -> Draft | None:
    if not written.digits or not _is_slip(view, written):
        return None
    before = view.folded[max(0, written.start - _LOOK_BACK) : written.start]
    return None if _HISTORY.search(before) else found(YEAR_DIGITS, written.start, written.end)


def _full(view: View, year: int) -> int:
    """The year with these last two digits that is not more than ten years ahead."""
    full = view.date.year // _CENTURY * _CENTURY + year
    return full if full <= view.date.year + 10 else full - _CENTURY


def _is_slip(view: View, written: WrittenDate) -> bool:
    if written.has_four_digits:
        return written.month > 0 and written.year > view.date.year + _FAR
    return written.digits.startswith("20") and (
        len(written.digits) == _YEAR + 1 or (len(written.digits) == _YEAR - 1 and written.month > 0)
    )


_JUDGES = (_impossible, _without_marks, _without_century, _odd_year)
