"""What HTTP says about asking again: validators, freshness, and how long a server wants to be left alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# A header must not make a feed sleep for a year, nor hold the state file a megabyte.
LONGEST_S = 24 * 3600.0
_LONGEST_VALIDATOR = 1024
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """The version that is known: ETag and Last-Modified, as the server wrote them; "" where it wrote none."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in pairs.items() if value}


def validators_of(headers: Mapping[str, str]) -> Validators:
    return Validators(*(_short(headers.get(name, "")) for name in ("etag", "last-modified")))


def fresh_for(headers: Mapping[str, str]) -> float:
    """Seconds for which the server vouches that nothing changes; 0 where it does not, a day at most."""
    directives = headers.get("cache-control", "")
    found = _MAX_AGE.search(directives)
    if found is None or "no-cache" in directives.lower() or "no-store" in directives.lower():
        return 0.0
    return min(float(found[1]), LONGEST_S)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to leave the server alone, from seconds or an HTTP date; None where it does not say, a day at most."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), LONGEST_S)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_S)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""
