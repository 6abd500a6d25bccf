"""One request over one connection to one checked address, within every limit. No redirects, no cookies, no proxy."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from services.ingest.web.address import Ip, Place
from services.ingest.web.errors import Failed, TimedOut, TooLarge
from services.ingest.web.inflate import Inflater

OK = 200
_MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for all of it; bytes of the body when unpacked.

    Headers are bounded by h11 (100 KiB). `cut` keeps the beginning of a body that is too long, instead of refusing it.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    max_bytes: int = 10 * 1024 * 1024
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came over the line; `headers` has lower-case names. The body of a status other than 200 is not read."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Opens connections to the addresses it is given, never to a name: a name could mean another address by now.

    TLS still speaks to the host name and verifies it (`sni_hostname`), with the system's certificates and Mozilla's.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        # A connection is not kept: the next request may be for another host at the same address.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(verify=tls or _tls(), trust_env=False, limits=limits)

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def get(self, place: Place, ips: Sequence[Ip], headers: Mapping[str, str], limits: Limits) -> Reply:
        """Ask the first address that answers. Raises `FetchError`."""
        try:
            async with asyncio.timeout(limits.total_s):
                return await self._first(place, ips, headers, limits)
        except TimeoutError:
            raise TimedOut(f"{place.host} 在 {limits.total_s:g} 秒内没有传完") from None
        except httpx.TimeoutException:
            raise TimedOut(f"{place.host} 没有及时应答") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            raise Failed(f"{place.host} 的应答无法读取（{type(error).__name__}）") from None

    async def _first(self, place: Place, ips: Sequence[Ip], headers: Mapping[str, str], limits: Limits) -> Reply:
        for ip in ips[:_MOST_ADDRESSES]:
            try:
                return await self._ask(place, ip, headers, limits)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = _why_not(place, error)
        raise Failed(reason)

    async def _ask(self, place: Place, ip: Ip, headers: Mapping[str, str], limits: Limits) -> Reply:
        request = httpx.Request(
            "GET",
            place.url.copy_with(host=str(ip), fragment=None),
            headers={"Host": place.url.netloc.decode("ascii"), "Accept-Encoding": "gzip, deflate", **headers},
            extensions={
                "sni_hostname": place.host,
                "timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": None},
            },
        )
        response = await self._transport.handle_async_request(request)
        try:
            body = await _body(response, limits) if response.status_code == OK else b""
        finally:
            await response.aclose()
        return Reply(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)


async def _body(response: httpx.Response, limits: Limits) -> bytes:
    inflater = Inflater(response.headers.get("content-encoding", ""), limits.max_bytes)
    try:
        async for chunk in response.aiter_raw():
            inflater.add(chunk)
    except TooLarge:
        if limits.cut:
            return inflater.head()
        raise
    return inflater.end()


def _why_not(place: Place, error: Exception) -> str:
    # httpx tells a bad certificate and a refused connection apart by the message alone.
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"{place.host} 的 TLS 证书无法验证"
    return f"{place.host} 无法连接（{type(error).__name__}）"


def _tls() -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
