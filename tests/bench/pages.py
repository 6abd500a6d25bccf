"""Long documents and hostile pages, by name and size. Each may be cut anywhere: what is opened need not be closed."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.checker.lexicon import Rule
from services.domain.post import ContentType
from tests.bench.plan import Plan
from tests.bench.posts import Corpus

PLAIN_LENGTH, HTML_LENGTH = 220_000, 5_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """`unit` is written again and again until the page has its size; `length` in characters."""

    content_type: ContentType
    length: int
    unit: str

    def body(self, length: int) -> str:
        return (self.unit * (length // len(self.unit) + 1))[:length]


def pages(plan: Plan, corpus: Corpus, rules: Sequence[Rule]) -> dict[str, Page]:
    """All pages; a document of real text, a page of real text, then the hostile ones."""
    scale = 10 if plan.quick else 1
    html = {**_ordinary_html(plan, corpus), **_HOSTILE_HTML}
    plain = {"document": corpus.running_text(PLAIN_LENGTH // 2), **_HOSTILE_PLAIN, **_full_of_hits(rules)}
    return {
        **{f"plain: {name}": Page(ContentType.PLAIN, PLAIN_LENGTH // scale, unit) for name, unit in plain.items()},
        **{f"html: {name}": Page(ContentType.HTML, HTML_LENGTH // scale, unit) for name, unit in html.items()},
    }


def _ordinary_html(plan: Plan, corpus: Corpus) -> Mapping[str, str]:
    folder = plan.shared_file("html/html_govcn")
    if folder is None:
        return {"page, made up": "".join(f"<p class='a'>&emsp;{body}</p>\n" for _, body in corpus.texts[:300])}
    return {"page, captured": "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html")))}


_HOSTILE_HTML: Mapping[str, str] = {
    "open brackets": "<",
    "open tags": "<a",
    "unclosed quotes": "<a href=\"x' ",
    "unclosed comments": "<!--",
    "dashes in a comment": "<!--" + "--" * 50,
    "attributes": "<p a=1 b c='2' ",
    "nested elements": "<div><b>",
    "one word to an element": "<p>字</p>",
    "scripts": "<script>",
    "half closed scripts": "<script></scrip",
    "titles": "<title></titl",
    "entities": "&amp;",
    "ampersands": "&",
    "numbers of entities": "&#2",
    "spaces": "字 ",
}

_HOSTILE_PLAIN: Mapping[str, str] = {
    "brackets": "(",
    "pinyin": "關(guān)",
    "separators": "字*",
    "runs of separators": "字" + "*" * 50,
    "one run of separators": "*",
    "spaces": " ",
    "invisible": "字\u200b",
    "digits": "1",
    "telephone numbers": "13900001234，",
    "digits and hyphens": "1-",
    "right and wrong names": "习近平习近评",
    "line breaks": "\n",
}


def _full_of_hits(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Texts that are made of what the lexicon looks for."""
    examples = [example.text for rule in rules for example in rule.hit]
    random.Random(0).shuffle(examples)
    kinds: Mapping[str, Callable[[Rule], str]] = {
        "terms that are allowed": lambda rule: _spaced([rule.terms[0].text, *rule.allow]) if rule.allow else "",
        "terms at word boundaries, no sentence": lambda rule: _spaced([rule.terms[0].text]) if rule.boundary else "",
        "terms beside a word, no sentence": lambda rule: (
            _spaced([rule.terms[0].text, *rule.near[:1]]) if rule.near else ""
        ),
    }
    listed = [rule for rule in rules if rule.terms]
    units = {name: next(filter(None, map(unit, listed)), "") for name, unit in kinds.items()}
    everything = {
        "every example of the lexicon": "\n".join(examples),
        "all terms": _spaced([rule.terms[0].text for rule in listed]),
    }
    return {name: unit for name, unit in {**everything, **units}.items() if unit}


def _spaced(words: Sequence[str]) -> str:
    return "，".join(words) + "，"
