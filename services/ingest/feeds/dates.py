"""Dates as feeds and pages write them. Without a zone they are Beijing time; what cannot be true is no date."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from services.domain.post import BEIJING

_LONGEST = 64
_EARLIEST = datetime(1949, 10, 1, tzinfo=BEIJING)
_AHEAD = timedelta(days=365)
_ASIAN = re.compile(
    r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?(?:\s*[T ]?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?)?"
)
# Date.toString() of Java, which many a CMS writes: "Tue Mar 31 09:30:00 CST 2026".
_JAVA = re.compile(r"([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{3,4}|GMT[+-]\d\d:\d\d) (\d{4})")
# To RFC 822 this is the middle of America.
_CHINA_STANDARD_TIME = re.compile(r"\b(?:CST|GMT\+08:00|GMT\+0?8|UTC\+0?8)\s*$")


def read_date(text: str, now: datetime) -> datetime | None:
    """Read ISO 8601, RFC 822, Java's and Chinese forms. None for what is none of them or lies out of all reason."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    moment = _iso(text) or _rfc822(text) or _asian(text)
    if moment is None:
        return None
    try:
        moment = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
        return moment if _EARLIEST <= moment <= now + _AHEAD else None
    except OverflowError:  # within a day of the year 1 or 9999
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    if java := _JAVA.fullmatch(text):
        day, month, number, clock, zone, year = java.groups()
        text = f"{day}, {number} {month} {year} {clock} {zone}"
    try:
        return parsedate_to_datetime(_CHINA_STANDARD_TIME.sub("+0800", text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _asian(text: str) -> datetime | None:
    match = _ASIAN.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None
