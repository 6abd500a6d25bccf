"""Laws of the HTML reader, with a WHATWG parser as judge."""

import re
import time

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from services.checker.html import extract
from tests.texts import pages

_HIDDEN = "script, style, template, iframe, noembed, noframes"


@given(pages)
def test_every_character_stands_for_an_ordered_range_of_the_source(page: str) -> None:
    found = extract(page)
    assert len(found.text) == len(found.starts) == len(found.ends)
    starts, ends = found.starts.tolist(), found.ends.tolist()
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= len(page) for start, end in zip(starts, ends, strict=True))


@given(pages)
def test_plain_characters_are_the_source_characters(page: str) -> None:
    found = extract(page)
    for char, start, end in zip(found.text, found.starts, found.ends, strict=True):
        if char not in " \n" and end - start == 1:
            assert page[start:end] == char


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<p>习近<b>平</b>同志</p>", id="tag inside a word"),
        pytest.param("<p title=it's>甲</p><p>乙</p>", id="apostrophe in an unquoted value"),
        pytest.param("<a href='x>y'>甲</a>乙", id="angle bracket in a value"),
        pytest.param("甲<!-- 乙 > -- 丙 -->丁<!-->戊<!--->己", id="comments"),
        pytest.param("甲<!doctype html><?php 乙 ?>丙</>丁</ 戊>己", id="bogus comments"),
        pytest.param("<script>甲</scr</script>乙<style>丙</style >丁", id="raw text"),
        pytest.param("<textarea><b>甲</b>&amp;</textarea>乙", id="escapable raw text"),
        pytest.param("1 < 2 && 3 > 2 &lt;b&gt; &#x4e60;&#36817;&notit;&copy", id="entities"),
        pytest.param("甲<b", id="unfinished tag"),
        pytest.param("甲<b title='乙", id="unfinished value"),
        pytest.param("甲<!-- 乙", id="unfinished comment"),
        pytest.param("甲<script>乙", id="unfinished script"),
        pytest.param("<div><p>甲<p>乙<ul><li>丙<li>丁</ul>戊</div>", id="implied end tags"),
    ],
)
def test_the_text_is_what_a_browser_shows(page: str) -> None:
    assert _squeezed(extract(page).text) == _squeezed(_judged(page))


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("<" * 300_000, id="open brackets"),
        pytest.param("<!--" * 100_000, id="open comments"),
        pytest.param("<a b='" * 60_000, id="open values"),
        pytest.param("<script>" * 50_000, id="open scripts"),
        pytest.param("<a " + "b=" * 200_000, id="endless attributes"),
        pytest.param("<div>" * 80_000, id="deep nesting"),
        pytest.param("&" * 300_000, id="ampersands"),
        pytest.param("&#" + "9" * 300_000 + ";", id="endless entity"),
    ],
)
def test_hostile_pages_take_linear_time(bomb: str) -> None:
    started = time.process_time()
    extract(bomb)
    extract(bomb + bomb)
    assert time.process_time() - started < 20, "linear reading takes well under a second"


def _judged(page: str) -> str:
    tree = LexborHTMLParser(page)
    for node in tree.css(_HIDDEN):
        node.decompose()
    return tree.root.text(separator="", deep=True) if tree.root else ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
