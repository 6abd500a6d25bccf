"""Bytes to text: what is read, and what is named when it cannot be."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.errors import UnreadableInput
from services.ingest.encoding import encoding_of, read_text

OFFICIAL = "县人民政府召开常务会议，研究部署春季农业生产。会议强调，要加强组织领导，压实工作责任。"
TRADITIONAL = "縣人民政府召開常務會議，研究部署春季農業生產。會議強調要加強領導。"
JAPANESE = "県人民政府は常務会議を開き、春の農業生産について検討した。会議では指導の強化が強調された。"
KOREAN = "군 인민정부는 상무회의를 열고 봄철 농업 생산을 연구하고 배치하였다. 회의는 지도를 강화할 것을 강조하였다."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(OFFICIAL.encode(), OFFICIAL, id="utf-8"),
        pytest.param(OFFICIAL.encode("utf-8-sig"), OFFICIAL, id="utf-8-bom"),
        pytest.param(OFFICIAL.encode("gbk"), OFFICIAL, id="gbk"),
        pytest.param((OFFICIAL + "𠮷㐂").encode("gb18030"), OFFICIAL + "𠮷㐂", id="gb18030-four-bytes"),
        pytest.param(TRADITIONAL.encode("gb18030"), TRADITIONAL, id="traditional-in-gb18030"),
        pytest.param("部署工作".encode("gbk"), "部署工作", id="gbk-four-characters"),
        pytest.param("张三丰、欧阳锋、黄药师".encode("gbk"), "张三丰、欧阳锋、黄药师", id="gbk-names"),
        pytest.param(OFFICIAL.encode("utf-16"), OFFICIAL, id="utf-16"),
        pytest.param(codecs.BOM_UTF16_BE + OFFICIAL.encode("utf-16-be"), OFFICIAL, id="utf-16-be"),
        pytest.param(b"plain ascii", "plain ascii", id="ascii"),
        pytest.param(b"", "", id="empty"),
        pytest.param("a\x00文".encode(), "a\x00文", id="a-control-character"),
    ],
)
def test_text_is_read(data: bytes, text: str) -> None:
    assert read_text(data, "x.txt") == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param((TRADITIONAL * 2).encode("big5"), "big5", id="big5"),
        pytest.param((JAPANESE * 2).encode("shift_jis"), "cp932", id="shift-jis"),
        pytest.param(JAPANESE.encode("euc-jp"), "euc_", id="euc-jp"),
        pytest.param((KOREAN * 2).encode("euc-kr"), "cp949", id="euc-kr"),
        pytest.param("Les élèves déjà arrivés préfèrent".encode("latin-1"), "cp125", id="latin-1"),
        pytest.param(OFFICIAL.encode("utf-16-le"), "无法识别", id="utf-16-without-bom"),
        pytest.param("hello world".encode("utf-16-le"), "BOM", id="ascii-in-utf-16-without-bom"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG 图片", id="png"),
        pytest.param(b"PK\x03\x04" + bytes(40), "docx", id="docx"),
        pytest.param(b"%PDF-1.7 ...", "PDF 文件", id="pdf"),
        pytest.param(bytes(100), "不是文本文件", id="zeros"),
        pytest.param(
            OFFICIAL.encode()[:31] + b"\xff" + OFFICIAL.encode()[33:],
            "第 31 个字节处不是合法的 UTF-8",
            id="broken-utf-8",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_remedy(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInput, match=r"^x\.txt：") as refused:
        read_text(data, "x.txt")
    assert reason in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", range(1, 9))
def test_a_beginning_is_enough_also_when_it_ends_within_a_character(encoding: str, cut: int) -> None:
    expected = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    assert encoding_of(OFFICIAL.encode(encoding)[:-cut], "x") == expected


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: text.encode("gb18030", "ignore")))
def test_nothing_but_unreadable_input_is_raised(data: bytes) -> None:
    with suppress(UnreadableInput):
        assert isinstance(read_text(data, "x"), str)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=50))
def test_utf_8_is_always_read_as_it_is(text: str) -> None:
    assert read_text(text.encode(), "x") == text or text.startswith(("%PDF", "PK\x03\x04", "SQLite format 3"))
