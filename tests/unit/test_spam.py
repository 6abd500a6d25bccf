"""Advertising is weighed: the distinct terms of a post add up."""

import pytest

from services.checker.engine import Checker
from tests.checks import findings, html_findings, quotes
from tests.lexicons import checker_of, page

RULES = """
id: spam.full, category: spam_hijack, severity: serious, terms: [代开发票]
id: spam.two, category: spam_hijack, severity: serious, terms: [快速放款, 快速放款秒到账, 黑户可贷], weight: 2
id: spam.one, category: spam_hijack, terms: [加微信, 联系电话, 免费咨询], weight: 1, allow: [加微信公众号]
id: typo.plain, terms: [布署]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(page(RULES))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("代开发票", ["代开发票"], id="full weight alone"),
        pytest.param("快速放款", [], id="two alone"),
        pytest.param("快速放款，快速放款，快速放款", [], id="the same term counts once"),
        pytest.param("快速放款，快 速 放 款", [], id="the same term disguised counts once"),
        pytest.param("快速放款，加微信", ["快速放款", "加微信"], id="two and one"),
        pytest.param("快速放款，黑户可贷", ["快速放款", "黑户可贷"], id="two terms of one rule"),
        pytest.param("加微信，联系电话", [], id="one and one"),
        pytest.param("加微信，联系电话，免费咨询", ["加微信", "联系电话", "免费咨询"], id="one and one and one"),
        pytest.param("快速放款秒到账", [], id="a term inside another is not weighed"),
        pytest.param("快速放款，加微信公众号", [], id="an excused term is not weighed"),
        pytest.param("快速放款，布署", ["布署"], id="other categories are not weighed"),
        pytest.param("快速放款" + "。正文" * 500 + "加微信", ["快速放款", "加微信"], id="far apart"),
    ],
)
def test_advertising_is_reported_from_a_weight_of_three(checker: Checker, text: str, quoted: list[str]) -> None:
    assert quotes(checker, text) == quoted


def test_title_and_body_are_weighed_together(checker: Checker) -> None:
    found = findings(checker, "加微信", title="快速放款")
    assert [(finding.field, finding.quote) for finding in found] == [("title", "快速放款"), ("body", "加微信")]


@pytest.mark.parametrize("brackets", [pytest.param(20, id="rewritten"), pytest.param(19, id="a few readings")])
def test_a_page_rewritten_with_pinyin_is_reported_once_where_it_begins(checker: Checker, brackets: int) -> None:
    found = html_findings(checker, "<p>正文</p><p>" + "通知(zhī)；" * brackets + "</p>")
    assert [(finding.rule, finding.quote) for finding in found] == [("spam.rewritten-page", "知")] * (brackets == 20)
