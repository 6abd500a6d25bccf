"""The pages of rules: what an editor reads there, and that Markdown shows it as it is written."""

from services.checker.engine import Checker
from services.domain.report import Policy
from services.domain.rule import Category, RuleDoc, Severity
from services.rulebook.explanation import example_of, explain
from services.rulebook.layout import entry_of, escaped, remedies
from services.rulebook.pages import INDEX, pages_of
from services.rulebook.search import nearest, speaking_of
from tests.lexicons import checker_of, page


def rule(rule_id: str, category: Category = Category.TYPO, severity: Severity = Severity.ERROR) -> RuleDoc:
    return RuleDoc(
        id=rule_id,
        category=category,
        severity=severity,
        summary="有误。",
        basis="测试",
        hit=("作出布署",),
        miss=("无",),
    )


def test_an_example_is_mended_at_every_place(small: Checker) -> None:
    example = example_of(small.rule("typo.bu-shu"), "作出布署，再布署。", small)
    assert (example.quotes, example.mended) == (("布署",), "作出部署，再部署。")


def test_an_example_without_a_right_form_names_what_is_reported(small: Checker) -> None:
    text = entry_of(explain(small.rule("vulgar.word"), small, Policy()))
    assert "- 涉口交内容\\\n  报“口交”" in text


def test_a_rule_that_held_long_ago_is_shown_on_a_day_on_which_it_held() -> None:
    checker = checker_of(page("id: typo.old, terms: {布署: 部署}, until: 2018-03-17").replace("[无], id", "[布署], id"))
    old = checker.rule("typo.old")
    assert old.day.isoformat() == "2018-03-16"
    assert example_of(old, "布署", checker).mended == "部署"
    assert old.limits == ("只查 2018-03-17 以前发布的稿件",)


def test_what_silences_a_rule_is_said_in_sentences() -> None:
    words = "、".join("甲乙丙丁戊己庚辛壬癸子丑寅卯")
    line = (
        f"id: typo.x, terms: [布署], near: [会议], unless: [所谓], boundary: true, allow: [{words.replace('、', ', ')}]"
    )
    limits = checker_of(page(line)).rule("typo.x").limits
    assert limits == (
        "同一句中须有下列词语之一才报：会议",
        "同一句中有下列词语之一时不报：所谓",
        "写在下列词语之中时不报：甲、乙、丙、丁、戊、己、庚、辛、壬、癸、子、丑等 14 个",
        "只是别的词的一部分时不报",
    )


def test_the_verdict_follows_the_policy(small: Checker) -> None:
    strict = Policy(block=Severity.ERROR)
    facts = dict(explain(small.rule("typo.bu-shu"), small, strict).facts)
    assert facts["级别"].endswith("稿件结论为“拦截”")


def test_text_is_not_read_as_markdown() -> None:
    assert escaped("*甲*_乙_<b>[丙](丁)`x`|\n# 戊") == r"\*甲\*\_乙\_\<b\>\[丙\](丁)\`x\`\| \# 戊"
    assert escaped("布\u200b署") == "布(U+200B)署"


def test_a_serious_rule_is_not_to_be_switched_off_and_a_notice_may_be_hidden() -> None:
    heavy, light = (list(remedies(rule("a.b", severity=each))) for each in (Severity.SERIOUS, Severity.NOTICE))
    assert "不要整条停用" in heavy[-1]
    assert "不想看到提示" in light[-1]


class TestPages:
    def test_they_do_not_depend_on_the_order_of_the_rules(self, small: Checker) -> None:
        forth, back = (pages_of(rules, small, Policy()) for rules in (small.rules, small.rules[::-1]))
        assert forth == back

    def test_a_large_category_is_cut_by_the_initial_of_the_name(self, small: Checker) -> None:
        rules = [rule(f"typo.{initial}-{number:03}") for initial in "abz1" for number in range(50)]
        pages = pages_of(rules, small, Policy())
        assert list(pages) == [INDEX, "typo-0-9.md", "typo-abc.md", "typo-yz.md"]
        assert pages["typo-abc.md"].startswith("# 错别字（ABC）：100 条规则\n")
        assert "[ABC](typo-abc.md)" in pages[INDEX]
        assert "| 错别字 |  | 200 |  |  | 200 |" in pages[INDEX]

    def test_every_rule_has_one_anchor_and_one_line_in_the_contents(self, small: Checker) -> None:
        text = "".join(pages_of(small.rules, small, Policy()).values())
        for each in small.rules:
            assert text.count(f'<a id="{each.id}"></a>') == text.count(f"](#{each.id})") == 1


def test_rules_that_look_for_the_word_come_before_those_that_mention_it(small: Checker) -> None:
    mention = rule("a.mentions-it")
    assert [each.id for each in speaking_of([mention, *small.rules], "布署")] == ["typo.bu-shu", "a.mentions-it"]


def test_the_nearest_ids_are_the_likeliest(small: Checker) -> None:
    assert nearest(small.rules, "typo.bu-su")[0] == "typo.bu-shu"
    assert nearest(small.rules, "Bu-Shu") == ["typo.bu-shu"]
    assert nearest(small.rules, "量子") == []
