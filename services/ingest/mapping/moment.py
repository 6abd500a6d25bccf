"""Times as other programs write them: seconds, milliseconds, ISO 8601, or words in a pattern (`%Y年%m月%d日`)."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from services.domain.post import BEIJING

ISO, SECONDS, MILLISECONDS = "iso", "epoch_s", "epoch_ms"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What lies before it is no post of a website: more likely seconds were read as milliseconds.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_UNITS = {SECONDS: "seconds", MILLISECONDS: "milliseconds"}


def zone_of(name: str) -> tzinfo:
    """The zone of that name. Raises `ValueError`. Beijing's needs no time zone data on the machine."""
    if name == "Asia/Shanghai":
        return BEIJING
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):  # an unknown name is a KeyError and a ValueError of zoneinfo, a folder an OSError
        raise ValueError(f"没有时区“{name}”；应形如 Asia/Shanghai、Asia/Urumqi、UTC") from None
    except LookupError:
        raise ValueError(f"没有时区“{name}”，或本机没有时区数据；应形如 Asia/Shanghai、Asia/Urumqi、UTC") from None


def refuse_format(text: str) -> None:
    """Raise `ValueError` where `text` is no way to write a time."""
    if text == ISO or text in _UNITS:
        return
    try:
        written = _EPOCH.strftime(text)
        datetime.strptime(written, text)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        written = text
    if "%" not in text or written == text:
        raise ValueError(f"“{text}”不是日期格式；应为 iso、epoch_s、epoch_ms，或形如 %Y年%m月%d日 %H:%M") from None


def read_moment(value: Any, formats: tuple[str, ...], zone: tzinfo) -> datetime:
    """The time by the first format that fits; `zone` where it says none. Raises `ValueError` with a Chinese reason."""
    for each in formats:
        moment = _read(value, each)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    raise ValueError(_misfit(value, formats))


def _misfit(value: Any, formats: tuple[str, ...]) -> str:
    if any(each in _UNITS for each in formats):
        return f"不符合日期格式 {'、'.join(formats)}；请看 epoch_s（秒）与 epoch_ms（毫秒）是否写反"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "是数字；时间戳请写 format: epoch_s（秒）或 epoch_ms（毫秒）"
    return f"不符合日期格式 {'、'.join(formats)}"


def _read(value: Any, form: str) -> datetime | None:
    if form in _UNITS:
        return _since_epoch(value, _UNITS[form])
    if not isinstance(value, str):
        return None
    try:
        text = value.strip()
        return datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
    except (ValueError, OverflowError):
        return None


def _since_epoch(value: Any, unit: str) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        moment = _EPOCH + timedelta(**{unit: float(value)})
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EARLIEST else None
