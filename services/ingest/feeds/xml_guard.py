"""XML that may be handed to a feed parser: well formed, without a DTD, and within bounds.

feedparser takes quadratic time for a long author and for blank lines before the root, and falls back to a tolerant
parser on broken XML. So the prolog is cut off, broken XML is mended or refused, and what is long is refused here.
"""

import io
import re
from html.entities import html5
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.sax import make_parser  # type: ignore[import-untyped]

from services.ingest.feeds.entry import NotAFeed

_DEEPEST, _MOST_ELEMENTS, _MOST_ATTRIBUTES, _MOST_NAMESPACES = 200, 2_000_000, 64, 64
# Elements that feedparser searches with slow patterns or compares pairwise; no honest one is longer.
_SHORT = frozenset(
    "author managingeditor webmaster creator publisher owner name email contributor category keywords subject tags "
    "pubdate date published updated modified issued created lastbuilddate expirationdate ttl".split()
)
_LONGEST_SHORT, _MOST_SHORT = 256, 256
_ITEMS = frozenset({"item", "entry"})
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+>)*+", re.DOTALL | re.IGNORECASE)
_SUBSET = re.compile(r"<!DOCTYPE[^>]*+|<!ENTITY", re.IGNORECASE)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#\d{1,7};|#x[\da-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(\w{1,32};)?", re.DOTALL
)
_PREFIX = re.compile(r"</?([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_ROOT_NAME = re.compile(r"<[\w:.-]{1,80}")
_HEAD, _MOST_MENDED = 4096, 32
_KNOWN_PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
}


def guarded(text: str) -> tuple[str, bytes]:
    """The root element's local name, in lower case, and the document without its prolog as UTF-8.

    Raises `NotAFeed` with the reason.
    """
    text = _without_prolog(text)
    try:
        return _inspect(text)
    except SAXException:
        return _second_try(_mended(text))


def _second_try(text: str) -> tuple[str, bytes]:
    try:
        return _inspect(text)
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)()
        raise NotAFeed(f"不是合法的 XML（第 {line} 行附近有误）") from None


def _without_prolog(text: str) -> str:
    """Cut off declarations and a DOCTYPE; one that declares anything (entities) is refused: that is how bombs begin."""
    prolog = _PROLOG.match(text)
    rest = text[prolog.end() if prolog else 0 :].removeprefix("\ufeff")
    if _SUBSET.match(rest):
        raise NotAFeed("XML 中带有实体声明（DOCTYPE 内部子集），可能是攻击，不予读取")
    if not rest.startswith("<"):
        raise NotAFeed("内容不是 XML，也不是 JSON")
    return rest


def _inspect(text: str) -> tuple[str, bytes]:
    """Walk through it once. Raises `SAXException` where it is not well formed."""
    data, bounds = text.encode("utf-8", "replace"), _Bounds()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(bounds)
    source = InputSource()
    source.setByteStream(io.BytesIO(data))
    source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise NotAFeed("XML 中带有 DOCTYPE 或实体声明，可能是攻击，不予读取") from None
    return bounds.root, data


class _Bounds(ContentHandler):
    """Counts. `root` is the first element's local name."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self._elements = self._namespaces = 0
        # Short elements of the feed itself and of the item that is open; in an item, feedparser begins a new list.
        self._short = [0, 0]
        self._is_in_item = False
        # One for each open element: its characters if they are counted, else None.
        self._open: list[int | None] = []

    def startPrefixMapping(self, prefix: str | None, uri: str) -> None:  # noqa: ARG002, N802 - SAX
        self._namespaces = _counted(self._namespaces, _MOST_NAMESPACES, "命名空间")

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: ARG002, N802
        local = name[1].lower()
        self.root = self.root or local
        self._elements = _counted(self._elements, _MOST_ELEMENTS, "元素")
        if len(attrs) > _MOST_ATTRIBUTES or len(self._open) >= _DEEPEST:
            raise NotAFeed(f"XML 嵌套超过 {_DEEPEST} 层，或一个元素的属性超过 {_MOST_ATTRIBUTES} 个")
        if local in _ITEMS:
            self._short[1], self._is_in_item = 0, True
        if local in _SHORT:
            counter = int(self._is_in_item)
            self._short[counter] = _counted(self._short[counter], _MOST_SHORT, "作者、日期、分类等元素")
        self._open.append(0 if local in _SHORT else None)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: ARG002, N802 - SAX
        self._open.pop()
        if name[1].lower() in _ITEMS:
            self._is_in_item = False

    def characters(self, content: str) -> None:
        length = self._open[-1]
        if length is not None:
            self._open[-1] = length + len(content)
            if length + len(content) > _LONGEST_SHORT:
                raise NotAFeed(f"作者、日期或分类超过 {_LONGEST_SHORT} 个字符")


def _counted(number: int, most: int, what: str) -> int:
    if number >= most:
        raise NotAFeed(f"XML 中的{what}超过 {most} 个")
    return number + 1


def _mended(text: str) -> str:
    """Mend what sites commonly do wrong: bare ampersands, HTML's entities, control characters, undeclared prefixes."""
    text = _AMPERSAND.sub(_escaped, _ILLEGAL.sub("", text))
    used = {prefix for prefix in _PREFIX.findall(text) if prefix != "xml" and f"xmlns:{prefix}" not in text[:_HEAD]}
    declared = "".join(
        f' xmlns:{prefix}="{_KNOWN_PREFIXES.get(prefix, "urn:" + prefix)}"' for prefix in sorted(used)[:_MOST_MENDED]
    )
    return _ROOT_NAME.sub(lambda root: root[0] + declared, text, count=1)


def _escaped(match: re.Match[str]) -> str:
    if match[0].startswith("<"):
        return match[0]
    known = html5.get(match[1] or "")
    return "".join(f"&#{ord(character)};" for character in known) if known else "&amp;" + (match[1] or "")
