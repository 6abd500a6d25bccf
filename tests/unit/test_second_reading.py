"""What becomes of a second opinion: what is reported and how heavily, and what no reader may touch."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.engine import Checker
from services.checker.opinion import AGREED, ALONE, DEEP, FAST, STAGE, Lane, Nobody, Suggestion
from services.checker.protected import Protected
from services.domain.canary import canary_site
from services.domain.finding import Finding
from services.domain.post import ContentType
from services.domain.report import Report, Verdict
from tests.fakes import make_post
from tests.lexicons import SMALL, checker_of

NOTICE = """
  - id: typo.style
    severity: notice
    terms: {帐号: 账号}
    hit: [帐号]
    miss: [账号]
"""


class Reads:
    """Says the same of every text: each is wrong → right (first place), or a suggestion."""

    def __init__(self, *said: tuple[str, str] | tuple[str, str, str] | Suggestion) -> None:
        self._said, self.texts = said, list[str]()

    def read(self, text: str) -> Sequence[Suggestion]:
        self.texts.append(text)
        return [each if isinstance(each, Suggestion) else _at(text, *each) for each in self._said]


def _at(text: str, wrong: str, right: str, kind: str = "kenlm") -> Suggestion:
    start = text.index(wrong)
    return Suggestion(start, start + len(wrong), right, kind)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(SMALL.rstrip() + NOTICE)


def report(checker: Checker, body: str, *said: Any, **fields: Any) -> Report:
    return checker.check(make_post(body=body, **fields), second=Reads(*said))


def findings(checker: Checker, body: str, *said: Any, **fields: Any) -> list[Finding]:
    return [each for each in report(checker, body, *said, **fields).findings if "second-opinion" in each.rule]


def test_one_voice_is_a_notice_and_does_not_change_the_verdict(checker: Checker) -> None:
    found = report(checker, "形势迫在眉捷。", ("眉捷", "眉睫"))
    [finding] = found.findings
    assert (finding.rule, finding.quote, finding.suggestions) == (ALONE.id, "眉捷", ("眉睫",))
    assert (found.verdict, found.complete) == (Verdict.PASS, True)
    assert not finding.safe_fix


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([("青兰", "青岚"), ("青兰县", "青岚县", "proper")], id="the list of names agrees"),
        pytest.param([("青兰县", "青岚县", "macbert"), ("兰", "岚", "proper")], id="whatever is quoted around it"),
    ],
)
def test_a_model_and_the_list_of_names_together_are_a_warning(checker: Checker, said: list[Any]) -> None:
    [finding] = findings(checker, "青兰县召开会议。", *said)
    assert (finding.rule, finding.quote) == (AGREED.id, "青兰县")


def test_the_list_alone_and_two_models_alone_are_notices(checker: Checker) -> None:
    assert [each.rule for each in findings(checker, "青兰县召开会议。", ("青兰县", "青岚县", "proper"))] == [ALONE.id]
    both = findings(checker, "形势迫在眉捷。", ("捷", "睫"), ("捷", "睫", "macbert"))
    assert [each.rule for each in both] == [ALONE.id]


def test_a_notice_of_the_lexicon_that_says_the_same_makes_it_a_warning(checker: Checker) -> None:
    assert [each.rule for each in report(checker, "注册帐号。", ("帐", "账")).findings] == [AGREED.id]
    assert [each.rule for each in report(checker, "注册帐号。", ("号", "好")).findings] == ["typo.style"]


def test_what_the_lexicon_reports_already_is_not_said_again(checker: Checker) -> None:
    found = report(checker, "再作出布署。", ("布署", "部署"), ("出布", "出部"))
    assert [each.rule for each in found.findings] == ["typo.bu-shu"]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        pytest.param("习近平出席会议。", "近平", "进平", id="a name"),
        pytest.param("李强出席会议。", "强出", "墙出", id="a name in part"),
        pytest.param("习进平出席会议。", "进", "近", id="what would become a name"),
        pytest.param("共有三千人。", "三", "山", id="a Chinese number"),
        pytest.param("共有30人。", "30", "80", id="a number"),
        pytest.param("他说“迫在眉捷”。", "捷", "睫", id="a quotation"),
        pytest.param("印发《迫在眉捷》。", "捷", "睫", id="a title"),
        pytest.param("使用app登录。", "app", "apq", id="another script"),
        pytest.param("会议召开。", "召开", "召。", id="a mark"),
    ],
)
def test_what_no_model_may_rewrite(checker: Checker, text: str, wrong: str, right: str) -> None:
    start = text.index(wrong)
    assert Protected(text, ["习近平", "李强"]).forbids(start, start + len(wrong), right)
    assert findings(checker, text, (wrong, right), (wrong, right, "proper")) == []


def test_what_is_not_protected_may_be_suggested() -> None:
    assert not Protected("形势迫在眉捷，“他说”《标题》三人。", ["习近平"]).forbids(5, 6, "睫")


@pytest.mark.parametrize(
    ("body", "wrong", "right"),
    [
        pytest.param("羽毛球选手李诗沣获胜。", "沣", "风", id="makes no word"),
        pytest.param("车辆驶出路口。", "驶", "使", id="makes a word that is no more common"),
        pytest.param("形势迫在眉捷。确实迫在眉捷。", "眉捷", "眉睫", id="written so more than once"),
        pytest.param("会议召开。", "召开", "召开了", id="another length"),
        pytest.param("会议召开。", "召开", "召开", id="nothing"),
    ],
)
def test_what_a_model_alone_is_not_believed(checker: Checker, body: str, wrong: str, right: str) -> None:
    assert findings(checker, body, (wrong, right)) == []


@pytest.mark.parametrize(
    "suggestion",
    [
        pytest.param(Suggestion(-1, 1, "会会", "kenlm"), id="before the text"),
        pytest.param(Suggestion(3, 9, "会会会会会会", "kenlm"), id="behind the text"),
        pytest.param(Suggestion(2, 2, "", "kenlm"), id="empty"),
        pytest.param(Suggestion(3, 2, "会", "kenlm"), id="backwards"),
    ],
)
def test_what_does_not_fit_the_text_is_passed_over(checker: Checker, suggestion: Suggestion) -> None:
    assert findings(checker, "会议召开。", suggestion) == []


def test_places_are_those_of_the_submitted_field(checker: Checker) -> None:
    body = "<p>形势<b>迫在</b>眉<i>捷</i>。</p>"
    [finding] = findings(checker, body, ("捷", "睫"), content_type=ContentType.HTML, title="通知")
    assert (finding.field, body[finding.start : finding.end]) == ("body", "捷")
    [finding] = findings(checker, "正文。", ("眉捷", "眉睫"), title="形势迫在眉捷")
    assert (finding.field, finding.start) == ("title", 4)


def test_a_reader_that_cannot_read_leaves_the_post_incomplete(checker: Checker) -> None:
    found = checker.check(make_post(), second=Nobody())
    assert (found.complete, found.skipped, found.verdict) == (False, (STAGE,), Verdict.REVIEW)


class TestLane:
    @pytest.mark.parametrize(
        ("every", "depth", "is_read"),
        [
            (False, None, False),
            (False, FAST, False),
            (False, "3", False),
            (False, DEEP, True),
            (True, None, True),
            (True, DEEP, True),
            (True, FAST, False),
        ],
    )
    def test_which_posts_are_read(self, every: bool, depth: str | None, is_read: bool) -> None:
        reader = Reads()
        post = make_post(meta={} if depth is None else {"depth": depth})
        assert Lane(reader, every).reader_of(post) is (reader if is_read else None)

    def test_a_post_that_asks_where_nobody_is_gets_nobody(self) -> None:
        assert isinstance(Lane().reader_of(make_post(meta={"depth": DEEP})), Nobody)
        assert Lane().reader_of(make_post()) is None

    def test_canaries_are_left_alone(self) -> None:
        assert Lane(Reads(), every=True).reader_of(make_post(site=canary_site("x"))) is None


@given(st.text("习近平李强“”《》三会议召开。\n", max_size=60), st.data())
def test_a_forbidden_place_stays_forbidden_whatever_is_around_it(text: str, data: st.DataObject) -> None:
    """Never raises, and a name is protected wherever it stands."""
    protected = Protected(f"{text}习近平{text}", ["习近平", "李强"])
    start = data.draw(st.integers(len(text), len(text) + 2))
    assert protected.forbids(start, start + 1, "会")


def test_a_text_of_opening_marks_is_read_in_linear_time() -> None:
    assert Protected("“" * 200_000, []).forbids(0, 1, "会")
