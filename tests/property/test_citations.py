"""Laws of the citations: nothing raises, places hold what they say, and hostile text takes linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.citations.article import articles
from services.checker.citations.document_number import OPENINGS, number_at
from services.checker.citations.title import titles
from services.checker.citations.title_slip import Titles, difference
from services.checker.engine import Checker
from tests.checks import findings

_WORDS_OF_CITATIONS = "《 》 〔 〕 ( ) 2021 08 号 第 条 国办发 国发 一百 安全生产法 合同法 、 之一 款 中华人民共和国"
_PIECES = st.sampled_from([*_WORDS_OF_CITATIONS.split(), " ", "\n"])
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=40).map("".join)
_WORDS = st.text(alphabet="甲乙丙丁", min_size=4, max_size=9)


@given(_TEXTS)
def test_places_hold_what_they_say(text: str) -> None:
    for title in titles(text):
        assert text[title.start : title.end] == title.text
    for start in range(len(text)):
        assert all(start <= each.start < each.end <= len(text) for each in articles(text, start))
        number = number_at(text, start)
        assert number is None or (text[number.start] in OPENINGS and number.end <= len(text))


@given(_TEXTS)
def test_a_post_of_pieces_is_checked(checker: Checker, text: str) -> None:
    for finding in findings(checker, text):
        assert text[finding.start : finding.end] == finding.quote or finding.masked


@given(_WORDS, _WORDS)
def test_a_slip_is_found_by_one_half_wherever_it_is(written: str, meant: str) -> None:
    slip = difference(written, meant)
    found = [each for each in Titles([meant], shortest=4).slips(written) if each.meant == meant]
    assert found in ([slip], [])
    if slip is not None and len(meant) >= 6 and len(slip.written) <= 1 and len(slip.right) <= 1:
        assert found == [slip]


@pytest.mark.parametrize(
    "piece",
    [
        "《",
        "《甲",
        "《甲》",
        "《甲》(",
        "〔2021〕",
        "国发〔2021〕8",
        "国发(2021)08号",
        "《安全生产法》第一百二十条",
        "第一条第一款、",
        "《合同法》",
    ],
)
def test_hostile_text_takes_linear_time(checker: Checker, piece: str) -> None:
    detectors = [each for each in checker._detectors if each.name in {"document_references", "law_citations"}]
    assert len(detectors) == 2
    took = time.perf_counter()
    findings(checker, piece * (20_000 // len(piece)))
    assert time.perf_counter() - took < 10
