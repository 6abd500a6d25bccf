"""The benchmarks measure what they say they measure; how fast anything is, they say themselves."""

import sys
from pathlib import Path

import msgspec
import pytest

from services.checker.lexicon import Lexicon
from services.checker.roster import parse_roster
from tests.bench import generated
from tests.bench.big import Growth, bars
from tests.bench.big_process import Times
from tests.bench.engine_process import figures
from tests.bench.fresh import output_of
from tests.bench.outcome import Bar, NotRun, Outcome, Table
from tests.bench.pages import pages
from tests.bench.peer_process import LIBRARIES, measure
from tests.bench.peers import agreement
from tests.bench.plan import Plan
from tests.bench.posts import Corpus, corpus
from tests.bench.report import console, show, show_bars, write_json
from tests.bench.spread import Latency, Spread, percentile
from tests.lexicons import SMALL, checker_of

OWN_ENVIRONMENT = ("daachorse", "str.find loop", "re alternation")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(lexicons=str(tmp_path / "lexicons"), work=str(tmp_path / "work"), quick=True)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        pytest.param(0.5, 2, id="half of four values"),
        pytest.param(0.51, 3, id="more than half"),
        pytest.param(0.99, 4, id="nearly all"),
        pytest.param(1.0, 4, id="all"),
        pytest.param(0.001, 1, id="never less than the first"),
    ],
)
def test_a_percentile_is_the_least_value_that_the_share_does_not_exceed(share: float, expected: int) -> None:
    assert percentile([4, 1, 3, 2], share) == expected


def test_the_99th_percentile_of_a_hundred_values_is_the_second_greatest() -> None:
    assert Latency.of(list(range(1, 101))) == Latency(50, 90, 99, 100)


def test_a_spread_shows_median_least_and_greatest() -> None:
    assert Spread.of([3e6, 1e6, 2e6]).shown(1e6) == "2.00 (1.00–3.00)"


@pytest.mark.parametrize(
    ("bar", "verdict"),
    [
        pytest.param(Bar(name="rate", limit=3, unit="M", value=3), "pass", id="at least, reached"),
        pytest.param(Bar(name="rate", limit=3, unit="M", value=2.9), "short", id="at least, missed"),
        pytest.param(Bar(name="time", limit=2, unit="ms", value=2, at_most=True), "pass", id="at most, kept"),
        pytest.param(Bar(name="time", limit=2, unit="ms", value=2.1, at_most=True), "short", id="at most, exceeded"),
        pytest.param(Bar(name="x", limit=2, unit="ms", value=None, reason="no x"), "not run: no x", id="not run"),
    ],
)
def test_a_bar_is_judged_in_its_own_direction(bar: Bar, verdict: str) -> None:
    assert bar.verdict == verdict


@pytest.mark.parametrize("library", OWN_ENVIRONMENT)
def test_a_library_reports_a_checksum_for_every_text(library: str) -> None:
    found = measure(library, ["国人", "中国", "中国人"], ["中国人", "外国", "中国人中国"], rounds=2, budget_s=5)
    assert len(found["matches"]) == 3
    assert len(found["rates"]) == 2
    assert found["chars"] == 10


def test_our_matches_are_those_of_the_naive_search() -> None:
    patterns, texts = ["aa", "a", "中国", "国"], ["aaa", "中国国", ""]
    ours, naive = (
        measure(library, patterns, texts, rounds=1, budget_s=5)["matches"] for library in ("daachorse", "str.find loop")
    )
    assert agreement(ours, naive) == "same 8 matches"


def test_a_slow_library_stops_at_its_budget_and_is_compared_over_what_it_searched() -> None:
    slow = measure("str.find loop", ["中"], ["中", "中中"], rounds=3, budget_s=0)
    assert len(slow["matches"]) == len(slow["rates"]) == 1
    assert agreement([(1, slow["matches"][0][1]), (2, 7)], slow["matches"]) == "same 1 match"


def test_equal_counts_at_different_places_do_not_agree() -> None:
    assert agreement([(2, 111)], [(2, 222)]).startswith("DIFFERS")
    assert agreement([(2, 1)], [(1, 2)], "never overlapping") == "1 of our 2: never overlapping"


def test_every_library_of_the_comparison_is_known_to_the_script() -> None:
    assert set(OWN_ENVIRONMENT) < set(LIBRARIES)


def test_a_command_that_fails_says_why_in_one_line() -> None:
    with pytest.raises(NotRun, match=r"^ValueError: no$"):
        output_of((sys.executable, "-c", "raise ValueError('no')"), timeout_s=30)


def test_the_engine_is_measured_over_every_post_and_stage() -> None:
    posts = Corpus("test", [("", "会议作出布署了" * 10)]).cut(20, length=50)
    found = figures(checker_of(), "test", posts, posts[:5], rounds=2)
    assert (found.posts, found.published_length, found.findings) == (20, 50, 1)
    assert found.latency.p50 <= found.latency.p99 <= found.latency.most
    assert {"fold", "scan", "lexicon"} < found.stages.keys()


def test_made_up_posts_are_the_same_at_every_run_and_have_the_length_asked_for(plan: Plan) -> None:
    texts = corpus(plan)
    assert "made up" in texts.source
    assert texts.texts == corpus(plan).texts
    assert {len(post.body) for post in texts.cut(10)} == {1500}


def test_generated_words_and_people_make_a_lexicon_that_compiles() -> None:
    words = [word for word, _ in zip(generated.words(), range(250), strict=False)]
    lexicon = Lexicon({"words.yaml": generated.rules_file(words)})
    assert sum(len(rule.terms) for rule in lexicon.rules) == 250
    roster = parse_roster({"leaders/bench.yaml": generated.roster_file(40, frozenset())})
    assert len(roster.people) == 40
    assert sum(len(office.holders) for office in roster.offices) == 40


def test_a_page_is_as_long_as_asked_for(plan: Plan) -> None:
    rules = Lexicon({"rules.yaml": SMALL}).rules
    for page in pages(plan, Corpus("test", [("", "全县召开会议。")]), rules).values():
        assert len(page.body(1000)) == 1000


@pytest.mark.parametrize(
    ("growth", "verdicts"),
    [
        pytest.param(Growth(Times(100, 0.1, 0.2, 0)), ["pass", "pass"], id="linear"),
        pytest.param(Growth(Times(100, 0.1, 0.4, 0)), ["short", "pass"], id="quadratic"),
        pytest.param(Growth(Times(100, 1.2, 2.4, 0)), ["pass", "short"], id="slow"),
        pytest.param(Growth(Times(10, 0.1, 0.2, 0), "length / 1: not ended"), ["pass", "short"], id="ended when short"),
        pytest.param(Growth(None, "not ended"), ["short", "short"], id="never ended"),
        pytest.param(
            Growth(Times(100, 1e-6, 9e-6, 0)), ["not run: every page is too short to tell", "pass"], id="noise"
        ),
    ],
)
def test_a_page_that_does_not_end_never_passes(growth: Growth, verdicts: list[str]) -> None:
    assert [bar.verdict for bar in bars({"page": growth})] == verdicts


def test_results_are_shown_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar(name="rate", limit=3, unit="M", value=4)
    outcome = Outcome([Table("speed", ("what", "rate"), [("ours", "4 M")], ["a note"])], [bar], {"ours": 4})
    show(console(), outcome)
    show_bars(console(), [bar], quick=False)
    write_json(tmp_path / "out.json", "a machine", {"engine": outcome})
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("speed", "ours", "4 M", "a note", "pass"))
    written = msgspec.json.decode((tmp_path / "out.json").read_bytes())
    assert written["results"]["engine"]["bars"][0]["verdict"] == "pass"
