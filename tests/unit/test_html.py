"""HTML to text, character by character: what each stands for in the source."""

import pytest

from services.checker.html import extract


def shown(source: str) -> list[tuple[str, str]]:
    """Each character of the text with the source it stands for."""
    found = extract(source)
    places = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return [(char, source[start:end]) for char, (start, end) in zip(found.text, places, strict=True)]


@pytest.mark.parametrize(
    ("source", "pairs"),
    [
        pytest.param("甲乙", [("甲", "甲"), ("乙", "乙")], id="plain"),
        pytest.param("甲<b>乙</b>", [("甲", "甲"), ("乙", "乙")], id="a tag inside a line is nothing"),
        pytest.param("甲&#20064;", [("甲", "甲"), ("习", "&#20064;")], id="a decimal entity"),
        pytest.param("&#x4e60;&lt;", [("习", "&#x4e60;"), ("<", "&lt;")], id="hexadecimal and named"),
        pytest.param("&fjlig;", [("f", "&fjlig;"), ("j", "&fjlig;")], id="an entity of two characters"),
        pytest.param("&ac;&gt", [("∾", "&ac;"), (">", "&gt")], id="an entity without semicolon"),
        pytest.param("&#128512;😀", [("😀", "&#128512;"), ("😀", "😀")], id="beyond the basic plane"),
        pytest.param("甲 \n\t 乙", [("甲", "甲"), (" ", " \n\t "), ("乙", "乙")], id="white space is one space"),
        pytest.param("甲&nbsp;乙", [("甲", "甲"), ("\u00a0", "&nbsp;"), ("乙", "乙")], id="a space that stays"),
        pytest.param(
            "<p>甲</p> <p>乙</p>", [("甲", "甲"), ("\n", ""), ("乙", "乙"), ("\n", "")], id="a block ends the line"
        ),
        pytest.param("甲<br>乙", [("甲", "甲"), ("\n", ""), ("乙", "乙")], id="so does br"),
        pytest.param("甲<!-- 乙 -->丙", [("甲", "甲"), ("丙", "丙")], id="a comment is left out"),
        pytest.param("甲<script>乙</script>丙", [("甲", "甲"), ("丙", "丙")], id="a script is left out"),
        pytest.param("<STYLE>乙</Style >丙", [("丙", "丙")], id="in any case of letters"),
        pytest.param("", [], id="nothing"),
        pytest.param("<div><p></p></div>", [], id="markup alone"),
    ],
)
def test_a_character_stands_for_its_source(source: str, pairs: list[tuple[str, str]]) -> None:
    assert shown(source) == pairs


def test_attributes_and_their_values_are_no_text() -> None:
    assert extract('<a href="/代开发票" title=\'甲>乙\' data-x=丙>丁</a><img alt="戊">').text == "丁"


def test_an_entity_that_is_none_is_text() -> None:
    assert extract("&nosuch; & &#; 1&2").text == "&nosuch; & &#; 1&2"


def test_a_number_that_is_no_character_is_the_replacement_character() -> None:
    assert extract(f"&#0;&#xD800;&#1114112;&#{'9' * 5000};").text == "\ufffd" * 4
