"""Which addresses may be contacted. URLs come from feeds, and a feed may be hostile (server-side request forgery)."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from services.ingest.web.errors import Failed, Refused

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
# A host name and a port to the addresses of the host, as text.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = {"http": 80, "https": 443}
_ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
_LONGEST_URL = 4096
_RESOLVE_S = 10.0
_PRIVATE_REMEDY = "；内网站点须在该来源中设 allow_private: true"
# Where clouds tell a machine its secrets; two of them are not link-local.
_METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
# IPv6 forms that carry an IPv4 address: a gateway would turn them into a connection that was never checked.
_CARRIERS = tuple(
    map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))
)
_NEVER_PUBLIC = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "fec0::/10", "5f00::/16")))


@dataclass(frozen=True, slots=True)
class Place:
    """A URL that has been read once: what is checked is what is contacted. `host` is in its ASCII form."""

    url: httpx.URL
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}"


def read_url(text: str, *, allow_private: bool = False) -> Place:
    """Read an absolute URL. Raises `Refused` for what no feed needs: other schemes, credentials, odd ports."""
    try:
        url = httpx.URL(text) if len(text) <= _LONGEST_URL else None
    except (httpx.InvalidURL, ValueError):
        url = None
    if url is None or not url.host:
        raise Refused("不是完整的网址，应以 http:// 或 https:// 开头")
    if url.scheme not in _PORTS:
        raise Refused(f"只能读取 http 和 https 网址，不能读取 {url.scheme[:16]}")
    if url.userinfo:
        raise Refused("网址中不能带用户名和密码")
    port = url.port or _PORTS[url.scheme]
    if port not in _ALLOWED_PORTS and not allow_private:
        raise Refused(f"端口 {port} 不在 80、443、8080、8443 之内{_PRIVATE_REMEDY}")
    return Place(url, url.raw_host.decode("ascii").strip("[]").rstrip("."), port)


async def addresses(place: Place, resolve: Resolve, *, allow_private: bool) -> list[Ip]:
    """Ask once for the addresses of the host. One that must not be contacted spoils all: a name that also points
    inside is a trap. Raises `Refused`, or `Failed` where the name is not known.
    """
    try:
        async with asyncio.timeout(_RESOLVE_S):
            found = [ipaddress.ip_address(text) for text in await resolve(place.host, place.port)]
    except (OSError, UnicodeError, ValueError, TimeoutError):
        raise Failed(f"域名 {place.host} 无法解析") from None
    if not found:
        raise Failed(f"域名 {place.host} 无法解析")
    for ip in found:
        _check(place.host, ip, allow_private=allow_private)
    return list(dict.fromkeys(found))


def is_public(ip: Ip) -> bool:
    """Whether the whole internet can reach this address."""
    return ip.is_global and not ip.is_reserved and not _is_within(ip, _NEVER_PUBLIC) and not is_never_allowed(ip)


def is_never_allowed(ip: Ip) -> bool:
    """No site lives there, not even in an intranet: metadata services, link-local, multicast, IPv4 inside IPv6."""
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_loopback:
        return False
    special = ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in _METADATA
    return special or _is_within(ip, _CARRIERS) or str(ip).startswith("0.")


def _is_within(ip: Ip, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)


def _check(host: str, ip: Ip, *, allow_private: bool) -> None:
    if is_never_allowed(ip):
        raise Refused(f"{host} 指向 {ip}，该地址不允许访问")
    if not allow_private and not is_public(ip):
        raise Refused(f"{host} 指向内网地址 {ip}{_PRIVATE_REMEDY}")


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the system, as every program of this machine does. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]
