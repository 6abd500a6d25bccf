"""What every store does. A database joins by one more parameter."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.checker.personal_data import mask
from services.domain.errors import Conflict, InvalidCursor, NotFound, Unavailable
from services.domain.finding import Finding
from services.domain.post import Channel, ContentType
from services.domain.rule import Category, Folding, Severity
from services.domain.violation import Status, Step, Violation
from services.storage.sql import SqlStore
from services.storage.store import ViolationQuery, ViolationStore
from tests.fakes import NOW, make_finding, make_post, make_record, minutes


@pytest.fixture(
    params=[
        pytest.param(lambda folder: SqlStore(f"sqlite:///{folder}/new/duwang.db"), id="sqlite-file"),
        pytest.param(lambda _folder: SqlStore("sqlite://"), id="sqlite-memory"),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ViolationStore]:
    opened = request.param(tmp_path)
    yield opened
    opened.close()


A, B = make_finding("布署"), make_finding("自冶区", start=3)


def found(store: ViolationStore, **query: Any) -> dict[str, Status]:
    return {each.finding.quote: each.status for each in store.violations(ViolationQuery(**query)).violations}


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


def many(store: ViolationStore) -> None:
    records = []
    for number in range(25):
        post = make_post(
            f"p-{number}",
            site="a" if number % 2 else "b",
            unit=f"单位{number % 3}",
            channel=Channel.WEIBO if number % 5 == 0 else Channel.WEBSITE,
            column=f"栏目{number % 2}",
            title=f"标题{number}",
            published_at=NOW - minutes(number // 4),
        )
        severity = Severity.SERIOUS if number % 4 == 0 else Severity.ERROR
        category = Category.TYPO if number % 2 else Category.SPAM_HIJACK
        finding: Finding = make_finding(severity=severity, category=category, rule=f"r{number % 3}")
        records.append(make_record(post, finding))
    store.record(records)


def test_pages_run_newest_first_and_join_without_gap_or_overlap(store: ViolationStore) -> None:
    many(store)
    seen: list[Violation] = []
    cursor = None
    while True:
        page = store.violations(ViolationQuery(limit=4, cursor=cursor))
        seen += page.violations
        if (cursor := page.next_cursor) is None:
            break
        assert len(page.violations) == 4
    assert len(seen) == len({each.id for each in seen}) == 25
    assert seen == sorted(seen, key=lambda each: (each.published_at, each.id), reverse=True)


def test_the_last_page_has_no_cursor_also_when_it_is_full(store: ViolationStore) -> None:
    many(store)
    assert store.violations(ViolationQuery(limit=25)).next_cursor is None
    assert store.violations(ViolationQuery(limit=24)).next_cursor is not None


def test_what_arrives_between_two_pages_does_not_shift_them(store: ViolationStore) -> None:
    many(store)
    first = store.violations(ViolationQuery(limit=10))
    store.record([make_record(make_post("new", published_at=NOW + minutes(1)), A)])
    second = store.violations(ViolationQuery(limit=10, cursor=first.next_cursor))
    assert not {each.id for each in first.violations} & {each.id for each in second.violations}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param({"site": "a"}, 12, id="site"),
        pytest.param({"sites": frozenset({"a"})}, 12, id="sites"),
        pytest.param({"sites": frozenset({"a"}), "site": "b"}, 0, id="site-of-another"),
        pytest.param({"sites": frozenset()}, 0, id="no-sites"),
        pytest.param({"unit": "单位1"}, 8, id="unit"),
        pytest.param({"channel": "weibo"}, 5, id="channel"),
        pytest.param({"column": "栏目0"}, 13, id="column"),
        pytest.param({"category": "typo"}, 12, id="category"),
        pytest.param({"severity": "serious"}, 7, id="severity"),
        pytest.param({"status": "open"}, 25, id="status"),
        pytest.param({"status": "fixed"}, 0, id="status-none"),
        pytest.param({"rule": "r2"}, 8, id="rule"),
        pytest.param({"published_from": NOW}, 4, id="from-is-inclusive"),
        pytest.param({"published_to": NOW}, 21, id="to-is-exclusive"),
        pytest.param({"published_from": NOW - minutes(2), "published_to": NOW}, 8, id="between"),
        pytest.param({"q": "标题7"}, 1, id="q-title"),
        pytest.param({"q": "布署"}, 25, id="q-quote"),
        pytest.param({"q": "错误写法"}, 25, id="q-message"),
        pytest.param({"q": "标题", "site": "a", "severity": "error"}, 12, id="together"),
        pytest.param({"q": ""}, 25, id="q-empty"),
    ],
)
def test_each_filter_keeps_its_own(store: ViolationStore, query: dict[str, Any], count: int) -> None:
    many(store)
    assert len(store.violations(ViolationQuery(**query)).violations) == count


@pytest.mark.parametrize("q", ["100%", "a_b", "反\\斜", "'; drop table violations; --", "%", "_", "/"])
def test_a_search_is_for_the_very_characters(store: ViolationStore, q: str) -> None:
    store.record([make_record(make_post("p-1", title="普通的标题"), A)])
    assert not store.violations(ViolationQuery(q=q)).violations
    store.record([make_record(make_post("p-2", title=f"前{q}后"), A)])
    assert [each.post_id for each in store.violations(ViolationQuery(q=q)).violations] == ["p-2"]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "好", "a" * 500, "=", "bm90LW91cnMtYXQtYWxs"])
def test_a_foreign_cursor_is_refused(store: ViolationStore, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        store.violations(ViolationQuery(cursor=cursor))


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


def test_counts_are_totals_by_kind_and_by_site(store: ViolationStore) -> None:
    many(store)
    (first, *_) = store.violations(ViolationQuery()).violations
    store.move(first.id, Step.CONFIRM, "")
    counts = store.counts()
    assert counts["posts"] == counts["violations"] == 25
    assert (counts["severity:serious"], counts["severity:error"]) == (7, 18)
    assert (counts["category:typo"], counts["category:spam_hijack"]) == (12, 13)
    assert (counts["status:open"], counts["status:confirmed"]) == (24, 1)
    assert store.counts(frozenset({"a"}))["posts"] == 12
    assert store.counts(frozenset())["violations"] == 0


def test_an_empty_store_answers(store: ViolationStore) -> None:
    assert store.violations(ViolationQuery()).violations == []
    assert (store.counts()["posts"], store.counts()["violations"]) == (0, 0)
    assert store.record([]).new_posts == 0


def test_many_threads_record_and_read_at_once(store: ViolationStore) -> None:
    def work(worker: int) -> int:
        new = 0
        for number in range(8):
            new += store.record(
                [make_record(make_post(f"{worker}-{number}"), A), make_record(make_post("shared"), A)]
            ).new_posts
            store.violations(ViolationQuery(limit=5))
        return new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 33
    assert store.counts()["posts"] == store.counts()["violations"] == 33


def test_a_batch_is_recorded_whole_or_not_at_all(store: ViolationStore) -> None:
    broken = make_record(make_post("p-2"), replace(A, confidence=object()))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.record([make_record(make_post("p-1"), A), broken])
    assert store.counts()["posts"] == 0


def test_a_file_survives_closing(tmp_path: Path) -> None:
    record = make_record(make_post(), A)
    for new in (1, 0):
        store = SqlStore(f"sqlite:///{tmp_path}/duwang.db")
        assert store.record([record]).new_posts == new
        assert store.report("p-1") == record
        store.close()


def test_two_processes_may_open_the_same_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/duwang.db"
    one, two = SqlStore(url), SqlStore(url)
    one.record([make_record(make_post("p-1"), A)])
    two.record([make_record(make_post("p-2"), A)])
    assert one.counts() == two.counts()
    one.close()
    two.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x", "sqlite:////proc/no/such.db"])
def test_an_address_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(Unavailable, match="数据库"):
        SqlStore(url)


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are my notes " * 100)
    with pytest.raises(Unavailable, match="数据库打不开"):
        SqlStore(f"sqlite:///{path}")
    assert path.read_bytes() == b"these are my notes " * 100
