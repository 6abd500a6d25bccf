"""Laws of long right forms: whatever one change makes of them is reported, and they themselves are not.

Not drawn but complete: every form that ships, at every place.
"""

from collections.abc import Callable, Iterator

import pytest

from services.checker.engine import Checker
from services.checker.lexicon import Rule, read_lexicon
from services.checker.right_forms import is_long
from services.domain.rule import Category
from services.settings import bundled
from tests.checks import findings

# It is in no word, and looks and sounds like nothing that ships.
STRANGE = "龘"
# Nearer to the edge it depends on the words around whether a change is believed.
NEAREST = 2


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return [rule for rule in read_lexicon(bundled("lexicons")).rules if rule.right]


@pytest.fixture(scope="module")
def forms(rules: list[Rule]) -> list[str]:
    return sorted({form for rule in rules for form in rule.right if is_long(rule, form)})


@pytest.fixture(scope="module")
def known(rules: list[Rule]) -> str:
    """All that may stand, one a line: a wrong form that lies inside of it is none."""
    return "\n".join(phrase for rule in rules for phrase in (*rule.right, *rule.allow))


def _changed(form: str) -> Iterator[str]:
    """With one character replaced, put in or left out, or two exchanged.

    Quotation marks and commas come and go, and so does 的.
    """
    for place in range(NEAREST, len(form) - NEAREST):
        before, char, behind = form[:place], form[place], form[place + 1 :]
        yield before + STRANGE + char + behind
        if char.isalnum():
            yield before + STRANGE + behind
        if char.isalnum() and char != "的":
            yield before + behind
        if char != behind[0]:
            yield before + behind[0] + char + behind[1:]


def _without_part(form: str) -> Iterator[str]:
    """From ten characters on, where at least three remain on both sides, whichever way one counts."""
    for size in range(2, min(4, len(form) // 3) + 1 if len(form) >= 10 else 0):
        for start in range(3, len(form) - size - 2):
            if form[start - 1] != form[start + size - 1]:
                yield form[:start] + form[start + size :]


def _with_part_twice(form: str) -> Iterator[str]:
    for size in range(1, 5):
        for end in range(size + 1, len(form)):
            yield form[:end] + form[end - size :]


@pytest.mark.parametrize(
    "mistakes",
    [
        pytest.param(_changed, id="one change"),
        pytest.param(_without_part, id="a part is missing"),
        pytest.param(_with_part_twice, id="a part is there twice"),
    ],
)
def test_every_mistake_in_a_long_form_is_reported(
    mistakes: Callable[[str], Iterator[str]], forms: list[str], known: str, rules_alone: Checker
) -> None:
    wrong = {mistake for form in forms for mistake in mistakes(form) if mistake not in known and form not in mistake}
    assert len(wrong) > 1000
    assert [mistake for mistake in sorted(wrong) if not _told(rules_alone, mistake)] == []


def test_no_right_form_is_reported(rules: list[Rule], checker: Checker) -> None:
    right = {form for rule in rules for form in rule.right}
    assert [form for form in sorted(right) if _told(checker, form)] == []


def _told(checker: Checker, form: str) -> bool:
    """Whether anything is said of the form; that it holds quotation marks inside others is not of interest here."""
    found = findings(checker, f"会议提到“{form}”。")
    return any(finding.category is not Category.PUNCTUATION for finding in found)
