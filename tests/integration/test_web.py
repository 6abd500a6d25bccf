"""The guarded client on a real site: what it fetches, what it refuses, and how polite it is."""

import asyncio
import gzip
import itertools
import shutil
import ssl
import subprocess
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from services.ingest.web import address
from services.ingest.web.caching import Validators
from services.ingest.web.client import Manner, Web
from services.ingest.web.errors import Failed, FetchError, Gone, Refused, TimedOut, TooLarge
from services.ingest.web.pace import Pace
from services.ingest.web.transfer import Limits, Wire
from tests.website import Asked, Says, Website, website

pytestmark = pytest.mark.anyio
LOCAL = Manner(allow_private=True)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


class Names:
    """A resolver: names of the test to addresses; counts how often it is asked."""

    def __init__(self, **names: list[str]) -> None:
        self.names, self.asked = {name.replace("_", "."): ips for name, ips in names.items()}, 0

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self.names.get(host, [host])


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web(resolve=Names(), pace=Pace(pause_s=0))
    yield web
    await web.aclose()


async def reason(web: Web, url: str, kind: type[FetchError], manner: Manner = LOCAL) -> str:
    with pytest.raises(kind) as error:
        await web.get(url, manner)
    return error.value.reason


# -- what is fetched


async def test_a_page_comes_with_its_validators_and_its_freshness(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(b"ok", headers={"ETag": '"1"', "Last-Modified": "Tue", "Cache-Control": "max-age=90"})
    answer = await web.get(site.url("/f"), LOCAL)
    assert (answer.body, answer.validators, answer.fresh_s) == (b"ok", Validators('"1"', "Tue"), 90)


async def test_what_has_not_changed_is_not_sent_again(web: Web, site: Website) -> None:
    site.pages["/f"] = lambda asked: Says(status=304) if asked.headers.get("if-none-match") == '"1"' else Says(b"x")
    assert (await web.get(site.url("/f"), LOCAL, Validators('"1"'))).body is None
    assert (await web.get(site.url("/f"), LOCAL, Validators('"0"'))).body == b"x"


async def test_it_says_who_it_is_and_sends_no_cookie_back(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(b"x", headers={"Set-Cookie": "a=b"})
    for _ in range(2):
        await web.get(site.url("/f"), replace(LOCAL, user_agent="Kan/2 (+x)"))
    assert {asked.headers["user-agent"] for asked in site.asked} == {"Kan/2 (+x)"}
    assert not any("cookie" in asked.headers for asked in site.asked)


async def test_redirects_are_followed_five_times(web: Web, site: Website) -> None:
    for number in range(9):
        site.pages[f"/{number}"] = Says(status=302, headers={"Location": f"/{number + 1}"})
    site.pages["/5"] = b"here"
    answer = await web.get(site.url("/0"), LOCAL)
    assert (answer.body, answer.url) == (b"here", site.url("/5"))
    site.pages["/5"] = Says(status=302, headers={"Location": "/6"})
    assert "重定向" in await reason(web, site.url("/0"), Failed)


async def test_the_second_address_is_tried_where_the_first_does_not_answer(site: Website) -> None:
    web = Web(resolve=Names(a_gov_cn=["::1", "127.0.0.1"]), pace=Pace(pause_s=0))
    site.pages["/f"] = b"ok"
    assert (await web.get(site.url("/f", "a.gov.cn"), LOCAL)).body == b"ok"
    assert site.asked[-1].headers["host"] == f"a.gov.cn:{site.port}"
    await web.aclose()


# -- what is refused


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://169.254.169.254/latest", "http://0.0.0.0/",
        "http://[::ffff:8.8.8.8]/", "http://[64:ff9b::808:808]/", "http://[2002:808:808::1]/", "http://224.0.0.1/",
        "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://198.18.0.1/", "http://192.0.2.1/",
        "http://100.100.100.200/", "http://168.63.129.16/", "http://[::]/", "http://[::127.0.0.1]/", "http://240.0.0.1/",
        "http://192.168.1.1:8080/", "http://172.16.0.1/", "http://255.255.255.255/", "http://[fec0::1]/",
        "http://user:pass@8.8.8.8/", "http://8.8.8.8:22/", "http://8.8.8.8:6379/", "ftp://8.8.8.8/", "file:///etc/passwd",
        "gopher://8.8.8.8/", "http://", "/feed.xml", "", "http://8.8.8.8:99999/", "http://[::1", "http://" + "a" * 5000,
    ],
)  # fmt: skip
async def test_nothing_but_public_addresses_and_web_ports(web: Web, url: str) -> None:
    assert await reason(web, url, Refused, Manner())


@pytest.mark.parametrize("ip", ["169.254.169.254", "100.100.100.200", "0.0.0.0", "::ffff:127.0.0.1", "224.0.0.1"])
async def test_metadata_addresses_are_refused_even_inside(ip: str) -> None:
    web = Web(resolve=Names(a_gov_cn=[ip]), pace=Pace(pause_s=0))
    await reason(web, "http://a.gov.cn/", Refused, LOCAL)
    await web.aclose()


@pytest.mark.parametrize("ips", [["10.0.0.5"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
async def test_a_name_that_points_inside_is_refused(site: Website, ips: list[str]) -> None:
    web = Web(resolve=Names(inside_gov_cn=ips), pace=Pace(pause_s=0))
    assert "allow_private" in await reason(web, "http://inside.gov.cn/", Refused, Manner())
    assert site.asked == []
    await web.aclose()


async def test_numbers_that_the_system_reads_as_loopback_are_refused() -> None:
    web = Web(pace=Pace(pause_s=0))
    for host in ("2130706433", "0x7f000001", "127.1", "localhost"):
        await reason(web, f"http://{host}/", FetchError, Manner())
    await web.aclose()


async def test_the_address_that_was_checked_is_the_one_that_is_contacted(site: Website) -> None:
    class Rebinding(Names):
        async def __call__(self, host: str, port: int) -> Sequence[str]:
            await super().__call__(host, port)
            return ["127.0.0.1"] if self.asked <= 2 else ["127.0.0.99"]

    names = Rebinding()
    web = Web(resolve=names, pace=Pace(pause_s=0))
    site.pages["/f"] = b"ok"
    assert (await web.get(site.url("/f", "a.gov.cn"), LOCAL)).body == b"ok"
    assert names.asked == 2, "once for robots.txt, once for the feed; the connection asks nobody"
    await web.aclose()


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "ftp://a/"])
async def test_a_redirect_is_checked_like_any_url(web: Web, site: Website, target: str) -> None:
    """The first hop is a site that may be read; only the private address is what the source does not allow."""
    site.pages["/f"] = Says(status=302, headers={"Location": target})
    manner = replace(LOCAL, hosts=("127.0.0.1",)) if target.startswith("http://10") else LOCAL
    await reason(web, site.url("/f"), Refused, manner)


@pytest.mark.parametrize(
    ("target", "word"), [("http://inside.gov.cn/admin", "192.168.0.8"), ("http://127.0.0.1:22/", "端口 22")]
)
async def test_a_redirect_to_a_private_address_is_refused(
    site: Website, monkeypatch: pytest.MonkeyPatch, target: str, word: str
) -> None:
    """Loopback plays a public address for this once; the target of the redirect does not."""
    public = address.is_public
    monkeypatch.setattr(address, "is_public", lambda ip: str(ip) == "127.0.0.1" or public(ip))
    monkeypatch.setattr(address, "_ALLOWED_PORTS", frozenset({80, site.port}))
    web = Web(resolve=Names(inside_gov_cn=["192.168.0.8"]), pace=Pace(pause_s=0))
    site.pages["/f"] = Says(status=301, headers={"Location": target})
    assert word in await reason(web, site.url("/f"), Refused, Manner())
    assert site.paths() == ["/f"]
    await web.aclose()


async def test_pages_of_other_sites_are_refused_where_the_source_names_its_hosts(web: Web, site: Website) -> None:
    site.pages["/f"] = b"x"
    manner = replace(LOCAL, hosts=("gov.cn",))
    assert "不属于" in await reason(web, site.url("/f"), Refused, manner)
    assert "不属于" in await reason(web, "http://evilgov.cn/", Refused, manner)


# -- limits


def bomb(size: int) -> bytes:
    return gzip.compress(bytes(size), 9)


async def test_a_gzip_bomb_stops_at_the_limit(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(bomb(200_000_000), headers={"Content-Encoding": "gzip"})
    manner = replace(LOCAL, limits=Limits(max_bytes=100_000))
    assert "100000" in await reason(web, site.url("/f"), TooLarge, manner)


async def test_a_body_without_end_stops_at_the_limit(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(chunks=itertools.repeat(bytes(4096)))
    await reason(web, site.url("/f"), TooLarge, replace(LOCAL, limits=Limits(max_bytes=100_000)))


async def test_exactly_the_limit_is_allowed(web: Web, site: Website) -> None:
    manner = replace(LOCAL, limits=Limits(max_bytes=5000))
    site.pages["/f"] = Says(gzip.compress(b"x" * 5000), headers={"Content-Encoding": "gzip"})
    assert (await web.get(site.url("/f"), manner)).body == b"x" * 5000
    site.pages["/f"] = b"x" * 5001
    await reason(web, site.url("/f"), TooLarge, manner)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda data: gzip.compress(data[:2]) + gzip.compress(data[2:])),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("identity", bytes),
    ],
)
async def test_compressed_bodies_are_unpacked(web: Web, site: Website, coding: str, pack: object) -> None:
    assert callable(pack)
    site.pages["/f"] = Says(pack(b"hello"), headers={"Content-Encoding": coding})
    assert (await web.get(site.url("/f"), LOCAL)).body == b"hello"


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", b"not gzip"), ("gzip", gzip.compress(b"x" * 99)[:-9]), ("br", b"x"), ("gzip, gzip", b"")],
)
async def test_damaged_bodies_fail_by_name(web: Web, site: Website, coding: str, body: bytes) -> None:
    site.pages["/f"] = Says(body, headers={"Content-Encoding": coding})
    await reason(web, site.url("/f"), Failed)


async def test_a_body_that_drips_is_given_up(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(chunks=itertools.repeat(b"."), pause_s=0.01)
    await reason(web, site.url("/f"), TimedOut, replace(LOCAL, limits=Limits(total_s=0.3)))


async def test_a_silent_server_is_given_up(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(chunks=iter([b"", b"x"]), pause_s=0.5)
    await reason(web, site.url("/f"), TimedOut, replace(LOCAL, limits=Limits(read_s=0.1)))


async def test_endless_headers_are_given_up(web: Web, site: Website) -> None:
    site.pages["/f"] = Says(b"x", headers={f"X-{number}": "y" * 1000 for number in range(200)})
    await reason(web, site.url("/f"), Failed)


async def test_a_dead_port_and_an_unknown_name_fail_by_name(web: Web) -> None:
    assert "无法连接" in await reason(web, "http://127.0.0.1:9/", Failed)
    assert "无法解析" in await reason(web, "http://no-such-name.invalid/", Failed)


@pytest.mark.parametrize(("status", "kind"), [(404, Gone), (410, Gone), (403, Failed), (500, Failed), (304, Failed)])
async def test_a_status_is_told(web: Web, site: Website, status: int, kind: type[FetchError]) -> None:
    site.pages["/f"] = Says(status=status)
    assert str(status) in await reason(web, site.url("/f"), kind)


# -- manners


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_host_is_left_alone_for_as_long_as_it_says(web: Web, site: Website, status: int) -> None:
    site.pages["/f"] = Says(status=status, headers={"Retry-After": "120"})
    with pytest.raises(Failed) as error:
        await web.get(site.url("/f"), LOCAL)
    assert error.value.retry_after == 120
    with pytest.raises(Failed) as error:
        await web.get(site.url("/other"), LOCAL)
    assert 100 < (error.value.retry_after or 0) <= 120
    assert site.paths() == ["/f"]


async def test_retry_after_may_be_a_date(site: Website) -> None:
    now = datetime(2026, 3, 31, tzinfo=UTC)
    web = Web(resolve=Names(), pace=Pace(pause_s=0), now=lambda: now)
    site.pages["/f"] = Says(
        status=503, headers={"Retry-After": format_datetime(now + timedelta(minutes=5), usegmt=True)}
    )
    with pytest.raises(Failed) as error:
        await web.get(site.url("/f"), LOCAL)
    assert error.value.retry_after == 300
    await web.aclose()


async def test_robots_are_heeded_by_the_name_of_the_product(web: Web, site: Website) -> None:
    site.pages |= {
        "/robots.txt": "User-agent: duwang\nDisallow: /no\nUser-agent: *\nDisallow: /",
        "/ok": b"x",
        "/no": b"x",
    }
    assert (await web.get(site.url("/ok"), LOCAL)).body == b"x"
    assert "robots.txt" in await reason(web, site.url("/no"), Refused)
    assert site.paths(robots=True).count("/robots.txt") == 1, "asked once for all pages"
    assert "robots.txt" in await reason(web, site.url("/ok"), Refused, replace(LOCAL, user_agent="Other/1"))
    assert "/no" not in site.paths()


async def test_robots_that_cannot_be_had_now_forbid_everything(web: Web, site: Website) -> None:
    site.pages |= {"/robots.txt": Says(status=500), "/f": b"x"}
    for _ in range(2):
        assert "robots.txt" in await reason(web, site.url("/f"), Refused)
    assert site.paths(robots=True) == ["/robots.txt"]


async def test_long_robots_are_read_to_500_kib(web: Web, site: Website) -> None:
    rules = b"User-agent: *\nDisallow: /no\n" + b"# \n" * 200_000 + b"Disallow: /late\n"
    site.pages |= {"/robots.txt": rules, "/late": b"x"}
    await reason(web, site.url("/no"), Refused)
    assert (await web.get(site.url("/late"), LOCAL)).body == b"x"


async def test_hostile_robots_do_not_stop_the_clock(web: Web, site: Website) -> None:
    names = "".join(f"User-agent: a{number}\v" for number in range(20_000))
    site.pages |= {"/robots.txt": names + "User-agent: *\n" + "Disallow: /no\n" * 9000, "/f": b"x"}
    began = time.monotonic()
    assert (await web.get(site.url("/f"), LOCAL)).body == b"x"
    await reason(web, site.url("/no"), Refused)
    assert time.monotonic() - began < 10, "minutes, if every rule is copied to every name"


async def test_a_redirect_to_what_robots_forbid_is_refused(web: Web, site: Website) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /no", "/f": Says(status=302, headers={"Location": "/no"})}
    await reason(web, site.url("/f"), Refused)
    assert "/no" not in site.paths()


async def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(site: Website) -> None:
    web = Web(resolve=Names(), pace=Pace(pause_s=0.1))

    def slow(_: Asked) -> Says:
        time.sleep(0.03)
        return Says(b"x")

    site.pages |= {f"/{number}": slow for number in range(4)}
    await asyncio.gather(*(web.get(site.url(f"/{number}"), LOCAL) for number in range(4)))
    times = [asked.at for asked in site.asked]
    assert len(times) == 5
    assert site.busiest == 1
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.1
    await web.aclose()


async def test_crawl_delay_is_waited_for(web: Web, site: Website) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 0.3", "/a": b"x", "/b": b"x"}
    await web.get(site.url("/a"), LOCAL)
    await web.get(site.url("/b"), LOCAL)
    assert site.asked[-1].at - site.asked[-2].at >= 0.3


async def test_a_crawl_delay_beyond_patience_is_no_wait_but_a_later_look(web: Web, site: Website) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 3600", "/a": b"x"}
    assert (await web.get(site.url("/a"), LOCAL)).body == b"x"
    with pytest.raises(Failed) as error:
        await web.get(site.url("/a"), LOCAL)
    assert 3500 < (error.value.retry_after or 0) <= 3600


# -- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of a.gov.cn that vouches for itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("not run: openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    names = ("-subj", "/CN=a.gov.cn", "-addext", "subjectAltName=DNS:a.gov.cn")
    made = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2", "-nodes")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *names], check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


async def test_tls_verifies_the_name_although_an_address_is_contacted(certificate: tuple[Path, Path]) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    names = Names(a_gov_cn=["127.0.0.1"], b_gov_cn=["127.0.0.1"])
    with website(server) as site:
        site.pages |= {"/f": b"ok", "/down": Says(status=302, headers={"Location": "http://a.gov.cn/"})}
        trusting = Web(
            resolve=names, pace=Pace(pause_s=0), wire=Wire(ssl.create_default_context(cafile=certificate[0]))
        )
        assert (await trusting.get(site.url("/f", "a.gov.cn"), LOCAL)).body == b"ok"
        assert "证书" in await reason(trusting, site.url("/f", "b.gov.cn"), Failed)
        assert "降到 http" in await reason(trusting, site.url("/down", "a.gov.cn"), Refused)
        strict = Web(resolve=names, pace=Pace(pause_s=0))
        assert "证书" in await reason(strict, site.url("/f", "a.gov.cn"), Failed)
        await trusting.aclose()
        await strict.aclose()
