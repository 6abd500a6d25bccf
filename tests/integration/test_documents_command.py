"""`duwang documents`, as somebody calls it who wants to know a number, a title or a law."""

import pytest

from services.settings import bundled
from tests.integration.conftest import Command


@pytest.fixture
def show(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("DUWANG_LEXICONS", str(bundled("lexicons")))
    return lambda *arguments: duwang("documents", "show", *arguments)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (
            "国办发〔2017〕47号",
            "国办发〔2017〕47号　国务院办公厅关于印发政府网站发展指引的通知；2017-05-15 印发；已核对",
        ),
        ("国办发(2017)47号", "国办发〔2017〕47号　国务院办公厅关于印发政府网站发展指引的通知；2017-05-15 印发；已核对"),
        ("政府网站发展指引", "国办发〔2017〕47号　国务院办公厅关于印发政府网站发展指引的通知；2017-05-15 印发；已核对"),
        ("国发〔1993〕21号", "国发〔1993〕21号　国务院关于国家行政机关和企业事业单位印章的规定；已核对"),
        ("国发〔2005〕3号", "国发〔2005〕3号　国务院关于鼓励支持和引导个体私营等非公有制经济发展的若干意见；未核对"),
        ("合同法", "中华人民共和国合同法：1999-03-15 通过；1999-03-15 起 428 条；2021-01-01 废止，现为《民法典》"),
    ],
)
def test_what_is_known_is_shown(show: Command, query: str, shown: str) -> None:
    assert show(query) == (0, f"{shown}\n", "")


def test_of_a_law_every_text_is_counted(show: Command) -> None:
    _, out, _ = show("中华人民共和国安全生产法")
    assert (
        out
        == "中华人民共和国安全生产法：2002-06-29 通过；2021-06-10 修改；2014-08-31 起 114 条、2021-06-10 起 119 条\n"
    )


@pytest.mark.parametrize(
    ("query", "remedy"),
    [("安全产生法", "是否要找：安全生产法"), ("青岚", "请写发文字号、标题或法律名称")],
)
def test_what_is_not_known_fails_with_a_guess(show: Command, query: str, remedy: str) -> None:
    status, out, _ = show(query)
    assert status == 1
    assert out.startswith(f"登记表中没有“{query}”，{remedy}")
