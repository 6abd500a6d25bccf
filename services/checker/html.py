"""HTML to text, with a map back to the submitted source.

No HTML library for Python tells where in the source a character of text came from, so the tokeniser is ours (ADR 0005).
It follows the tokenisation of the WHATWG standard as far as text is concerned, takes linear time on any input because
every construct that is opened is consumed to its end or to the end of the source, and is compared with selectolax in
`tests/property`.
"""

import re
from dataclasses import dataclass
from html import unescape

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int32]

_ATTRIBUTES = r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?|["'])*+"""
_TOKEN = re.compile(
    rf"""
      (?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))
    | (?P<bogus><[!?][^>]*+(?:>|\Z)|</(?![a-zA-Z])[^>]*+(?:>|\Z))
    | <(?P<close>/?)(?P<tag>[a-zA-Z][^\s/>]*+){_ATTRIBUTES}(?:>|\Z)
    | (?P<text>(?:[^<]++|<(?![a-zA-Z/!?]))++)
    """,
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(
    r"(?P<space>[ \t\n\f\r]++)|(?P<entity>&(?:\#[0-9]++|\#[xX][0-9a-fA-F]++|[0-9a-zA-Z]++);?)|[^ \t\n\f\r&]++|&"
)

_NO_TEXT = frozenset({"script", "style", "template", "iframe", "noembed", "noframes"})
_RAW_TEXT = frozenset({"textarea", "title", "xmp"})
_BLOCKS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html legend li link main menu meta nav "
    "ol option optgroup p pre search section select summary table tbody td textarea tfoot th thead title tr ul "
    "xmp".split()
)


@dataclass(frozen=True, slots=True)
class Extract:
    """Text and, for each of its code points, the half-open range of source code points that it stands for."""

    text: str
    starts: Offsets
    ends: Offsets


def extract(source: str) -> Extract:
    """The text of an HTML page or fragment. Never raises on text.

    A line break stands where a block element begins or ends.
    """
    text = _Text()
    position, length = 0, len(source)
    while position < length:
        token = _TOKEN.match(source, position)
        assert token is not None, "the last alternative takes any character"
        position = token.end()
        if token["text"] is not None:
            text.add(token["text"], token.start())
        elif token["tag"] is not None:
            position = _element(text, source, token)
    return text.extract()


def _element(text: "_Text", source: str, token: re.Match[str]) -> int:
    """Handle a tag; return where reading goes on, which is behind the content of elements that hold no markup."""
    name, position = token["tag"].lower(), token.end()
    if name in _BLOCKS:
        text.end_block(token.start())
    if token["close"] or name not in _NO_TEXT | _RAW_TEXT:
        return position
    closing = re.compile(rf"</{re.escape(name)}(?=[\s/>])|\Z", re.IGNORECASE).search(source, position)
    assert closing is not None, "the end of the source always matches"
    if name in _RAW_TEXT:
        text.add(source[position : closing.start()], position)
    return closing.start()


class _Text:
    """The text so far, as pieces: what is said in the source as it stands, and what stands for something else."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._last = "\n"

    def add(self, raw: str, offset: int) -> None:
        for piece in _PIECE.finditer(raw):
            start, end = offset + piece.start(), offset + piece.end()
            if piece["space"]:
                self._space(start, end)
            elif piece["entity"]:
                self._append(_decoded(piece["entity"]), start, end)
            else:
                self._append(piece[0], start, end)

    def end_block(self, at: int) -> None:
        if self._last != "\n":
            self._append("\n", at, at)

    def extract(self) -> Extract:
        """Pieces as long as their source are the source; every code point of another stands for all of its source."""
        lengths = np.fromiter(map(len, self._texts), dtype=np.int32, count=len(self._texts))
        starts, ends = np.array(self._starts, dtype=np.int32), np.array(self._ends, dtype=np.int32)
        within = np.arange(lengths.sum(), dtype=np.int32) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        is_source = np.repeat(ends - starts == lengths, lengths)
        first, last = np.repeat(starts, lengths), np.repeat(ends, lengths)
        return Extract(
            "".join(self._texts),
            np.where(is_source, first + within, first).astype(np.int32),
            np.where(is_source, first + within + 1, last).astype(np.int32),
        )

    def _space(self, start: int, end: int) -> None:
        if self._last not in " \n":
            self._append(" ", start, end)

    def _append(self, text: str, start: int, end: int) -> None:
        if text:
            self._texts.append(text)
            self._starts.append(start)
            self._ends.append(end)
            self._last = text[-1]


def _decoded(entity: str) -> str:
    try:
        return unescape(entity)
    except ValueError:  # a number of more digits than Python converts
        return "\ufffd"
