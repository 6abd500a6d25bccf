"""Sitemaps (sitemaps.org 0.9): a list of pages, or a list of such lists."""

import io
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from services.ingest.feeds.dates import read_date
from services.ingest.feeds.entry import MOST_ENTRIES, Child, Entry, Feed
from services.ingest.feeds.json_feed import absolute
from services.ingest.feeds.syndication import id_of, unique


def read_sitemap(data: bytes, kind: str, url: str, now: datetime) -> Feed:
    """Read XML that `xml_guard` has let through. `kind` is the name of its root, urlset or sitemapindex."""
    if kind == "sitemapindex":
        children = [_child(element, url, now) for element in _elements(data, "sitemap")]
        return Feed("index", children=[child for child in children if child.url])
    entries = [_entry(element, url, now) for element in _elements(data, "url")]
    return Feed("sitemap", list(unique([entry for entry in entries if entry.url])))


def _elements(data: bytes, wanted: str) -> Iterator[Element]:
    """Give each element and forget it, so that a sitemap of 50 MB needs no tree of it."""
    number = 0
    walk = iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
    _, root = next(walk)
    for event, element in walk:
        if event == "end" and _local(element) == wanted:
            yield element
            root.clear()
            number += 1
            if number == MOST_ENTRIES:
                return


def _entry(element: Element, base: str, now: datetime) -> Entry:
    """A news sitemap tells title and date too; `lastmod` is the date of the page's file, not of the post."""
    url, lastmod = absolute(base, _find(element, "loc")), _find(element, "lastmod")
    return Entry(
        id=id_of("", url, "", ""),
        url=url,
        title=" ".join(_find(element, "title").split()),
        published_at=read_date(_find(element, "publication_date"), now),
        updated_at=read_date(lastmod, now),
        updated=lastmod,
    )


def _child(element: Element, base: str, now: datetime) -> Child:
    lastmod = _find(element, "lastmod")
    return Child(absolute(base, _find(element, "loc")), lastmod, read_date(lastmod, now))


def _find(element: Element, name: str) -> str:
    found = next((each for each in element.iter() if _local(each) == name), None)
    return (found.text or "").strip() if found is not None else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
