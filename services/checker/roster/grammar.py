"""Which public body has which posts: the table as values, and its files. Anything odd is an error with its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from string import Formatter

from services.checker.lexicon.section import Section, read_section
from services.domain.errors import LexiconError

_TABLE_KEYS = ("heads", "inner", "behind", "ranks", "unless", "words", "serious", "bodies")
_BODY_KEYS = (
    "names", "kind", "serious", "posts", "wrong", "only", "silent", "loose", "right", "instead", "unless", "reason",
)  # fmt: skip
_AS_NAMED = "{body}{rank}{head}"
_PLACES = ("body", "rank", "head")
_DEPUTY = "副"


class Kind(StrEnum):
    """What is wrong where a head word stands behind a body: it has no such post, or its standing committee has it.

    `REPEATED`: the name ends with the head word, 国家主席主席.
    """

    POST = "post"
    COMMITTEE = "committee"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A public body, or many of a kind.

    `posts` are the head words that it has, its own head first; `wrong` those that may not stand behind its names.
    `loose` are wrong posts that ordinary usage has, with 副 where it belongs to them. `right` and `instead`, by wrong
    head word, are what should be written: `{body}` and `{rank}` stand for what is written, `{head}` for the own head.
    `reason` may name the body too. One of `unless` in the same sentence silences all of it.
    """

    names: tuple[str, ...]
    wrong: tuple[str, ...]
    reason: str
    posts: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    kind: Kind = Kind.POST
    serious: bool = False
    right: str = _AS_NAMED
    instead: Mapping[str, str] = field(default_factory=dict)
    unless: tuple[str, ...] = ()

    def mended(self, body: str, rank: str, head: str) -> str:
        """What should stand for a name of the body, a rank such as 原副 and a head word."""
        return self._filled(self.instead.get(head, self.right), body, rank)

    def because(self, body: str, head: str) -> str:
        """Why a head word is wrong behind a name of the body."""
        return f"{body}没有“{head}”这一职务" if head in self.instead else self._filled(self.reason, body)

    def _filled(self, template: str, body: str, rank: str = "") -> str:
        return template.format(body=body, rank=rank, head=self.posts[0] if self.posts else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """`heads` gives every head word with what makes another word of it; `behind` does so for all of them.

    `ranks` may stand between a body and a head word.
    """

    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    behind: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    bodies: tuple[Body, ...] = ()


def parse_grammar(files: Mapping[str, str]) -> Grammar:
    """Read the files of the grammar folder. Raises `LexiconError`."""
    pages = [read_section(text, name) for name, text in sorted(files.items())]
    for page in pages:
        page.only(*_TABLE_KEYS)
    reader = _Reader(pages)
    bodies = [(section, reader.body(section, page)) for page in pages for section in page.sections("bodies")]
    _refuse_repeated(bodies)
    return Grammar(
        heads=reader.heads | reader.inner,
        behind=_all(pages, "behind"),
        ranks=_all(pages, "ranks"),
        bodies=tuple(body for _, body in bodies),
    )


class _Reader:
    """Knows the head words and the lists that names are made of, wherever they are written."""

    def __init__(self, pages: Sequence[Section]) -> None:
        self.heads = _lists(pages, "heads")
        self.inner = _lists(pages, "inner")
        self._words = _lists(pages, "words")
        self._unless = _all(pages, "unless")

    def body(self, section: Section, page: Section) -> Body:
        section.only(*_BODY_KEYS)
        posts, only, wrong, silent = (self._heads_of(section, key) for key in ("posts", "only", "wrong", "silent"))
        kind = _kind(section)
        if not posts and kind is not Kind.REPEATED:
            section.fail("缺少“posts”：这一机构有哪些职务")
        return Body(
            names=tuple(self._filled(section, "names")) or section.fail("缺少“names”：这一机构怎样称呼"),
            wrong=only or tuple(head for head in (*self.heads, *wrong) if head not in {*posts, *silent}),
            reason=_template(section, "reason"),
            posts=posts,
            loose=self._heads_of(section, "loose"),
            kind=kind,
            serious=section.flag("serious", default=page.flag("serious")),
            right=_template(section, "right", _AS_NAMED),
            instead=self._instead(section.mapping("instead")),
            unless=(*self._unless, *self._filled(section, "unless")),
        )

    def _heads_of(self, section: Section, key: str) -> tuple[str, ...]:
        for word, line in section.lines(key):
            if not self._is_head(word.removeprefix(_DEPUTY) if key == "loose" else word):
                raise LexiconError(f"“{word}”不是“heads”或“inner”中的职务用字", file=section.file, line=line)
        return section.texts(key)

    def _instead(self, section: Section) -> dict[str, str]:
        if odd := [head for head in section.values if not self._is_head(head)]:
            section.fail(f"“{odd[0]}”不是“heads”或“inner”中的职务用字", odd[0])
        return {head: _template(section, head) for head in section.values}

    def _is_head(self, word: str) -> bool:
        return word in self.heads or word in self.inner

    def _filled(self, section: Section, key: str) -> Iterator[str]:
        """The strings of a list, with every word of `{level}` in its place."""
        for text, line in section.lines(key):
            parts = _parts(section, key, text)
            for _, name in parts:
                if name is not None and name not in self._words:
                    raise LexiconError(f"“words”中没有“{name}”", file=section.file, line=line)
            yield from map("".join, product(*(self._choices(*part) for part in parts)))

    def _choices(self, before: str, name: str | None) -> list[str]:
        return [before + word for word in self._words[name]] if name is not None else [before]


def _lists(pages: Iterable[Section], key: str) -> dict[str, tuple[str, ...]]:
    named = [page.mapping(key) for page in pages]
    return {name: section.texts(name) for section in named for name in section.values}


def _all(pages: Iterable[Section], key: str) -> tuple[str, ...]:
    return tuple(word for page in pages for word in page.texts(key))


def _template(section: Section, key: str, default: str | None = None) -> str:
    text = section.text(key, default)
    if odd := [name for _, name in _parts(section, key, text) if name is not None and name not in _PLACES]:
        section.fail(f"“{key}”中只能用 {{body}}、{{rank}}、{{head}}，没有“{odd[0]}”", key)
    return text


def _kind(section: Section) -> Kind:
    value = section.text("kind", Kind.POST)
    if value not in set(Kind):
        section.fail(f"“kind”没有“{value}”这一项；可用：{'、'.join(Kind)}", "kind")
    return Kind(value)


def _parts(section: Section, key: str, text: str) -> list[tuple[str, str | None]]:
    """Pairs of plain text and the name in the braces behind it, None where there is none."""
    try:
        return [(before, name) for before, name, _, _ in Formatter().parse(text)]
    except ValueError:
        section.fail(f"“{text}”中的花括号不成对", key)


def _refuse_repeated(bodies: Iterable[tuple[Section, Body]]) -> None:
    """A name that stands for two bodies would have two sets of posts."""
    seen: dict[str, Section] = {}
    for section, body in bodies:
        for name in body.names:
            first = seen.setdefault(name, section)
            if first is not section:
                section.fail(f"“{name}”已写在 {first.file}:{first.line}", "names")
