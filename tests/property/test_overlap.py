"""Laws of the resolution of overlaps."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.checker.detector import Draft
from services.checker.overlap import resolve
from services.domain.rule import Category, RuleDoc, Severity


def _draft(start: int, length: int, severity: Severity, rule: int) -> Draft:
    doc = RuleDoc(
        id=f"test.rule-{rule}", category=Category.TYPO, severity=severity, summary="", basis="", hit=("",), miss=("",)
    )
    return Draft(start=start, end=start + length, rule=doc, message=f"{rule}")


_drafts = st.lists(
    st.builds(_draft, st.integers(0, 20), st.integers(1, 6), st.sampled_from(Severity), st.integers(0, 3)), max_size=15
)


@given(_drafts)
def test_what_remains_shares_no_character_and_stands_in_text_order(drafts: list[Draft]) -> None:
    kept = resolve(drafts)
    assert all(first.end <= second.start for first, second in pairwise(kept))


@given(_drafts)
def test_resolving_twice_changes_nothing(drafts: list[Draft]) -> None:
    assert resolve(resolve(drafts)) == resolve(drafts)


@given(_drafts.flatmap(lambda drafts: st.tuples(st.just(drafts), st.permutations(drafts))))
def test_the_order_of_the_drafts_does_not_matter(both: tuple[list[Draft], list[Draft]]) -> None:
    assert resolve(both[0]) == resolve(both[1])


@given(_drafts)
def test_only_a_winner_that_shares_a_character_and_weighs_as_much_removes_a_draft(drafts: list[Draft]) -> None:
    kept = resolve(drafts)
    for draft in drafts:
        if draft not in kept:
            rivals = [other for other in kept if other.start < draft.end and draft.start < other.end]
            assert any(other.rule.severity.rank >= draft.rule.severity.rank for other in rivals)
