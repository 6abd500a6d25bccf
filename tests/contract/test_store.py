"""What every store does with judgements."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.checker.personal_data import mask
from services.domain.errors import Conflict, NotFound
from services.domain.post import Channel, ContentType
from services.domain.rule import Folding
from services.domain.violation import Status, Step
from services.storage.store import ViolationQuery, ViolationStore
from tests.contract.stores import A, B, each_store, found  # noqa: F401 - the fixture `store`
from tests.fakes import NOW, make_finding, make_post, make_record, minutes


def test_a_report_comes_back_as_it_was_recorded(store: ViolationStore) -> None:
    post = make_post(
        body="<p>布署</p>\U0001f600",
        title="标题",
        unit="办公室",
        channel=Channel.WECHAT,
        column="要闻",
        url="https://a.gov.cn/1",
        content_type=ContentType.HTML,
        author="张三",
        source="本网",
        links=("https://a.gov.cn/2",),
        attachments=({"name": "附件.docx", "size": 10**20},),
        meta={"n": 1.5, "深": {"x": [None, True]}},
    )
    rich = replace(
        A, folding=(Folding.WIDTH, Folding.PINYIN), confidence=0.1 + 0.2, safe_fix=True, basis="词典", masked=True
    )
    record = make_record(post, rich, B, complete=False, skipped=("typos",))
    store.record([record])
    assert store.report("p-1") == record
    assert store.report("p-1", site="a.gov.cn", sites=frozenset({"a.gov.cn"})) == record


def test_recording_again_changes_nothing(store: ViolationStore) -> None:
    record = make_record(make_post(), A)
    first, again = store.record([record]), store.record([record, record])
    assert (first.new_posts, first.known_posts) == (1, 0)
    assert (again.new_posts, again.known_posts) == (0, 2)
    assert [each.id for each in first.violations] == [each.id for each in again.violations]
    assert store.counts()["posts"] == store.counts()["violations"] == 1


def test_a_twin_within_one_batch_is_known(store: ViolationStore) -> None:
    recorded = store.record([make_record(make_post(), A), make_record(make_post(), A)])
    assert (recorded.new_posts, recorded.known_posts, len(recorded.violations)) == (1, 1, 1)


@pytest.mark.parametrize("step", [Step.CONFIRM, Step.DISMISS, Step.FIX])
def test_what_a_person_has_decided_survives_a_redelivery(store: ViolationStore, step: Step) -> None:
    record = make_record(make_post(), A)
    (violation,) = store.record([record]).violations
    moved = store.move(violation.id, step, "已核实")
    store.record([record])
    assert store.violation(violation.id) == moved
    assert moved.note == "已核实"


def test_a_new_revision_fixes_what_it_no_longer_shows(store: ViolationStore) -> None:
    store.record([make_record(make_post(body="布署，自冶区"), A, B)])
    store.record([make_record(make_post(body="自冶区"), B, at=NOW + minutes(1))])
    assert found(store) == {"布署": Status.FIXED, "自冶区": Status.OPEN}


def test_going_back_to_an_old_revision_opens_its_violations_again(store: ViolationStore) -> None:
    wrong, right = make_post(body="布署"), make_post(body="部署")
    for number, record in enumerate((make_record(wrong, A), make_record(right), make_record(wrong, A))):
        at = NOW + minutes(number)
        store.record([replace(record, checked=replace(record.checked, checked_at=at))])
    assert found(store) == {"布署": Status.OPEN}


def test_what_comes_out_of_the_store_never_makes_an_old_revision_the_newest(store: ViolationStore) -> None:
    old, new = make_post(body="布署"), make_post(body="部署")
    store.record([make_record(old, A)])
    store.record([make_record(new, at=NOW + minutes(1))])
    again = replace(make_record(old, A, lexicon="v2", at=NOW + minutes(2)), again=True)
    assert store.record([again]).new_posts == 1
    assert found(store) == {"布署": Status.FIXED}
    assert store.report("p-1").post.body == "部署"


def test_a_late_judgement_does_not_turn_back_the_clock(store: ViolationStore) -> None:
    store.record([make_record(make_post(body="部署"), at=NOW + minutes(5))])
    late = store.record([make_record(make_post(body="布署"), A)])
    assert late.new_posts == 1
    assert found(store) == {}
    assert store.report("p-1").checked.checked_at == NOW + minutes(5)


def test_a_dismissed_violation_stays_dismissed_through_edits(store: ViolationStore) -> None:
    (violation,) = store.record([make_record(make_post(body="布署"), A)]).violations
    store.move(violation.id, Step.DISMISS, "书名如此")
    store.record([make_record(make_post(body="无"), at=NOW + minutes(1))])
    store.record([make_record(make_post(body="布署了"), A, at=NOW + minutes(2))])
    assert found(store) == {"布署": Status.DISMISSED}


def test_a_check_that_was_cut_short_fixes_nothing(store: ViolationStore) -> None:
    store.record([make_record(make_post(body="布署"), A)])
    store.record([make_record(make_post(body="部署"), complete=False, skipped=("x",), at=NOW + minutes(1))])
    assert found(store) == {"布署": Status.OPEN}


def test_a_complete_check_replaces_one_that_was_cut_short(store: ViolationStore) -> None:
    short = make_record(make_post(), complete=False, skipped=("x",))
    whole = make_record(make_post(), A, at=NOW + minutes(1))
    assert [store.record([record]).new_posts for record in (short, whole, short)] == [1, 1, 0]
    assert store.report("p-1") == whole


def test_a_new_lexicon_version_is_a_new_judgement(store: ViolationStore) -> None:
    store.record([make_record(make_post(), A)])
    newer = make_record(make_post(), B, lexicon="v2", at=NOW + minutes(1))
    assert store.record([newer]).new_posts == 1
    assert store.report("p-1") == newer
    assert found(store) == {"布署": Status.FIXED, "自冶区": Status.OPEN}


def test_a_violation_knows_the_newest_revision_but_when_it_was_first_found(store: ViolationStore) -> None:
    edited = make_post(body="布署二", unit="新单位")
    store.record([make_record(make_post(), A)])
    (violation,) = store.record([make_record(edited, A, lexicon="v2", at=NOW + minutes(9))]).violations
    assert (violation.revision, violation.lexicon_version, violation.unit) == (edited.revision, "v2", "新单位")
    assert violation.found_at == NOW
    assert store.violation(violation.id) == violation


def test_the_same_id_on_two_sites_is_two_posts(store: ViolationStore) -> None:
    store.record([make_record(make_post(site="a"), A), make_record(make_post(site="b"))])
    assert store.counts()["posts"] == 2
    with pytest.raises(Conflict):
        store.report("p-1")
    assert store.report("p-1", site="b").post.site == "b"
    assert store.report("p-1", sites=frozenset({"a"})).post.site == "a"


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda store, _id: store.report("nothing"), id="report-of-no-post"),
        pytest.param(lambda store, _id: store.report("p-1", sites=frozenset({"b"})), id="report-of-another-site"),
        pytest.param(lambda store, _id: store.report("p-1", sites=frozenset()), id="report-for-nobody"),
        pytest.param(lambda store, _id: store.violation("nothing"), id="no-violation"),
        pytest.param(lambda store, id_: store.violation(id_, frozenset({"b"})), id="violation-of-another-site"),
        pytest.param(lambda store, id_: store.move(id_, Step.FIX, "", frozenset({"b"})), id="step-on-another-site"),
    ],
)
def test_what_is_not_there_or_not_theirs_is_not_found(store: ViolationStore, call: Callable[[Any, str], Any]) -> None:
    (violation,) = store.record([make_record(make_post(), A)]).violations
    with pytest.raises(NotFound):
        call(store, violation.id)


def test_a_step_that_the_life_cycle_lacks_is_a_conflict_and_changes_nothing(store: ViolationStore) -> None:
    (violation,) = store.record([make_record(make_post(), A)]).violations
    with pytest.raises(Conflict):
        store.move(violation.id, Step.REOPEN, "改主意了")
    assert store.violation(violation.id) == violation


@pytest.mark.parametrize("text", ["\ud800", "好\udfff", "\ud83d x", "a\x00b", "\U0001f600", "\x07\x1b", ""], ids=ascii)
def test_any_character_is_stored_and_comes_back(store: ViolationStore, text: str) -> None:
    finding = make_finding(f"布署{text}", context=text)
    post = make_post(title=f"题{text}", body=f"布署{text}", url=text, author=text, meta={"k": text})
    record = make_record(post, finding)
    (violation,) = store.record([record]).violations
    assert store.report("p-1") == record
    assert store.violation(violation.id).finding == finding
    assert len(store.violations(ViolationQuery(q=f"布署{text}")).violations) == 1


def test_personal_data_in_a_title_is_masked(store: ViolationStore) -> None:
    post = make_post(title="联系电话13912345678")
    (violation,) = store.record([make_record(post, A)]).violations
    assert violation.title == store.report("p-1").post.title == mask(post.title) != post.title
    assert store.record([make_record(post, A)]).known_posts == 1


def test_a_batch_is_recorded_whole_or_not_at_all(store: ViolationStore) -> None:
    broken = make_record(make_post("p-2"), replace(A, confidence=object()))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.record([make_record(make_post("p-1"), A), broken])
    assert store.counts()["posts"] == 0
