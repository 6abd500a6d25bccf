"""From places in the folded text to findings: positions in what was submitted, context, identity, masking."""

import pytest

from services.checker.engine import Checker
from services.domain.finding import Finding, Position
from tests.checks import findings, html_findings

CITIZEN, MOBILE = "11010519491231002X", "13900001234"


def one(found: tuple[Finding, ...]) -> Finding:
    (finding,) = found
    return finding


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        pytest.param("<p>作出布署。</p>", "布署", id="plain"),
        pytest.param("<p>作出布<b>署</b>。</p>", "布<b>署", id="across a tag"),
        pytest.param("<p>作出&#24067;署。</p>", "&#24067;署", id="across an entity"),
        pytest.param("<p>作出布&#32626;。</p>", "布&#32626;", id="ends with an entity"),
        pytest.param("<p>作出布<!-- 。 -->署。</p>", "布<!-- 。 -->署", id="across a comment"),
        pytest.param("<p>作出布&shy;署。</p>", "布&shy;署", id="across a soft hyphen"),
        pytest.param("😀<p>😀布署</p>", "布署", id="behind emoji"),
    ],
)
def test_a_position_is_where_the_mistake_stands_in_the_source(small: Checker, source: str, quote: str) -> None:
    finding = one(html_findings(small, source))
    start = source.index(quote)
    assert (finding.start, finding.end, finding.quote) == (start, start + len(quote), quote)
    before = len(source[:start].encode("utf-16-le")) // 2
    assert (finding.utf16_start, finding.utf16_end) == (before, before + len(quote))


def test_the_same_mistake_at_many_places_is_one_finding_with_all_positions(small: Checker) -> None:
    finding = one(findings(small, "😀布署" * 50))
    assert finding.positions == tuple(Position(n * 3 + 1, n * 3 + 3, n * 4 + 2, n * 4 + 4) for n in range(50))
    assert finding.positions[0] == Position(finding.start, finding.end, finding.utf16_start, finding.utf16_end)


def test_another_way_to_write_the_same_mistake_is_another_finding(small: Checker) -> None:
    assert [finding.quote for finding in findings(small, "布署，佈署，布署")] == ["布署", "佈署"]


def test_an_id_survives_edits_elsewhere(small: Checker) -> None:
    first = one(findings(small, "作出布署。", id="a", site="a.gov.cn"))
    again = one(findings(small, "昨天，会议再次作出布署。", id="b", title="题目"))
    assert first.id == again.id


def test_an_id_tells_title_from_body_and_one_rule_or_quote_from_another(small: Checker) -> None:
    found = findings(small, "布署，佈署，习近评", title="布署")
    assert [finding.field for finding in found] == ["title", "body", "body", "body"]
    assert len({finding.id for finding in found}) == 4


@pytest.mark.parametrize(
    ("body", "context"),
    [
        pytest.param("作出布署。", "作出[布署]。", id="a short line"),
        pytest.param("布署", "[布署]", id="nothing around it"),
        pytest.param("前一行\n作出布署。\n后一行", "作出[布署]。", id="no other line"),
        pytest.param("前一行\r\n作出布署。\r\n后一行", "作出[布署]。", id="no end of a Windows line"),
        pytest.param("前\u2028作出布署。\u2029后", "作出[布署]。", id="no end of a Unicode line"),
        pytest.param("一" * 30 + "布署" + "二" * 30, "一" * 20 + "[布署]" + "二" * 20, id="twenty to either side"),
        pytest.param("布 \u200b 署", "", id="not a hit"),
        pytest.param("布\u200b署", "[布\u200b署]", id="as it was written"),
    ],
)
def test_the_context_is_the_line_around_the_first_place(small: Checker, body: str, context: str) -> None:
    shown = [_bracketed(finding) for finding in findings(small, body)]
    assert shown == [context] * bool(context)


def test_the_context_of_a_page_holds_no_markup(small: Checker) -> None:
    finding = one(html_findings(small, "<h1>题目</h1><p>会议<i>作出</i>布<b>署</b>&lt;<br>完</p>"))
    assert _bracketed(finding) == "会议作出[布署]<"


@pytest.mark.parametrize(
    ("body", "quote", "context"),
    [
        pytest.param(f"电话{MOBILE}。", "13*******34", "电话[13*******34]。", id="mobile"),
        pytest.param(f"号码{CITIZEN}。", "110************02X", "号码[110************02X]。", id="citizen"),
        pytest.param(
            f"布署人电话{MOBILE}。", "布署", "[布署]人电话13*******34。", id="in the context of something else"
        ),
    ],
)
def test_personal_data_is_masked_in_quote_and_context(small: Checker, body: str, quote: str, context: str) -> None:
    finding = findings(small, body)[0]
    assert (finding.quote, _bracketed(finding)) == (quote, context)
    assert body[finding.start : finding.end] in {"布署", MOBILE, CITIZEN}
    assert finding.masked is (quote != "布署")


@pytest.mark.parametrize(
    "stuffing",
    [
        pytest.param("<i title='" + "甲" * 60 + "'>", id="markup"),
        pytest.param("\u200b" * 60, id="nothing to see"),
        pytest.param("&#8203;" * 9, id="entities"),
    ],
)
@pytest.mark.parametrize("place", range(1, len(MOBILE)))
def test_what_is_stuffed_into_personal_data_uncovers_none_of_it(small: Checker, stuffing: str, place: int) -> None:
    source = f"<p>电话{MOBILE[:place]}{stuffing}{MOBILE[place:]}。</p>"
    finding = one(html_findings(small, source))
    for shown in (finding.quote, finding.context):
        assert sum(char in MOBILE for char in shown.replace("&#8203;", "")) == 4
    assert len(finding.quote) == finding.end - finding.start == len(MOBILE) + len(stuffing)


def _bracketed(finding: Finding) -> str:
    context, start, end = finding.context, finding.context_start, finding.context_end
    return f"{context[:start]}[{context[start:end]}]{context[end:]}"
