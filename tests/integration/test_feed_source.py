"""Feeds of a real site on loopback, polled onto a bus: what is sent, what is not sent twice, what is told."""

import asyncio
import itertools
import json
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS
from services.domain.errors import InvalidPost, Unavailable
from services.domain.post import BEIJING, Channel, ContentType, Post
from services.ingest.catalogue import FeedSource
from services.ingest.feeds.entry import NotAFeed
from services.ingest.feeds.preview import preview
from services.ingest.sources.feed import FeedPoller
from services.ingest.web.client import Web
from services.ingest.web.errors import Refused
from services.ingest.web.pace import Pace
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter, decode_dead_letter
from services.wire.post import decode_post
from tests.fakes import NOW
from tests.website import Asked, Says, Website, website

pytestmark = pytest.mark.anyio
HTML = "<!DOCTYPE html><title>页</title><p>会议作出部署。</p>"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


def item(id_: str, body: str = "会议作出部署。", **tags: str) -> str:
    rest = "".join(f"<{name}>{text}</{name}>" for name, text in tags.items())
    content = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if body else ""
    return f'<item><guid isPermaLink="false">{id_}</guid><title>标题 {id_}</title>{content}{rest}</item>'


def rss(*items: str) -> str:
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {names}><channel>{"".join(items)}</channel></rss>'


def remembered(folder: Path) -> Path:
    """The one file of the one feed."""
    (file,) = folder.iterdir()
    return file


class Desk:
    """A poller with its bus, its files and its site; looks every few milliseconds."""

    def __init__(self, folder: Path, site: Website, /, *, urls: Sequence[str] = ("/f",), **fields: Any) -> None:
        self.site, self.folder, self.metrics = site, folder, Metrics()
        every = fields.pop("every", timedelta(milliseconds=20))
        self.source = FeedSource(
            name="青岚", kind="feed", urls=tuple(map(site.url, urls)), every=every, **{"allow_private": True, **fields}
        )
        self.bus = MemoryBus()
        self.web = Web(pace=Pace(pause_s=0))
        self.readers = {topic: self.bus.consumer(topic, "test") for topic in (POSTS, DEAD_LETTERS)}
        self.posts: list[Post] = []
        self.letters: list[DeadLetter] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Desk"]:
        poller = FeedPoller(
            [self.source], self.bus.producer(), self.metrics, self.folder, web=self.web, clock=lambda: NOW
        )
        task = asyncio.ensure_future(poller.run())
        try:
            async with asyncio.timeout(20):
                yield self
        finally:
            poller.stop()
            async with asyncio.timeout(5):
                await task
            await self.web.aclose()
            await self._read()

    async def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            await self._read()
            await asyncio.sleep(0.005)

    async def looks(self, number: int, outcome: str = "unchanged") -> None:
        """Wait for so many more looks with this outcome."""
        before = self.polls(outcome)
        await self.until(lambda: self.polls(outcome) >= before + number)

    def polls(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("duwang_feed_polls_total", {"outcome": outcome}) or 0.0

    @property
    def ids(self) -> list[str]:
        return [post.id for post in self.posts]

    async def _read(self) -> None:
        for topic, reader in self.readers.items():
            for message in await reader.poll(10_000, 0):
                if topic == POSTS:
                    self.posts.append(decode_post(message.value, now=NOW))
                else:
                    self.letters.append(decode_dead_letter(message.value))
            await reader.commit()


# -- what becomes of entries


async def test_entries_become_posts_with_the_fields_of_the_source(tmp_path: Path, site: Website) -> None:
    date = "Mon, 30 Mar 2026 09:30:00"
    site.pages["/f"] = rss(item("1", "<p>甲</p>", link="/1.html", author="办公室", pubDate=date))
    desk = Desk(tmp_path, site, site="www.qinglan.gov.cn", unit="县政府办", column="要闻", channel=Channel.APP)
    async with desk.running():
        await desk.looks(1)
    (post,) = desk.posts
    assert (post.id, post.site, post.unit, post.column, post.channel) == (
        "1", "www.qinglan.gov.cn", "县政府办", "要闻", Channel.APP,
    )  # fmt: skip
    assert (post.title, post.body, post.content_type) == ("标题 1", "<p>甲</p>", ContentType.HTML)
    assert (post.url, post.author, post.meta["feed"]) == (site.url("/1.html"), "办公室", site.url("/f"))
    assert post.published_at.astimezone(BEIJING).isoformat() == "2026-03-30T09:30:00+08:00"
    counted = desk.metrics.registry.get_sample_value("duwang_posts_ingested_total", {"source": "feed"})
    assert (counted, desk.polls("new")) == (1, 1)


async def test_an_entry_without_a_date_is_of_now_and_without_a_site_of_the_host(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(item("1"))
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(1)
    assert (desk.posts[0].published_at, desk.posts[0].site) == (NOW, "127.0.0.1")


async def test_a_changed_entry_is_sent_again_and_the_others_are_not(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(item("1"), item("2"))
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(2)
        site.pages["/f"] = rss(item("3"), item("1", "会议作出布署。"), item("2"))
        await desk.until(lambda: len(desk.posts) >= 4)
        await desk.looks(2)
    assert sorted(desk.ids) == ["1", "1", "2", "3"]


async def test_what_has_not_changed_costs_the_site_a_304(tmp_path: Path, site: Website) -> None:
    def feed(asked: Asked) -> Says:
        known = asked.headers.get("if-none-match") == '"v1"'
        return Says(status=304) if known else Says(rss(item("1")).encode(), headers={"ETag": '"v1"'})

    site.pages["/f"] = feed
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(3)
    assert [asked.headers.get("if-none-match") for asked in site.asked if asked.path == "/f"][:3] == [
        None,
        '"v1"',
        '"v1"',
    ]
    again = Desk(tmp_path, site)
    async with again.running():
        await again.looks(1)
    assert again.posts == [], "the file remembers the version, too"


async def test_a_gbk_feed_of_five_thousand_entries_arrives_whole_and_once(tmp_path: Path, site: Website) -> None:
    entries = [item(str(number), f"青岚县第{number}号通告") for number in range(5000)]
    document = '<?xml version="1.0" encoding="GBK"?>' + rss(*entries)
    site.pages["/f"] = Says(document.encode("gbk"), headers={"Content-Type": "text/xml"})
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.until(lambda: len(desk.posts) >= 5000)
        await desk.looks(1)
    assert sorted(map(int, desk.ids)) == list(range(5000))
    assert desk.posts[-1].body.startswith("青岚县第")
    assert remembered(tmp_path).stat().st_size < 300_000


async def test_json_feed(tmp_path: Path, site: Website) -> None:
    items = [{"id": "1", "content_text": "正文"}, {"id": "2"}]
    site.pages["/f"] = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(1)
    assert [(post.id, post.body, post.content_type) for post in desk.posts] == [("1", "正文", ContentType.PLAIN)]
    (letter,) = desk.letters
    assert (letter.cause, json.loads(letter.original)["id"]) == (Cause.INVALID_MESSAGE, "2")
    assert "正文" in letter.reason


# -- pages


async def test_a_summary_sends_for_the_page(tmp_path: Path, site: Website) -> None:
    page = HTML.replace("<title>", '<meta charset="gb2312"><meta name="PubDate" content="2026-03-30 09:30"><title>')
    site.pages |= {"/f": rss(item("1", "", link="/1", description="摘要")), "/1": page.encode("gbk")}
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(1)
    (post,) = desk.posts
    assert (post.body, post.title, post.published_at.hour) == (page, "标题 1", 9)


@pytest.mark.parametrize(("content", "body"), [("feed", "摘要"), ("page", HTML), ("auto", HTML)])
async def test_content_says_where_the_text_is_taken_from(
    tmp_path: Path, site: Website, content: str, body: str
) -> None:
    site.pages |= {"/f": rss(item("1", "", link="/1", description="摘要")), "/1": HTML}
    desk = Desk(tmp_path, site, content=content)
    async with desk.running():
        await desk.looks(1)
    assert [post.body for post in desk.posts] == [body]


@pytest.mark.parametrize(
    ("link", "word"), [("http://evil.example/1", "不属于"), ("/no", "robots"), ("/gone", "404"), ("/a.pdf", "pdf")]
)
async def test_a_page_that_must_not_or_cannot_be_had_is_a_dead_letter_or_the_summary(
    tmp_path: Path, site: Website, link: str, word: str
) -> None:
    site.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /no",
        "/f": rss(item("1", "", link=link), item("2", "", link=link, description="摘要"), item("3")),
        "/no": HTML,
        "/a.pdf": Says(b"%PDF", headers={"Content-Type": "application/pdf"}),
    }
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(2)
    assert sorted((post.id, post.body) for post in desk.posts) == [("2", "摘要"), ("3", "会议作出部署。")]
    (letter,) = desk.letters
    assert word in letter.reason
    assert json.loads(letter.original)["id"] == "1"
    assert desk.metrics.registry.get_sample_value("duwang_dead_letters_total", {"reason": "invalid_message"}) == 1


async def test_a_page_that_fails_is_tried_three_times_and_the_rest_goes_on(tmp_path: Path, site: Website) -> None:
    failing = [Says(status=500), Says(status=500), Says(HTML.encode())]
    site.pages |= {
        "/f": rss(item("1", "", link="/1"), item("2", "", link="/2"), item("3")),
        "/1": lambda _: failing.pop(0),
        "/2": Says(status=500),
    }
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.until(lambda: len(desk.posts) == 2 and len(desk.letters) == 1)
        await desk.looks(2)
    assert sorted(desk.ids) == ["1", "3"]
    assert [site.paths().count(path) for path in ("/1", "/2")] == [3, 3]


# -- sitemaps


def urlset(*pages: tuple[str, str]) -> str:
    urls = "".join(f"<url><loc>{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, day in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


async def test_the_first_look_at_a_sitemap_takes_the_last_week_alone(tmp_path: Path, site: Website) -> None:
    old = [(f"/old/{number}", "2026-03-01") for number in range(2000)]
    site.pages |= {f"/{name}": HTML for name in ("new", "undated", "later", "later-undated")}
    site.pages["/f"] = urlset(*old, ("/new", "2026-03-30"), ("/undated", ""))
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(1)
        site.pages["/f"] = urlset(
            *old, ("/new", "2026-03-30"), ("/undated", ""), ("/later", "2026-03-31"), ("/later-undated", "")
        )
        await desk.until(lambda: len(desk.posts) >= 3)
        site.pages["/f"] = urlset(*old, ("/new", "2026-03-31T08:00:00+08:00"))
        await desk.until(lambda: len(desk.posts) >= 4)
        await desk.looks(1)
    assert desk.posts[0].url.endswith("/new")
    assert sorted(post.url.rpartition("/")[2] for post in desk.posts) == ["later", "later-undated", "new", "new"]
    assert desk.posts[0].title == "页"
    assert not any("old" in path for path in site.paths())


async def test_many_new_pages_are_taken_in_rounds(tmp_path: Path, site: Website) -> None:
    """A site that answers 304 as soon as it may must not make the rest of them be forgotten."""
    sitemap = urlset(*((f"/{number}", "2026-03-30") for number in range(230))).encode()

    def feed(asked: Asked) -> Says:
        known = "if-none-match" in asked.headers
        return Says(status=304) if known else Says(sitemap, headers={"ETag": '"1"'})

    site.pages |= {f"/{number}": HTML for number in range(230)}
    site.pages["/f"] = feed
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(1, "new")
        assert len([path for path in site.paths() if path != "/f"]) == 100
        await desk.looks(2)
    assert len(set(desk.ids)) == len(desk.ids) == 230
    assert "if-none-match" in site.asked[-1].headers


async def test_a_sitemap_index_is_followed_where_it_has_changed(tmp_path: Path, site: Website) -> None:
    def index(*children: tuple[str, str]) -> str:
        maps = "".join(f"<sitemap><loc>{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in children)
        return f"<sitemapindex>{maps}</sitemapindex>"

    site.pages |= {f"/{number}": HTML for number in (1, 2, 3)}
    site.pages |= {
        "/f": index(("/old.xml", "2020-01-01"), ("/a.xml.gz", "2026-03-30"), ("/broken.xml", "2026-03-30")),
        "/a.xml.gz": zlib.compress(urlset(("/1", "2026-03-30")).encode(), wbits=31),
    }
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.looks(2)
        site.pages |= {"/b.xml": urlset(("/2", ""), ("/3", "2026-03-31"))}
        site.pages["/f"] = index(("/old.xml", "2020-01-01"), ("/a.xml.gz", "2026-03-30"), ("/b.xml", "2026-03-31"))
        await desk.until(lambda: len(desk.posts) >= 3)
        await desk.looks(2)
    assert sorted(post.url.rpartition("/")[2] for post in desk.posts) == ["1", "2", "3"]
    assert [site.paths().count(path) for path in ("/old.xml", "/a.xml.gz", "/b.xml")] == [0, 1, 1]


# -- restarts and faults


async def test_a_restart_sends_nothing_twice(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(item("1"), item("2"))
    first = Desk(tmp_path, site)
    async with first.running():
        await first.looks(1)
    second = Desk(tmp_path, site)
    async with second.running():
        await second.looks(2)
    assert (sorted(first.ids), second.ids) == (["1", "2"], [])


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1}', b'{"format": 99}', b"\xff"])
async def test_a_lost_or_damaged_memory_means_posts_are_sent_again(
    tmp_path: Path, site: Website, damage: bytes
) -> None:
    site.pages["/f"] = rss(item("1"))
    for _ in range(2):
        desk = Desk(tmp_path, site)
        async with desk.running():
            await desk.looks(1)
        assert desk.ids == ["1"]
        remembered(tmp_path).write_bytes(damage)


async def test_what_was_published_but_not_remembered_is_sent_again(
    tmp_path: Path, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process had died between the two."""
    site.pages["/f"] = rss(item("1"))
    with monkeypatch.context() as patch:
        patch.setattr("services.ingest.sources.feed.save", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        first = Desk(tmp_path, site)
        async with first.running():
            await first.looks(2)
    assert first.ids == ["1"], "a disk that is full does not send it in every round"
    second = Desk(tmp_path, site)
    async with second.running():
        await second.looks(1)
    assert second.ids == ["1"]
    assert second.posts[0].revision == first.posts[0].revision


async def test_what_the_bus_did_not_take_is_sent_later(
    tmp_path: Path, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/f"] = rss(item("1"))
    desk = Desk(tmp_path, site)
    producer, attempts = desk.bus.producer(), itertools.count()

    class Wavering:
        publish = producer.publish

        async def publish_all(self, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
            if next(attempts) < 2:
                raise Unavailable("Kafka 暂时无法连接")
            await producer.publish_all(topic, records)

    monkeypatch.setattr(desk.bus, "producer", Wavering)
    async with desk.running():
        await desk.looks(1)
    assert (desk.ids, desk.polls("failed")) == (["1"], 2)


async def test_publishing_waits_for_a_full_bus_and_a_stop_does_not(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(*(item(str(number)) for number in range(300)))
    desk = Desk(tmp_path, site)
    desk.bus = MemoryBus(capacity=150)
    reader = desk.bus.consumer(POSTS, "slow")
    desk.readers = {POSTS: reader}
    async with desk.running():
        while await reader.lag() < 150:  # noqa: ASYNC110 - a count has no event
            await asyncio.sleep(0.005)
        assert desk.polls("new") == 0
    again = Desk(tmp_path, site)
    async with again.running():
        await again.looks(1)
    assert set(desk.ids) | set(again.ids) == {str(number) for number in range(300)}
    assert len(again.ids) == 200, "the first hundred were sent and remembered"


BOMB = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>' + rss("<title>&c;</title>")


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (Says(b"<html>x</html>"), "failed"),
        (Says(BOMB.encode()), "failed"),
        (Says(b"x" * 5000), "refused"),
        (Says(status=302, headers={"Location": "http://169.254.169.254/"}), "refused"),
        (Says(status=500), "failed"),
        (Says(b""), "failed"),
    ],
    ids=["html", "bomb", "large", "inside", "500", "empty"],
)
async def test_a_feed_that_is_none_is_told_and_the_others_go_on(
    tmp_path: Path, site: Website, page: Says, outcome: str
) -> None:
    site.pages |= {"/bad": page, "/f": rss(item("1"))}
    desk = Desk(tmp_path, site, urls=("/bad", "/f"), max_bytes=4000)
    async with desk.running():
        await desk.until(lambda: desk.polls(outcome) >= 1)
        await desk.looks(2)
    assert desk.ids == ["1"]


async def test_failures_are_asked_for_less_and_less(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = Says(status=500)
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.until(lambda: desk.polls("failed") >= 5)
    times = [asked.at for asked in site.asked if asked.path == "/f"]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert gaps[3] >= 0.02 * 2**4 * 0.9


@pytest.mark.parametrize(
    "page",
    [
        Says(status=429, headers={"Retry-After": "600"}),
        Says(status=503, headers={"Retry-After": "600"}),
        Says(rss(item("1")).encode(), headers={"Cache-Control": "public, max-age=600"}),
        Says(rss("<ttl>10</ttl>", item("1")).encode()),
    ],
    ids=["429", "503", "max-age", "ttl"],
)
async def test_a_site_is_left_alone_for_as_long_as_it_asks(tmp_path: Path, site: Website, page: Says) -> None:
    site.pages["/f"] = page
    desk = Desk(tmp_path, site)
    async with desk.running():
        await desk.until(lambda: desk.polls("failed") + desk.polls("new") >= 1)
        await asyncio.sleep(0.2)
    assert site.paths() == ["/f"]


async def test_a_private_address_is_refused_unless_the_source_allows_it(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(item("1"))
    desk = Desk(tmp_path, site, allow_private=False)
    async with desk.running():
        await desk.looks(1, "refused")
    assert site.asked == []


# -- the dry look


async def test_a_preview_shows_posts_and_reasons_and_leaves_nothing_behind(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = rss(item("1"), item("2", "", link="/gone"), item("3"))
    desk = Desk(tmp_path, site)
    items = await preview(desk.source, site.url("/f"), 2, web=desk.web, clock=lambda: NOW)
    good, bad = (item.post for item in items)
    assert isinstance(good, Post)
    assert isinstance(bad, InvalidPost)
    assert (good.id, bad.reason) == ("1", "服务器应答 HTTP 404")
    with pytest.raises(ValueError, match="not enough"):
        remembered(tmp_path)
    await desk.web.aclose()


async def test_a_preview_says_why_there_is_no_feed(tmp_path: Path, site: Website) -> None:
    site.pages["/f"] = HTML
    with pytest.raises(NotAFeed, match="网页"):
        await preview(Desk(tmp_path, site).source, site.url("/f"), 5)
    with pytest.raises(Refused, match="allow_private"):
        await preview(Desk(tmp_path, site, allow_private=False).source, "http://127.0.0.1/f", 5)
