"""The grammar of offices: its table, what is wrong with a table, and how a body and a head word are read together."""

import re
from collections.abc import Iterator

import pytest

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.roster.grammar import Body, Grammar, Kind, parse_grammar
from services.domain.errors import LexiconError
from services.settings import bundled
from tests.checks import findings
from tests.lexicons import marked_line

GOOD = """
heads: {主席: [团], 院长: [], 检察长: []}
inner: {主任: [科员]}
behind: [们]
ranks: [原, 常务]
unless: [民国]
words: {level: [省, 县], foreign: [越南]}
serious: true
bodies:
  - names: [检察院, "{level}检察院"]
    posts: [检察长]
    wrong: [主任]
    silent: [主席]
    unless: ["{foreign}"]
    reason: "{body}的首长是检察长"
  - names: [县人大]
    kind: committee
    serious: false
    posts: [主任]
    only: [主任]
    loose: [主任]
    right: "{body}常委会{rank}{head}"
    reason: 主任是人大常委会的职务
  - names: [老检察院]
    posts: [院长]
    reason: 它的首长是院长
"""
_MESSAGE = re.compile(r"[^。]*[\u4e00-\u9fff][^。]*。")


def checker_of(table: str) -> Checker:
    return Checker(compile_lexicon(Lexicon({}, {"grammar/table.yaml": table})))


def suggestions(checker: Checker, text: str) -> list[tuple[str, str]]:
    """What is reported, with what should stand there."""
    return [(finding.quote, finding.suggestions[0]) for finding in findings(checker, text)]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(GOOD)


@pytest.fixture(scope="module")
def shipped() -> Grammar:
    return parse_grammar(read_lexicon(bundled("lexicons")).grammar)


@pytest.fixture(scope="module")
def shipped_checker() -> Checker:
    """The shipped table without any other knowledge."""
    return Checker(compile_lexicon(Lexicon({}, read_lexicon(bundled("lexicons")).grammar)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("behind: [们]", "rivers: []  # <-", "“rivers”", id="unknown key"),
        pytest.param("silent: [主席]", "quiet: [主席]  # <-", "“quiet”", id="unknown key of a body"),
        pytest.param("posts: [院长]", "posts: [校长]  # <-", "“校长”不是", id="post that is no head word"),
        pytest.param("only: [主任]", "only: [校长]  # <-", "“校长”不是", id="wrong post that is no head word"),
        pytest.param("loose: [主任]", "loose: [副校长]  # <-", "“副校长”不是", id="loose post that is no head word"),
        pytest.param("kind: committee", "kind: 其他  # <-", "committee", id="kind that is none"),
        pytest.param("serious: false", "serious: 否  # <-", "true 或 false", id="flag that is none"),
        pytest.param('["{foreign}"]', '["{rivers}"]  # <-', "没有“rivers”", id="list that is nowhere"),
        pytest.param('["{foreign}"]', '["{foreign"]  # <-', "不成对", id="brace that is not closed"),
        pytest.param('{body}常委会{rank}{head}"', '{name}常委会"  # <-', "没有“name”", id="unknown place"),
        pytest.param("names: [老检察院]", "names: [县检察院]  # <-", "已写在", id="name of two bodies"),
        pytest.param("- names: [老检察院]\n    posts", "- posts", "缺少“names”", id="body without a name"),
        pytest.param("    posts: [院长]\n", "", "缺少“posts”", id="body without posts"),
        pytest.param("    reason: 它的首长是院长\n", "", "缺少“reason”", id="body without reason"),
    ],
)
def test_a_broken_table_is_refused_at_its_line(old: str, new: str, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(LexiconError) as refused:
        parse_grammar({"grammar/table.yaml": text})
    line = marked_line(text) if "# <-" in text else refused.value.line
    assert str(refused.value).startswith(f"grammar/table.yaml:{line}: ")
    assert reason in refused.value.reason


def test_an_instead_for_what_is_no_head_word_is_refused() -> None:
    text = GOOD.replace("silent: [主席]", "instead: {校长: 检察长}")
    with pytest.raises(LexiconError, match="“校长”不是"):
        parse_grammar({"grammar/table.yaml": text})


def test_a_table_is_read_from_several_files() -> None:
    head, _, bodies = GOOD.partition("bodies:")
    assert parse_grammar(
        {"grammar/z.yaml": head, "grammar/a.yaml": "serious: true\nbodies:" + bodies}
    ) == parse_grammar({"grammar/table.yaml": GOOD})


def test_there_may_be_no_table() -> None:
    assert parse_grammar({}) == Grammar()
    assert suggestions(Checker(compile_lexicon(Lexicon({}))), "县检察院院长到会。") == []


def test_names_and_wrong_head_words_are_worked_out() -> None:
    procuratorate, committee, _ = parse_grammar({"grammar/table.yaml": GOOD}).bodies
    assert procuratorate == Body(
        names=("检察院", "省检察院", "县检察院"),
        wrong=("院长", "主任"),
        reason="{body}的首长是检察长",
        posts=("检察长",),
        serious=True,
        unless=("民国", "越南"),
    )
    assert (committee.kind, committee.serious, committee.wrong) == (Kind.COMMITTEE, False, ("主任",))


def test_the_wrong_head_word_gives_way_to_that_of_the_body(checker: Checker) -> None:
    assert suggestions(checker, "县检察院院长到会。") == [("县检察院院长", "县检察院检察长")]


def test_the_message_names_the_body_and_says_what_to_write(checker: Checker) -> None:
    (finding,) = findings(checker, "县检察院院长到会。")
    assert finding.message == "县检察院的首长是检察长，“县检察院院长”应为“县检察院检察长”。"


def test_what_stands_before_the_head_word_is_kept(checker: Checker) -> None:
    assert suggestions(checker, "县检察院原常务副院长到会。") == [("县检察院原常务副院长", "县检察院原常务副检察长")]


def test_a_head_word_may_share_a_character_with_the_name(checker: Checker) -> None:
    assert suggestions(checker, "县检察院长到会。") == [("县检察院长", "县检察院检察长")]


def test_the_longest_name_decides(checker: Checker) -> None:
    assert suggestions(checker, "老检察院院长到会。") == []
    assert suggestions(checker, "老检察院检察长到会。") == [("老检察院检察长", "老检察院院长")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("县检察院检察长到会。", id="own post"),
        pytest.param("县检察院主席到会。", id="post that proves nothing"),
        pytest.param("县检察院主任科员到会。", id="another word"),
        pytest.param("县检察院院长们到会。", id="many people"),
        pytest.param("县检察院长期坚持。", id="head word across words"),
        pytest.param("县检察院院长、检察长到会。", id="list of posts"),
        pytest.param("县检察院 院长到会。", id="cells of a table"),
        pytest.param("县检察院\n院长到会。", id="two lines"),
        pytest.param("越南的省检察院院长到会。", id="another country"),
        pytest.param("民国的省检察院院长到会。", id="another time"),
    ],
)
def test_a_head_word_behind_a_body_may_be_innocent(checker: Checker, text: str) -> None:
    assert suggestions(checker, text) == []


def test_silence_ends_with_the_sentence(checker: Checker) -> None:
    assert suggestions(checker, "越南客人来访。县检察院院长作陪。") == [("县检察院院长", "县检察院检察长")]


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        pytest.param("县检察院院长到会。", "leader.title.state-post", "serious", id="body of the state"),
        pytest.param("县人大副主任到会。", "leader.title.missing-standing-committee", "error", id="deputy"),
        pytest.param("县人大主任到会。", "leader.title.loose-standing-committee", "warning", id="ordinary usage"),
    ],
)
def test_a_finding_weighs_what_the_table_says(checker: Checker, text: str, rule: str, severity: str) -> None:
    (finding,) = findings(checker, text)
    assert (finding.rule, finding.severity) == (rule, severity)


def test_no_shipped_body_is_refused_its_own_post(shipped: Grammar, shipped_checker: Checker) -> None:
    own = [
        f"{name}{head}"
        for body in shipped.bodies
        for name in body.names
        for head in body.posts
        if head not in body.wrong
    ]
    assert len(own) > 1_000
    assert [title for title in own if findings(shipped_checker, f"{title}到会。")] == []


def test_every_shipped_wrong_form_is_reported_whole_and_its_suggestion_is_right(
    shipped: Grammar, shipped_checker: Checker
) -> None:
    wrong = list(_wrong_forms(shipped))
    assert len(wrong) > 1_000
    for title in wrong:
        ((quote, suggestion),) = suggestions(shipped_checker, f"{title}到会。")
        assert quote == title
        assert suggestions(shipped_checker, f"{suggestion}到会。") == [], title


def test_the_messages_of_the_shipped_table_are_one_sentence(shipped: Grammar, shipped_checker: Checker) -> None:
    for title in _wrong_forms(shipped):
        (finding,) = findings(shipped_checker, f"{title}到会。")
        assert _MESSAGE.fullmatch(finding.message), finding.message
        assert len(finding.message) <= 120


def test_shipped_tables_say_at_their_top_what_they_hold() -> None:
    tables = read_lexicon(bundled("lexicons")).grammar
    assert tables
    assert [name for name, text in tables.items() if not text.startswith("# ")] == []


def test_patterns_are_the_names_of_the_bodies_only(shipped: Grammar) -> None:
    assert sum(len(body.names) for body in shipped.bodies) < 3_000


def _wrong_forms(grammar: Grammar) -> Iterator[str]:
    """Under the first name of every body."""
    for body in grammar.bodies:
        for head in body.wrong:
            yield f"{body.names[0]}{head}"
            if body.kind is not Kind.REPEATED:
                yield f"{body.names[0]}原副{head}"
