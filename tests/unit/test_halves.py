"""Long right forms: what one change makes of them is found by the half that is right, and nothing else is."""

import pytest

from services.checker.engine import Checker
from services.checker.halves import Halves
from tests.checks import findings, html_findings, quotes
from tests.lexicons import checker_of, page

RULES = r"""
id: typo.body, message: "“{term}”疑似“{suggestion}”之误。", right: [国家卫生健康委员会], allow: [国家卫生和健康委员会]
id: typo.long-body, right: [人力资源和社会保障部, 最高人民检察院]
id: typo.short-body, right: [人力资源社会保障部]
id: typo.theory, right: [中国特色社会主义, 马克思列宁主义、毛泽东思想]
id: institution.body, category: institution_name, right: [国家外汇管理局]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(page(RULES))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("国家卫龘健康委员会印发", "国家卫龘健康委员会", id="replaced in the first half"),
        pytest.param("国家卫生健龘委员会印发", "国家卫生健龘委员会", id="replaced in the second half"),
        pytest.param("国家卫生龘健康委员会印发", "国家卫生龘健康委员会", id="put in between the halves"),
        pytest.param("国家生健康委员会印发", "国家生健康委员会", id="left out of the first half"),
        pytest.param("国家卫生健康委会印发", "国家卫生健康委会", id="left out of the second half"),
        pytest.param("国家卫生康健委员会印发", "国家卫生康健委员会", id="exchanged across the halves"),
        pytest.param("国家卫生卫生健康委员会印发", "国家卫生卫生健康委员会", id="a part twice"),
        pytest.param("国家卫生健康健康委员会印发", "国家卫生健康健康委员会", id="a part twice across the halves"),
        pytest.param("人力资源保障部印发", "人力资源保障部", id="a part missing across the halves"),
        pytest.param("人力资源和社保障部印发", "人力资源和社保障部", id="one of two equal halves is left out of"),
        pytest.param(
            "国家卫生\ufffd康委员会印发", "国家卫生\ufffd康委员会", id="a character that was lost in transmission"
        ),
        pytest.param("坚持中国特色社会主龘。", "中国特色社会主龘", id="the last character replaced"),
        pytest.param("坚持中国特色社会主，推动工作", "中国特色社会主", id="the last character left out"),
        pytest.param("坚持龘国特色社会主义", "龘国特色社会主义", id="the first character replaced"),
        pytest.param("“国家卫生健委员会”", "国家卫生健委员会", id="inside quotation marks"),
        pytest.param("《国家卫生健委员会条例》", "国家卫生健委员会", id="inside a title"),
        pytest.param("国家卫⽣健委员会", "国家卫⽣健委员会", id="behind a folding"),
        pytest.param("国家外管理局公布", "国家外管理局", id="the name of a body may be shorter"),
    ],
)
def test_one_change_in_a_long_form_is_reported(checker: Checker, text: str, quoted: str) -> None:
    assert quotes(checker, text) == [quoted]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("国家卫生健康委员会印发", id="the form"),
        pytest.param("人力资源社会保障部印发", id="the form of another rule"),
        pytest.param("国家卫生和健康委员会印发", id="allowed"),
        pytest.param("国家卫生健康委会同有关部门", id="another word begins"),
        pytest.param("国家卫生健康委将会同有关部门", id="another word and a stranger"),
        pytest.param("国家卫生健康委开会", id="another word of two characters"),
        pytest.param("人力资源与社会保障部门", id="a longer word begins"),
        pytest.param("我国特色社会主义", id="another word before"),
        pytest.param("中国特色社会主题公园", id="another word instead of the end"),
        pytest.param("国家卫生、健康委员会", id="a list"),
        pytest.param("国家卫生健康\n委员会", id="a line that is broken"),
        pytest.param("国家卫生健康", id="a text that ends behind the half"),
        pytest.param("坚持中国特色社会主", id="a text that is cut"),
        pytest.param("坚持中国特色社会主…", id="a text that is shortened"),
        pytest.param("马克思列宁主义毛泽东思想", id="a comma left out"),
        pytest.param("中国特色的社会主义", id="的 put in"),
        pytest.param("中国社会主义", id="a part missing from a form that is too short"),
        pytest.param("国家外汇管理局管理局", id="doubled at the edge"),
        pytest.param("人力资源保障部门", id="a part missing from a longer word"),
        pytest.param("国家卫生 康委员会", id="a space"),
        pytest.param("最高人龘检察院", id="a phrase that is too short"),
    ],
)
def test_nothing_else_is_reported(checker: Checker, text: str) -> None:
    assert quotes(checker, text) == []


def test_cells_of_a_table_are_not_read_together(checker: Checker) -> None:
    assert html_findings(checker, "<table><tr><td>国家卫生健康</td><td>委会</td></tr></table>") == ()


def test_the_right_form_is_what_to_write_instead(checker: Checker) -> None:
    (finding,) = findings(checker, "国家卫生健康委会印发")
    assert finding.suggestions == ("国家卫生健康委员会",)
    assert finding.message == "“国家卫生健康委会”疑似“国家卫生健康委员会”之误。"


def test_a_text_that_repeats_a_half_is_read_to_its_end(checker: Checker) -> None:
    assert quotes(checker, "中国特色" * 50_000 + "，国家卫生健康委会。") == ["国家卫生健康委会"]


def test_forms_that_share_a_half_share_a_pattern() -> None:
    assert len(Halves(["国家卫生健康委员会", "最高人民检察院"]).texts) == 4
    assert len(Halves(["国家卫生健康委员会", "国家卫生健康总局办"]).texts) == 3


def test_the_cut_leaves_halves_that_few_forms_hold() -> None:
    assert Halves(["中央财经委员会"]).texts == ("中央财经", "委员会")
    assert "委员会" not in Halves(["中央财经委员会", "中央科技委员会"]).texts


def test_nobody_is_asked_about_another_kind_of_body() -> None:
    assert Halves(["住房和城乡建设部"]).slips("住房和城乡建设厅印发", 0, 4, 0) == []
    assert len(Halves(["全国土地日活动"]).slips("全国土地日活龘印发", 0, 4, 0)) == 1


def test_gaps_across_the_cut_are_patterns_where_enough_remains() -> None:
    gaps = ["人力资源会保障部", "人力资会保障部", "人力资源保障部"]
    assert list(Halves(["人力资源和社会保障部"]).hidden(0, [])) == gaps
    assert list(Halves(["国家卫生健康委员会"]).hidden(0, [])) == []


def test_what_the_halves_do_not_show_is_a_pattern() -> None:
    shown = ["国家卫生建康委员会", "国家卫生健健康委员会"]
    hidden = ["过家卫生健康委员会", "国家卫生健康委原会", "国家卫生康健委员会"]
    assert list(Halves(["国家卫生健康委员会"]).hidden(0, shown + hidden)) == hidden
