"""Laws of folding."""

import pytest
from hypothesis import given

from services.checker.folding import Folder, FoldingTable
from tests.texts import texts

FOLDER = Folder(FoldingTable.compile())


@given(texts)
def test_every_folded_character_stands_for_its_own_place_in_the_text(text: str) -> None:
    folded = FOLDER.fold(text)
    spans = [folded.span(place, place + 1) for place in range(len(folded.folded))]
    assert all(end == start + 1 for start, end in spans)
    assert [start for start, _ in spans] == sorted({start for start, _ in spans})
    assert all(0 <= start < len(text) for start, _ in spans)


@given(texts)
def test_a_folded_range_is_read_from_its_own_source_text(text: str) -> None:
    folded = FOLDER.fold(text)
    if folded.folded:
        start, end = folded.span(0, len(folded.folded))
        assert FOLDER.fold(text[start:end]).folded == folded.folded


@given(texts)
def test_folding_twice_changes_nothing_more_in_single_characters(text: str) -> None:
    once = FOLDER.fold(text).folded
    assert all(FOLDER.fold(char).folded == char for char in once)


@given(texts)
def test_folded_text_holds_no_surrogates_and_no_invisible_characters(text: str) -> None:
    folded = FOLDER.fold(text).folded
    assert not any("\ud800" <= char <= "\udfff" or char in "\u200b\u00ad\ufeff\u202e" for char in folded)


@given(texts)
def test_text_that_folds_to_itself_needs_no_folding(text: str) -> None:
    if FOLDER.fold(text).folded == text:
        assert FOLDER.foldings(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "folded", "foldings"),
    [
        pytest.param("ＡＢ１２", "ab12", {"width", "case"}, id="full width"),
        pytest.param("國務院", "国务院", {"traditional"}, id="traditional"),
        pytest.param("乾隆与著作", "乾隆与著作", set(), id="proper simplified characters stay"),
        pytest.param("代\u200b开\u00ad票", "代开票", {"zero_width"}, id="invisible"),
        pytest.param("代 开-发·票", "代开发票", {"separators"}, id="marks between Han"),
        pytest.param("开______发", "开______发", set(), id="a long rule is a rule"),
        pytest.param("关(guān)于（yī）此", "关于此", {"pinyin", "width"}, id="pinyin brackets"),
        pytest.param("a b", "a b", set(), id="spaces between Latin words stay"),
        pytest.param("习\n近", "习\n近", set(), id="a line break stays"),
    ],
)
def test_folding_names_what_it_did(text: str, folded: str, foldings: set[str]) -> None:
    assert FOLDER.fold(text).folded == folded
    assert {str(folding) for folding in FOLDER.foldings(text)} == foldings
