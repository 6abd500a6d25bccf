"""The statistical typo stage inside the checker: what it may not touch, how far it reads, how it gives way."""

import numpy as np
import pytest

from services.checker.detectors.typos import strictness
from services.checker.engine import Checker
from services.checker.typos import proofreader
from services.checker.typos.proofreader import Strictness
from services.domain.rule import Severity
from tests.checks import findings, make_report

WRONG = "对违反本规定的行为，由主管部们责令限期改正。"


def test_the_longer_a_text_the_surer_a_suggestion_has_to_be() -> None:
    asked = [strictness(length) for length in (0, 10, 100, 400, 500, 100_000)]
    assert asked == sorted(asked)
    assert asked[0] == asked[2] < asked[3] < asked[4] == asked[5]


def test_a_suggestion_says_what_where_and_how_sure(checker: Checker) -> None:
    (found,) = findings(checker, WRONG)
    assert (found.rule, found.quote, found.suggestions) == ("typo.statistical.likely", "们", ("门",))
    assert found.severity is Severity.ERROR
    assert 0.9 < found.confidence <= 1
    assert "“管部们责令”中的“们”疑为“门”之误" in found.message
    assert not found.safe_fix


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("会上有人念道“主管部们”，引来笑声。", id="short quotation"),
        pytest.param("《主管部们责令改正案例选》出版。", id="title"),
        pytest.param("由主管部们·史密斯责令限期改正。", id="foreign name"),
    ],
)
def test_what_is_quoted_or_named_is_left_alone(checker: Checker, text: str) -> None:
    assert [found for found in findings(checker, text) if found.rule.startswith("typo.statistical")] == []


def test_a_text_that_is_doubted_everywhere_is_not_read_to_its_end(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert make_report(checker, WRONG).complete
    reader = next(each for each in checker._detectors if each.name == "typos")._reader  # type: ignore[attr-defined]
    monkeypatch.setattr(reader, "_most", 0)
    report = make_report(checker, WRONG)
    assert not report.complete
    assert report.skipped == ("typos",)
    assert report.verdict != "pass"


def test_masked_code_points_are_never_changed(checker: Checker) -> None:
    reader = next(each for each in checker._detectors if each.name == "typos")._reader  # type: ignore[attr-defined]
    everything = np.ones(len(WRONG), dtype=np.bool_)
    assert reader.read(WRONG, Strictness(0.0), everything).corrections == []
    assert reader.read(WRONG, Strictness(0.5), ~everything).corrections


def test_the_limit_is_more_than_a_long_document_needs() -> None:
    assert proofreader.MOST_DOUBTED >= 220_000 * 0.2
