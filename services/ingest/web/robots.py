"""robots.txt, as RFC 9309 reads it: none means all is allowed, one that cannot be had now means nothing is."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from services.ingest.web.address import Place
from services.ingest.web.errors import Failed, FetchError, Refused
from services.ingest.web.transfer import OK

SIZE = 500 * 1024
_KEPT_S = 24 * 3600.0
_UNREACHABLE_S = 600.0
_MOST = 4096
_USER_AGENT = re.compile(r"\s*user[ -]?agent\b[\s:]*([^#]*)", re.IGNORECASE)
_SERVER_ERROR, _TOO_MANY = 500, 429

# Fetches one robots.txt: status and body. Raises `FetchError`.
Fetch = Callable[[str], Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds `until` then: the rules, or why the file could not be had."""

    until: float
    rules: Protego | FetchError


class Robots:
    """Remembers what every site says to each name of ours; a site is scheme, host and port."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], _Rules] = {}
        self._reading: dict[tuple[str, str], asyncio.Lock] = {}

    async def delay(self, place: Place, user_agent: str, fetch: Fetch) -> float:
        """Seconds that the site wants between two requests. Raises `Refused` for what it does not want fetched."""
        token = product(user_agent)
        known = await self._of(place.origin, token, fetch)
        if isinstance(known.rules, FetchError):
            raise type(known.rules)(known.rules.reason, retry_after=known.rules.retry_after)
        if not known.rules.can_fetch(str(place.url), token):
            raise Refused(f"{place.host} 的 robots.txt 不允许 {token} 读取此网址")
        return max(0.0, known.rules.crawl_delay(token) or 0.0)

    async def _of(self, origin: str, token: str, fetch: Fetch) -> _Rules:
        """Ask once, however many want to know at the same time."""
        async with self._reading.setdefault((origin, token), asyncio.Lock()):
            known = self._known.get((origin, token))
            if known is None or known.until < self._clock():
                known = await self._read(f"{origin}/robots.txt", token, fetch)
                self._keep((origin, token), known)
            return known

    def _keep(self, key: tuple[str, str], rules: _Rules) -> None:
        if len(self._known) >= _MOST:
            self._known.clear()
            self._reading = {name: lock for name, lock in self._reading.items() if lock.locked()}
        self._known[key] = rules

    async def _read(self, url: str, token: str, fetch: Fetch) -> _Rules:
        now = self._clock()
        try:
            status, body = await fetch(url)
        except Refused:  # by the settings of one source, and no word about the site
            raise
        except FetchError as error:
            failed = Failed(f"robots.txt：{error.reason}", retry_after=error.retry_after)
            return _Rules(now + min(_UNREACHABLE_S, error.retry_after or 60.0), failed)
        if status >= _SERVER_ERROR or status == _TOO_MANY:
            reason = Refused(
                f"robots.txt 暂时无法读取（HTTP {status}），按规范不访问该网站", retry_after=_UNREACHABLE_S
            )
            return _Rules(now + _UNREACHABLE_S, reason)
        text = body.decode("utf-8-sig", "replace") if status == OK else ""
        return _Rules(now + _KEPT_S, Protego.parse(_of_concern(text, token)))


def product(user_agent: str) -> str:
    """Name that robots.txt files use: the part before the version."""
    words = user_agent.partition("/")[0].split()
    return words[0] if words else "Duwang"


def _of_concern(text: str, token: str) -> str:
    """Give one name to all visitors but us: Protego copies every rule to every name above it, 25 000 if need be."""
    return "\n".join(_renamed(line, token.lower()) for line in text.splitlines())


def _renamed(line: str, token: str) -> str:
    match = _USER_AGENT.match(line)
    if match is None:
        return line
    name = match[1].strip().lower()
    return line if name == "*" or name.replace("*", "") in token else "User-agent: -"
