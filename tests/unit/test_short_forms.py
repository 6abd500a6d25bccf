"""Short right forms: what one character too few, too many or another makes of them, and what the dictionary excuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.engine import Checker
from services.checker.piece import Change, pieces, read, unseen
from services.checker.pun import is_pun
from services.checker.segmenter import Segmenter
from services.checker.wording import Wording
from tests.checks import quotes
from tests.lexicons import checker_of, page

RULES = r"""
id: idiom.form, category: idiom, message: 疑有误字。, right: [义无反顾, 前所未有, 名副其实], allow: [前所有]
id: phrase.form, category: fixed_phrase, right: [科学技术, 高质量发展, 贯彻落实, 文化旅游]
"""


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(Segmenter())


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(page(RULES))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("他意无反顾地走了", ["意无反顾"], id="sounds alike, beside a piece"),
        pytest.param("他义无反故，走了", ["义无反故"], id="sounds alike, behind a piece"),
        pytest.param("他义无反电地走了", [], id="neither sounds nor looks alike"),
        pytest.param("他义反无顾地走了", ["义反无顾"], id="exchanged"),
        pytest.param("影响前上所未有", ["前上所未有"], id="one too many"),
        pytest.param("影响前所未大有", ["前所未大有"], id="one too many behind"),
        pytest.param("影响前所而未有", [], id="stretched on purpose"),
        pytest.param("要贯落实精神", ["贯落实"], id="left out"),
        pytest.param("取证前所有科目", [], id="left out, but allowed"),
        pytest.param("名符其实的书乡", [], id="the dictionary has it"),
        pytest.param("文化和旅游", [], id="between two words"),
        pytest.param("科到技创新与科学到技术", [], id="another phrase, and between two words"),
        pytest.param("质量发展", [], id="what is left is good Chinese"),
        pytest.param("高量发展", ["高量发展"], id="what is left is not"),
        pytest.param("义无反顾，前所未有，科学技术", [], id="the right forms"),
        pytest.param("“意无反顾”画展", [], id="a play on words"),
        pytest.param("“高量发展”论坛", ["高量发展"], id="nobody plays with a set phrase"),
    ],
)
def test_a_slip_is_reported_where_it_leaves_no_good_chinese(text: str, quoted: list[str], checker: Checker) -> None:
    assert quotes(checker, text) == quoted


@pytest.mark.parametrize("form", ["义无反顾", "科学技术", "高质量发展", "经济社会发展", "兢兢业业", "党的建设"])
def test_pieces_stand_once_in_their_form_and_are_no_words(form: str, wording: Wording) -> None:
    for piece in pieces(form, wording):
        assert form.count(piece) == 1
        assert piece != form
        assert not wording.knows(piece)


@given(st.sampled_from(["前所未有", "高质量发展"]), st.data())
def test_a_change_beside_a_piece_is_read_back(form: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(form) - 2))
    end = data.draw(st.integers(start + 2, len(form)))
    places = [place for place in range(len(form)) if not start <= place < end]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    wrong = form[:place] + "龘" + form[place + 1 :]
    assert read(f"会{wrong}会", form, 1 + start, 1 + end) == Change(1, 1 + len(form), 1 + place, form[place])
    assert place not in unseen(form, [form[start:end]])


@given(st.text("前所未有龘", max_size=12), st.integers(0, 12), st.sampled_from(["所未", "前所", "未有"]))
def test_reading_never_raises_and_stays_inside_the_text(text: str, start: int, piece: str) -> None:
    text = text[:start] + piece + text[start:]
    start = text.index(piece)
    change = read(text, "前所未有", start, start + len(piece))
    if change is not None:
        assert 0 <= change.start <= change.place < change.end <= len(text)


def test_a_gap_that_leaves_words_is_none(wording: Wording) -> None:
    assert "质量发展" not in set(wording.gaps("高质量发展"))
    assert "高量发展" in set(wording.gaps("高质量发展"))


def test_a_seam_is_where_two_words_meet(wording: Wording) -> None:
    assert wording.seams("文化旅游") == {2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“骑乐无穷”", True, id="quoted"),
        pytest.param("《骑乐无穷》", True, id="a title"),
        pytest.param("“骑乐无穷，畅行青岚”", True, id="a slogan"),
        pytest.param("骑乐无穷", False, id="not set off"),
        pytest.param("“早”骑乐无穷“晚”", False, id="between two quotations"),
        pytest.param("“大家都说在这条新修的绿道上骑乐无穷”", False, id="a quoted sentence"),
        pytest.param("“好。骑乐无穷”", False, id="two sentences"),
    ],
)
def test_a_pun_is_set_off_as_a_name(text: str, expected: bool) -> None:
    start = text.index("骑乐无穷")
    assert is_pun(text, start, start + 4) is expected
