"""What a rule of a lexicon means: one small rule for each key of the format."""

from datetime import UTC, datetime

import pytest

from services.checker.engine import Checker
from tests.checks import findings, html_findings, quotes
from tests.lexicons import checker_of, page

RULES = r"""
id: typo.plain, message: "“{term}”应为“{suggestion}”，不是“{term}”。", terms: {布署: [部署, 布置]}, safe_fix: true
id: typo.allow, terms: {国家队: 集体}, allow: [国家队列, 家队员]
id: typo.unless, terms: {稳赚: 稳健}, unless: [谨防, 骗局]
id: typo.near, terms: {秒批: 审批}, near: [贷款, 信用卡]
id: typo.listed, message: "“{term}”应为“{suggestion}”，不是“{term}”。", terms: [登陆, 登录], suggestions: [上线, 进入]
id: typo.silent, message: 不宜使用。, terms: [小编]
id: typo.dated, terms: [国土部], from: 2018-03-17, until: 2020-01-01
id: typo.exact, terms: [vip群], folding: none
id: typo.wide, terms: [kol群], folding: [width]
id: typo.right, message: "“{term}”疑似“{suggestion}”之误。", right: [人民代表大会, 县人民政府], allow: [人民政符]
id: typo.listed-slip, message: 列出的写法。, terms: [人民代表大汇]
id: vulgar.break, category: vulgar, terms: ["上\u2028下"], near: ["左\x0b右"]
id: vulgar.boundary, category: vulgar, terms: [口交], boundary: true
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(page(RULES))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("布署工作", ["布署"], id="a term"),
        pytest.param("布署、布署", ["布署"], id="a term twice is one finding"),
        pytest.param("站成国家队列", [], id="allow holds the hit"),
        pytest.param("国家队员", ["国家队"], id="allow only overlaps the hit"),
        pytest.param("国家队列，国家队", ["国家队"], id="allow holds one of two"),
        pytest.param("稳赚不赔", ["稳赚"], id="unless is not there"),
        pytest.param("谨防稳赚不赔的骗局", [], id="unless stands in the sentence"),
        pytest.param("谨防诈骗。稳赚不赔", ["稳赚"], id="unless stands in the sentence before"),
        pytest.param("稳赚不赔\n这是骗局", ["稳赚"], id="unless stands in the next line"),
        pytest.param("谨防诈骗，稳赚不赔", [], id="a comma ends no sentence"),
        pytest.param("谨 防稳赚不赔", [], id="unless is folded too"),
        pytest.param("秒批到账", [], id="near is not there"),
        pytest.param("贷款秒批", ["秒批"], id="near stands in the sentence"),
        pytest.param("贷款须知；秒批到账", [], id="near stands in the sentence before"),
        pytest.param("信用卡！秒批到账。贷款", [], id="near stands on both sides outside"),
        pytest.param("涉口交内容", ["口交"], id="the hit is a word"),
        pytest.param("路口交通管制", [], id="the hit is no word"),
        pytest.param("ｖｉｐ群 VIP群 vip\u200b群", [], id="no folding"),
        pytest.param("vip群", ["vip群"], id="exactly as written"),
        pytest.param("ｋｏｌ群", ["ｋｏｌ群"], id="a folding that is allowed"),
        pytest.param("KOL群 k\u200bol群", [], id="foldings that are not allowed"),
        pytest.param("布 署", [], id="nobody mistypes a space"),
        pytest.param("口 交", ["口 交"], id="somebody hides behind a space"),
        pytest.param("县人民政俯", ["县人民政俯"], id="a slip in a right form"),
        pytest.param("县人民政府", [], id="the right form"),
        pytest.param("人民代表大汇", ["人民代表大汇"], id="listed before slip"),
    ],
)
def test_a_rule_reports_what_its_keys_say(checker: Checker, text: str, quoted: list[str]) -> None:
    assert quotes(checker, text) == quoted


@pytest.mark.parametrize(
    ("moment", "quoted"),
    [
        pytest.param(datetime(2018, 3, 16, 15, 59, 59, tzinfo=UTC), [], id="the evening before in Beijing"),
        pytest.param(datetime(2018, 3, 16, 16, 0, tzinfo=UTC), ["国土部"], id="midnight in Beijing"),
        pytest.param(datetime(2019, 12, 31, 15, 59, 59, tzinfo=UTC), ["国土部"], id="the last evening in Beijing"),
        pytest.param(datetime(2019, 12, 31, 16, 0, tzinfo=UTC), [], id="the day of until"),
    ],
)
def test_a_dated_rule_holds_from_the_first_day_until_before_the_last(
    checker: Checker, moment: datetime, quoted: list[str]
) -> None:
    assert quotes(checker, "国土部通知", published_at=moment) == quoted


@pytest.mark.parametrize(
    ("text", "message", "suggestions"),
    [
        pytest.param("布署", "“布署”应为“部署”，不是“布署”。", ("部署", "布置"), id="both filled in, at each place"),
        pytest.param("登录", "“登录”应为“上线”，不是“登录”。", ("上线", "进入"), id="shared suggestions"),
        pytest.param("小编", "不宜使用。", (), id="nothing to fill in"),
        pytest.param(
            "布\u200b署", "“布署”应为“部署”，不是“布署”。", ("部署", "布置"), id="the ordinary form of the term"
        ),
        pytest.param("县人民政俯", "“县人民政俯”疑似“县人民政府”之误。", ("县人民政府",), id="slip"),
        pytest.param("人民代表大汇", "列出的写法。", (), id="listed"),
    ],
)
def test_a_message_names_the_term_and_the_first_suggestion(
    checker: Checker, text: str, message: str, suggestions: tuple[str, ...]
) -> None:
    (finding,) = findings(checker, text)
    assert (finding.message, finding.suggestions) == (message, suggestions)


@pytest.mark.parametrize(
    ("source", "safe"),
    [
        pytest.param("<p>布署</p>", True, id="as it stands"),
        pytest.param("<p>布<b>署</b></p>", False, id="a tag inside"),
        pytest.param("<p>&#24067;署</p>", False, id="an entity inside"),
        pytest.param("<p>布&#8203;署</p>", False, id="something invisible inside"),
        pytest.param("<p>佈署</p>", False, id="traditional"),
    ],
)
def test_a_fix_is_safe_only_where_the_very_term_stands(checker: Checker, source: str, *, safe: bool) -> None:
    (finding,) = html_findings(checker, source)
    assert finding.safe_fix is safe


def test_a_line_break_in_a_word_of_a_rule_counts_as_a_space(checker: Checker) -> None:
    assert quotes(checker, "左 右，上 下") == ["上 下"]


def test_a_fix_is_not_safe_unless_the_rule_says_so(checker: Checker) -> None:
    (finding,) = findings(checker, "小编")
    assert not finding.safe_fix
