"""Laws of marks that come in pairs, and of places in the text before folding."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.folding import Folder, FoldingTable
from services.checker.punctuation.balance import faults
from services.checker.punctuation.fault import Fault
from services.checker.punctuation.marks import slips
from services.checker.punctuation.pairs import KINDS
from tests.checks import findings
from tests.lexicons import checker_of
from tests.texts import texts

CHECKER = checker_of()
FOLDER = Folder(FoldingTable.compile())
MARKS = "“”‘’《》〈〉（）()【】〔〕「」『』"

words = st.text("甲乙丙丁", min_size=1, max_size=3)
nested = st.recursive(
    words,
    lambda inner: st.tuples(st.sampled_from(KINDS), st.lists(inner, min_size=1, max_size=3)).map(
        lambda drawn: drawn[0].opener + "".join(drawn[1]) + drawn[0].closer
    ),
    max_leaves=8,
)
sentences = st.lists(nested | words, min_size=1, max_size=4).map(lambda parts: "甲" + "".join(parts) + "乙。")
marked = st.text(st.sampled_from(MARKS + "甲乙1a，。、；：？！…—-,.;:?!\"' \n　·•第一等"), max_size=60)


@given(sentences)
def test_pairs_that_are_properly_nested_are_none_of_the_faults_of_balance(sentence: str) -> None:
    assert {fault.fault for fault in faults(sentence)} <= {Fault.NESTED, Fault.DOUBLED}


@given(sentences, st.data())
def test_a_mark_that_is_taken_out_of_proper_nesting_is_missed(sentence: str, data: st.DataObject) -> None:
    places = [place for place, char in enumerate(sentence) if char in MARKS]
    if places:
        place = data.draw(st.sampled_from(places))
        found = {fault.fault for fault in faults(sentence[:place] + sentence[place + 1 :])}
        assert found & {Fault.UNCLOSED, Fault.UNOPENED, Fault.WRONG_SIDE}


@given(st.lists(words, min_size=2, max_size=5))
def test_a_quotation_of_several_paragraphs_closes_only_the_last(paragraphs: list[str]) -> None:
    quotation = "\n".join(f"“{paragraph}。" for paragraph in paragraphs) + "”"
    assert faults(f"他说：{quotation}\n会议结束。") == []
    assert faults(f"{quotation}会议结束。") == []


@pytest.mark.parametrize("text", ["他说：“会议还将继续。\n请大家放心。\n”", "“\n深化改革\n”是今年的关键词。"])
def test_a_closing_mark_may_stand_alone_in_its_line(text: str) -> None:
    assert faults(text) == []


@given(marked)
def test_faults_stand_in_the_text_in_order(text: str) -> None:
    found = faults(text)
    assert all(0 <= fault.start < fault.end <= len(text) for fault in found)
    assert all(one.start <= other.start for one, other in pairwise(found))


@given(marked, marked)
def test_a_finding_about_marks_quotes_the_text_and_what_it_suggests_differs(title: str, body: str) -> None:
    for finding in findings(CHECKER, body, title=title):
        field = {"title": title, "body": body}[finding.field]
        assert all(field[each.start : each.end] == finding.quote for each in finding.positions)
        assert finding.quote not in finding.suggestions


@given(texts, st.integers(0, 80), st.integers(1, 5))
def test_a_range_of_the_text_lies_within_the_span_of_its_folded_range(text: str, start: int, length: int) -> None:
    folded, end = FOLDER.fold(text), min(len(text), start + length)
    if start < end and folded.folded:
        first, last = folded.span(*folded.folded_span(start, end))
        assert first <= start or not FOLDER.fold(text[: start + 1]).folded
        assert last >= end or last == folded.span(0, len(folded.folded))[1]


@pytest.mark.parametrize(
    "piece",
    ["“", "”", "“\n", "《〈", "（1）", "1）", "六稳“", "“”", "中(", "中,", "，", "…", '"中', "\n ", "第一、", "”、“中"],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * 100_000
    started = time.process_time()
    for read in (faults, slips):
        for _ in read(text):
            pass
    assert time.process_time() - started < 20, "linear reading takes a second or two"
