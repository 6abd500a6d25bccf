"""Fetch one URL as a good guest: every hop is checked, asked for in robots.txt, waited for, and bounded."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from services import __version__
from services.ingest.web.address import Place, Resolve, addresses, read_url, system_resolver
from services.ingest.web.caching import Validators, fresh_for, retry_after, validators_of
from services.ingest.web.errors import Failed, FetchError, Gone, Refused
from services.ingest.web.pace import Pace
from services.ingest.web.robots import SIZE, Fetch, Robots
from services.ingest.web.transfer import Limits, Reply, Wire

USER_AGENT = f"Duwang/{__version__} (+content-quality-checker)"
UNKNOWN = Validators()
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_GONE = frozenset({404, 410})
_BUSY_S = 300.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How one source is read. `hosts`: only these and their subdomains, also behind redirects; empty: any host."""

    user_agent: str = USER_AGENT
    allow_private: bool = False
    limits: Limits = field(default_factory=Limits)
    accept: str = "*/*"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is None where nothing has changed since the validators. `url` is where the redirects ended.

    `fresh_s` is for how long the server vouches for it.
    """

    url: str
    body: bytes | None
    content_type: str
    validators: Validators
    fresh_s: float


class Web:
    """Shared by all sources of a process, so that a host feels one visitor. Close it with `aclose`."""

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolver,
        pace: Pace | None = None,
        robots: Robots | None = None,
        wire: Wire | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._resolve, self._now = resolve, now
        self._pace, self._robots, self._wire = pace or Pace(), robots or Robots(), wire or Wire()

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def get(self, url: str, manner: Manner, known: Validators = UNKNOWN) -> Answer:
        """Fetch what is at `url`, unless it is the version that is `known`. Raises `FetchError`."""
        headers = {"Accept": manner.accept, **known.headers()}
        place, reply = await self._follow(url, manner, headers, asks_robots=True)
        if reply.status != HTTPStatus.OK and (reply.status != HTTPStatus.NOT_MODIFIED or known == UNKNOWN):
            raise _failure(reply)
        return _answer(place, reply, known)

    async def _follow(
        self, url: str, manner: Manner, headers: Mapping[str, str], *, asks_robots: bool
    ) -> tuple[Place, Reply]:
        """Go from hop to hop; the last one is no redirect."""
        place = _place(url, manner)
        for _ in range(_MOST_REDIRECTS + 1):
            delay = await self._robots.delay(place, manner.user_agent, self._robots_of(manner)) if asks_robots else 0.0
            reply = await self._hop(place, manner, headers, delay)
            if reply.status not in _REDIRECTS or not reply.headers.get("location"):
                return place, reply
            place = _next(place, reply.headers["location"], manner)
        raise Failed(f"重定向超过 {_MOST_REDIRECTS} 次")

    async def _hop(self, place: Place, manner: Manner, headers: Mapping[str, str], delay: float) -> Reply:
        # Before the turn, so that a refused address costs no pause. What is checked here is what is contacted.
        ips = await addresses(place, self._resolve, allow_private=manner.allow_private)
        async with self._pace.turn(place.host, delay):
            reply = await self._wire.get(place, ips, {"User-Agent": manner.user_agent, **headers}, manner.limits)
        if reply.status in _BUSY:
            wait = retry_after(reply.headers, self._now())
            wait = _BUSY_S if wait is None else wait
            self._pace.hold(place.host, wait)
            raise Failed(f"服务器繁忙（HTTP {reply.status}），{wait:.0f} 秒后再试", retry_after=wait)
        return reply

    def _robots_of(self, manner: Manner) -> Fetch:
        """Fetch robots.txt in the same manner, from wherever it is redirected to; beyond 500 KiB it is not read."""
        limits = dataclasses.replace(manner.limits, max_bytes=SIZE, cut=True)
        plain = dataclasses.replace(manner, limits=limits, hosts=())

        async def fetch(url: str) -> tuple[int, bytes]:
            _, reply = await self._follow(url, plain, {"Accept": "text/plain"}, asks_robots=False)
            return reply.status, reply.body

        return fetch


def _place(url: str, manner: Manner) -> Place:
    place = read_url(url, allow_private=manner.allow_private)
    if manner.hosts and not any(place.host == host or place.host.endswith(f".{host}") for host in manner.hosts):
        raise Refused(f"{place.host} 不属于该来源的网站（{'、'.join(manner.hosts)}）")
    return place


def _next(place: Place, location: str, manner: Manner) -> Place:
    try:
        target = str(place.url.join(location))
    except (httpx.InvalidURL, ValueError):
        raise Failed("重定向的目标不是网址") from None
    following = _place(target, manner)
    if place.url.scheme == "https" and following.url.scheme == "http":
        raise Refused("重定向从 https 降到 http")
    return following


def _failure(reply: Reply) -> FetchError:
    reason = f"服务器应答 HTTP {reply.status}"
    return Gone(reason) if reply.status in _GONE else Failed(reason)


def _answer(place: Place, reply: Reply, known: Validators) -> Answer:
    is_known = reply.status == HTTPStatus.NOT_MODIFIED
    return Answer(
        url=str(place.url),
        body=None if is_known else reply.body,
        content_type=reply.headers.get("content-type", ""),
        validators=known if is_known else validators_of(reply.headers),
        fresh_s=fresh_for(reply.headers),
    )
