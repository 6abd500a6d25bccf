"""One cell of a roster kept in a spreadsheet, as people fill it in, read as the value that the roster wants.

Every reader raises `ValueError` with what is wrong and what to write instead.
"""

import re
import unicodedata
from datetime import date

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|(\d{2})(\d{2})?)")
# Spreadsheets add the time to a date, and take the zero from a number: 2024.10 is saved as 2024.1.
_MIDNIGHT = re.compile(r"\s+0?0:00(:00)?$")
_ZERO_LOST = re.compile(r"\d{4}\.1")
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_BETWEEN_WORDS = re.compile(r"[、，,;；/\s]+")
_STILL = {"至今", "现任", "在任", "今"}
_NOBODY = {"空缺", "暂缺", "待定", "不详"}
_CERTAINTIES = {
    "已核实": "confirmed",
    "是": "confirmed",
    "待核实": "unconfirmed",
    "未核实": "unconfirmed",
    "否": "unconfirmed",
}
_MIDDLE_DOTS = "·•・‧"
_SHORTEST_NAME = 2


def solid(cell: str) -> str:
    """Without white space and invisible characters: names are set as 张　三 so that columns look even."""
    return _BLANK.sub("", cell)


def words(cell: str) -> list[str]:
    """The parts of a list such as 县长、县政府县长."""
    return [part for part in map(solid, _BETWEEN_WORDS.split(cell)) if part]


def name(cell: str) -> str:
    """The name of one person and nothing else: a note beside it would become part of the name."""
    value = solid(cell)
    if value in _NOBODY:
        raise ValueError(f"“{value}”不是姓名；职位空缺时不写这一行")
    if len(value) < _SHORTEST_NAME or not all(map(_is_of_a_name, value)):
        raise ValueError(f"“{value}”不是一个人的姓名；每行只写一人，说明文字不要写在姓名里")
    return value


def day(cell: str) -> str:
    """`YYYY-MM-DD`, or `YYYY-MM` where only the month is given."""
    value = "".join(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", cell)).split())
    if _ZERO_LOST.fullmatch(value):
        raise ValueError(
            f"“{cell}”分不清是 1 月还是 10 月（电子表格会去掉末尾的 0）；请写 {value[:4]}-01 或 {value[:4]}-10"
        )
    match = _DATE.fullmatch(value)
    iso = "-".join(part.zfill(2) for part in match.groups() if part) if match else ""
    if not _is_date(iso):
        raise ValueError(f"“{cell}”不是日期；请写成 2024-06-01，不知道日子就写到月：2024-06")
    return iso


def last_day(cell: str) -> str:
    """As `day`; empty where the person is said to be still in office."""
    return "" if cell in _STILL else day(cell)


def certainty(cell: str) -> str:
    if cell not in _CERTAINTIES:
        raise ValueError(f"“{cell}”应为“已核实”或“待核实”，空着表示已核实")
    return _CERTAINTIES[cell]


def _is_of_a_name(char: str) -> bool:
    """Letters, the dot of 阿不都·热合曼, 〇, and the private characters that old systems write rare names with."""
    return char.isalpha() or char in _MIDDLE_DOTS or unicodedata.category(char) in {"Nl", "Co"}


def _is_date(iso: str) -> bool:
    try:
        date.fromisoformat(iso if iso.count("-") > 1 else f"{iso}-01")
    except ValueError:
        return False
    return True
