"""What ships: enough knowledge, each piece with its reason and its proof, in files that a person can read."""

import re

import pytest

from services.checker.engine import Checker
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.opinion import RULES as SECOND_OPINION
from services.checker.roster import Roster, parse_roster
from services.domain.rule import Category, RuleDoc
from services.settings import bundled
from tests.checks import findings

_SENTENCE = re.compile(r"[^。\n]*[\u4e00-\u9fff][^。\n]*。")
_LONGEST_MESSAGE = 120
_LONGEST_FILE = 700


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(bundled("lexicons"))


@pytest.fixture(scope="module")
def roster(lexicon: Lexicon) -> Roster:
    return parse_roster(lexicon.roster_files())


@pytest.mark.parametrize(
    ("folder", "floor"),
    [
        pytest.param("expression", 150, id="regulated expressions"),
        pytest.param("institutions", 100, id="institution names"),
        pytest.param("spam", 300, id="injected advertising"),
        pytest.param("vulgar", 80, id="uncivil words"),
        pytest.param("discriminatory", 60, id="discriminatory words"),
        pytest.param("ad_law", 60, id="advertising law"),
        pytest.param("typos", 400, id="wrong words"),
        pytest.param("pairs", 120, id="words that are taken for each other"),
        pytest.param("redundancy", 150, id="redundancy and grammar"),
    ],
)
def test_a_folder_holds_enough_distinct_terms(lexicon: Lexicon, folder: str, floor: int) -> None:
    rules = [rule for rule in lexicon.rules if rule.file.startswith(f"{folder}/")]
    assert len({term.text for rule in rules for term in rule.terms}) >= floor


@pytest.mark.parametrize(
    ("folder", "categories"),
    [
        pytest.param("spam", {Category.SPAM_HIJACK}, id="spam"),
        pytest.param("vulgar", {Category.VULGAR}, id="vulgar"),
        pytest.param("discriminatory", {Category.DISCRIMINATORY}, id="discriminatory"),
        pytest.param("ad_law", {Category.AD_LAW}, id="ad_law"),
        pytest.param("typos", {Category.TYPO, Category.IDIOM}, id="typos"),
    ],
)
def test_a_folder_holds_its_own_categories(lexicon: Lexicon, folder: str, categories: set[Category]) -> None:
    found = {rule.category for rule in lexicon.rules if rule.file.startswith(f"{folder}/")}
    assert found == categories


def test_advertising_is_nowhere_else(lexicon: Lexicon) -> None:
    files = {rule.file.partition("/")[0] for rule in lexicon.rules if rule.category is Category.SPAM_HIJACK}
    assert files == {"spam"}


def test_the_roster_knows_enough_people_and_when_it_was_brought_up_to_date(roster: Roster) -> None:
    assert len(roster.people) >= 60
    assert roster.as_of >= "2026-01-01"


def test_everybody_in_the_roster_is_looked_at_somewhere(roster: Roster) -> None:
    holders = {tenure.name for office in roster.offices for tenure in office.holders}
    assert [each.name for each in roster.people if each.name not in holders and not each.protected] == []


def test_every_office_of_the_roster_was_held_by_somebody(roster: Roster) -> None:
    assert [office.title for office in roster.offices if not office.holders] == []


def test_messages_are_one_chinese_sentence_that_fits_on_a_screen(lexicon: Lexicon) -> None:
    odd = [rule.id for rule in lexicon.rules if not _SENTENCE.fullmatch(rule.message)]
    long = [rule.id for rule in lexicon.rules if len(rule.message) > _LONGEST_MESSAGE]
    assert (odd, long) == ([], [])


def test_no_message_has_a_placeholder_that_nobody_fills_in(lexicon: Lexicon) -> None:
    explained = [(rule.id, rule.explain(term)) for rule in lexicon.rules for term in rule.terms]
    assert [rule for rule, message in explained if "{" in message or "“”" in message] == []


def test_files_are_short_enough_to_be_read(lexicon: Lexicon) -> None:
    assert {name for name, text in lexicon.files.items() if text.count("\n") > _LONGEST_FILE} == set()


def test_every_file_says_at_its_top_what_it_holds(lexicon: Lexicon) -> None:
    assert [name for name, text in lexicon.files.items() if not text.startswith("# ")] == []


def test_every_rule_explains_itself(checker: Checker) -> None:
    assert len({doc.id for doc in checker.rules}) == len(checker.rules)
    for doc in checker.rules:
        assert doc.id.count("."), doc.id
        assert _SENTENCE.fullmatch(doc.summary), doc.id
        assert re.search("[\u4e00-\u9fff]", doc.basis), doc.id
        assert doc.hit, doc.id
        assert doc.miss, doc.id


def test_the_examples_of_rules_that_are_code_hold(checker: Checker, lexicon: Lexicon) -> None:
    written = {rule.id for rule in lexicon.rules}
    # What a second reader finds depends on a model that the user has.
    code = [doc for doc in checker.rules if doc.id not in written and doc not in SECOND_OPINION]
    assert len(code) >= 7
    for doc in code:
        assert all(_reports(checker, doc, text) for text in doc.hit), doc.id
        assert not any(_reports(checker, doc, text) for text in doc.miss), doc.id


def _reports(checker: Checker, doc: RuleDoc, text: str) -> bool:
    """Whether the rule speaks of the text, as a body or as a title."""
    found = (*findings(checker, text), *findings(checker, "正文", title=text))
    return any(finding.rule == doc.id for finding in found)
