"""`duwang recheck`, as an operator calls it after the lexicon has changed."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from services.checker.build import load_checker
from services.checker.timed import check_timed
from services.cli.recheck import recheck
from services.domain.errors import UnreadableInput
from services.domain.post import BEIJING, Post
from services.domain.report import Report
from services.domain.violation import Status, Step
from services.recheck.run import BATCH
from services.storage.sql import SqlStore
from services.storage.store import Record, Recorded, StoredPost, StoredQuery, ViolationQuery, ViolationStore
from tests.fakes import FATAL, NOW, WordChecker, make_post, make_record, minutes

HEAD = "category: typo\nseverity: error\nbasis: 测试\nmessage: “{term}”有误。\nmiss: [无]\nrules:\n"
OLD = (
    HEAD
    + """
  - {id: typo.bu-shu, terms: {布署: 部署}, hit: [布署]}
  - {id: typo.deng-lu, terms: {登陆网站: 登录网站}, hit: [登陆网站]}
  - {id: typo.zhang-hao, terms: {帐号: 账号}, hit: [帐号]}
"""
)
# 布署 weighs more now, 登陆网站 is no longer looked for, 自冶区 is new, 帐号 is as it was.
NEW = (
    HEAD
    + """
  - {id: typo.bu-shu, terms: {布署: 部署}, hit: [布署], severity: serious}
  - {id: typo.zhang-hao, terms: {帐号: 账号}, hit: [帐号]}
  - {id: typo.zi-ye-qu, terms: {自冶区: 自治区}, hit: [自冶区]}
"""
)
DATED = (
    HEAD
    + """
  - id: institution.guotu
    terms: {国土资源部: 自然资源部}
    from: 2018-03-17
    hit: [{text: 国土资源部, on: 2018-03-17}]
"""
)
TEXTS = ("作出布署。", "请登陆网站。", "更换帐号。", "到自冶区调研。", "没有问题。")
UNDER = {"typo.bu-shu": "changed", "typo.deng-lu": "gone", "typo.zhang-hao": "same", "typo.zi-ye-qu": "new"}


class Office:
    """A store whose posts were judged by the old lexicon, beside a folder with the new one."""

    def __init__(self, url: str) -> None:
        self.url, self.niceness = url, list[int]()
        self.write(OLD)

    def write(self, rules: str) -> None:
        Path("lexicons").mkdir(exist_ok=True)
        Path("lexicons/rules.yaml").write_text(rules, "utf-8")

    def fill(self, *posts: Post) -> None:
        checker = load_checker(Path("lexicons"))
        with self.store() as store:
            store.record([Record(each, check_timed(checker, each, clock=lambda: NOW, deadline_s=9)) for each in posts])

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        store = SqlStore(self.url)
        yield store
        store.close()

    def version_of(self, post_id: str) -> str:
        with self.store() as store:
            return store.report(post_id).checked.report.lexicon_version

    def found(self) -> dict[str, Status]:
        with self.store() as store:
            page = store.violations(ViolationQuery(limit=100))
        return {each.finding.quote: each.status for each in page.violations}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    url = "sqlite:///var/duwang.db" if request.param == "sqlite" else request.getfixturevalue("postgresql")()
    monkeypatch.setenv("DUWANG_LEXICONS", "lexicons")
    monkeypatch.setenv("DUWANG_DATABASE_URL", url)
    monkeypatch.setenv("DUWANG_WORKER_NAME", "青岚")
    monkeypatch.setattr("services.telemetry.logs.configure_logs", lambda _level: None)
    made = Office(url)
    monkeypatch.setattr(os, "nice", made.niceness.append)
    return made


def run(*arguments: object) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(recheck)
    return CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": "200"})


def json_lines(*arguments: object) -> list[dict[str, Any]]:
    result = run(*arguments, "--format", "json")
    return [json.loads(line) for line in result.stdout.splitlines()]


def posts(number: int, text: str = TEXTS[0]) -> list[Post]:
    return [make_post(f"p-{each:03}", text) for each in range(number)]


@pytest.fixture
def changed(office: Office) -> Office:
    """One post for each way in which the lexicon has changed."""
    office.fill(*(make_post(f"p-{number}", text) for number, text in enumerate(TEXTS)))
    office.write(NEW)
    return office


def test_findings_are_told_apart_by_rule_and_the_store_follows(changed: Office) -> None:
    result = run("--changed-rules")
    assert result.exit_code == 0, result.output
    table = {line.split()[1]: line for line in result.stdout.splitlines() if "typo." in line}
    assert {rule: [cell.strip() for cell in line.split("│")[2:6]].index("1") for rule, line in table.items()} == {
        "typo.zi-ye-qu": 0,
        "typo.bu-shu": 1,
        "typo.deng-lu": 2,
        "typo.zhang-hao": 3,
    }
    assert "5 篇结论已入库" in result.stdout
    assert changed.found() == {
        "布署": Status.OPEN, "登陆网站": Status.FIXED, "帐号": Status.OPEN, "自冶区": Status.OPEN,
    }  # fmt: skip
    assert changed.niceness == [10]


def test_json_gives_every_difference_with_both_sides_and_then_the_counts(changed: Office) -> None:
    *findings, last = json_lines("--changed-rules")
    assert {each["post_id"]: each["change"] for each in findings} == {"p-0": "changed", "p-1": "gone", "p-3": "new"}
    heavier = next(each for each in findings if each["change"] == "changed")
    assert (heavier["before"]["severity"], heavier["after"]["severity"]) == ("error", "serious")
    with changed.store() as store:
        ids = {each.finding.quote: each.id for each in store.violations(ViolationQuery()).violations}
    assert heavier["violation_id"] == ids["布署"]
    assert {rule: max(counts, key=counts.get) for rule, counts in last["rules"].items()} == UNDER
    assert (last["posts"]["recorded"], last["stopped"]) == (5, False)


def test_a_trial_shows_the_same_and_records_nothing(changed: Office) -> None:
    before = changed.found()
    *findings, last = json_lines("--changed-rules", "--dry-run")
    assert {each["change"] for each in findings} == {"changed", "gone", "new"}
    assert (last["posts"]["compared"], last["posts"]["recorded"]) == (5, 0)
    assert changed.found() == before
    assert run("--changed-rules").stdout.count("5 篇结论已入库") == 1, "nothing was done before"


def test_what_the_new_lexicon_has_judged_is_not_taken_again(changed: Office) -> None:
    run("--changed-rules", "--limit", 2)
    assert [changed.version_of(f"p-{number}") for number in range(5)].count(
        load_checker(Path("lexicons")).lexicon_version
    ) == 2
    assert json_lines("--changed-rules")[-1]["posts"]["recorded"] == 3
    result = run("--changed-rules")
    assert result.exit_code == 0
    assert "没有需要重查的文稿" in result.stdout


@pytest.mark.usefixtures("changed")
def test_without_changed_rules_all_are_checked_and_what_is_known_is_left() -> None:
    assert json_lines()[-1]["posts"]["recorded"] == 5
    last = json_lines()[-1]
    assert (last["posts"]["known"], last["posts"]["recorded"]) == (5, 0)
    assert {rule for rule, counts in last["rules"].items() if counts["same"]} == {
        "typo.bu-shu", "typo.zhang-hao", "typo.zi-ye-qu",
    }  # fmt: skip


def test_a_trace_says_who_has_judged_again(changed: Office) -> None:
    run("--changed-rules")
    with changed.store() as store:
        newest, first = store.judgements("p-0")
    assert first.trace is None
    assert newest.trace is not None
    assert newest.trace.worker == "recheck@青岚"
    assert newest.trace.version
    assert "scan" in newest.trace.steps


def test_only_posts_of_the_days_and_the_site_are_taken(office: Office) -> None:
    days = [NOW - timedelta(days=number) for number in range(4)]
    office.fill(
        *(make_post(f"p-{number}", published_at=day) for number, day in enumerate(days)),
        make_post("other", site="b.gov.cn"),
    )
    office.write(NEW)
    run("--since", "2026-03-29", "--until", "2026-03-31", "--site", "a.gov.cn")
    version = load_checker(Path("lexicons")).lexicon_version
    ids = ["p-0", "p-1", "p-2", "p-3", "other"]
    assert [id_ for id_ in ids if office.version_of(id_) == version] == ["p-1", "p-2"]


def test_a_dismissed_violation_stays_dismissed(changed: Office) -> None:
    with changed.store() as store:
        (violation,) = (each for each in store.violations(ViolationQuery()).violations if each.finding.quote == "布署")
        store.move(violation.id, Step.DISMISS, "书名如此")
    assert run("--changed-rules").exit_code == 0
    with changed.store() as store:
        after = store.violation(violation.id)
    assert (after.status, after.note, after.finding.severity) == (Status.DISMISSED, "书名如此", "serious")


def test_an_old_post_is_judged_as_of_its_day(office: Office) -> None:
    long_ago = make_post("old", "国土资源部发布公告。", published_at=NOW.replace(year=2015))
    office.fill(long_ago, replace(long_ago, id="new", published_at=NOW))
    office.write(DATED)
    *findings, last = json_lines("--changed-rules")
    assert [each["post_id"] for each in findings] == ["new"]
    assert last["posts"]["recorded"] == 2


class StubbornChecker(WordChecker):
    """Finds nothing new; a post with the word 超时 is not checked to its end."""

    lexicon_version = "v2"

    def check(self, post: Post, **options: Any) -> Report:
        report = super().check(post, **options)
        skipped = ("words",) if "超时" in post.body else ()
        return replace(report, lexicon_version="v2", complete=not skipped, skipped=skipped)


@pytest.fixture
def with_checker(monkeypatch: pytest.MonkeyPatch) -> Callable[[WordChecker], None]:
    return lambda checker: monkeypatch.setattr("services.cli.rechecking.checker_in_use", lambda _settings: checker)


def test_a_check_that_fails_or_is_cut_short_is_named_and_leaves_the_old_judgement(
    office: Office, with_checker: Callable[[WordChecker], None]
) -> None:
    office.fill(make_post("good", TEXTS[0]), make_post("fatal", f"布署{FATAL}"), make_post("slow", "布署超时"))
    before = office.version_of("slow")
    with_checker(StubbornChecker())
    result = run("--changed-rules")
    assert result.exit_code == 1
    assert "a.gov.cn/fatal：检查时出错：KeyError" in result.stdout
    assert "a.gov.cn/slow：没有查完，未运行：words" in result.stdout
    assert {id_: office.version_of(id_) == before for id_ in ("good", "fatal", "slow")} == {
        "good": False, "fatal": True, "slow": True,
    }  # fmt: skip
    with office.store() as store:
        assert store.report("fatal").checked.report.findings, "never recorded as clean"
    assert {each["post_id"] for each in json_lines("--changed-rules")[:-1]} == {"fatal", "slow"}, "they are taken again"


class Interrupted(StubbornChecker):
    """Gets a Ctrl-C while it checks the n-th post."""

    def __init__(self, at: int) -> None:
        self.left = at

    def check(self, post: Post, **options: Any) -> Report:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)
        return super().check(post, **options)


def test_ctrl_c_ends_after_the_post_in_hand_and_the_next_run_goes_on(
    office: Office, with_checker: Callable[[WordChecker], None]
) -> None:
    office.fill(*posts(BATCH * 2))
    handler = signal.getsignal(signal.SIGINT)
    with_checker(Interrupted(at=BATCH + 5))
    result = run("--changed-rules")
    assert result.exit_code == 1
    assert "再运行一次同一条命令" in result.stderr
    assert f"{BATCH + 5} 篇结论已入库" in result.stdout
    assert signal.getsignal(signal.SIGINT) is handler
    with_checker(StubbornChecker())
    assert json_lines("--changed-rules")[-1]["posts"]["recorded"] == BATCH - 5


def test_a_run_that_does_not_go_on_by_itself_says_where_it_was(
    office: Office, with_checker: Callable[[WordChecker], None]
) -> None:
    office.fill(*posts(20))
    with_checker(Interrupted(at=7))
    stopped = run("--dry-run")
    with_checker(StubbornChecker())
    rest = json_lines("--dry-run", "--after", stopped.stderr.strip().split()[-1])[-1]
    assert rest["posts"]["compared"] == 13


class Racing:
    """A store in which the stream records a newer revision of a post while the old one is checked again.

    `stored`: it was judged before the page was read, and is in the store just after. `record`: it is judged just after
    the page was read, and is in the store at the last moment.
    """

    def __init__(self, store: ViolationStore, moment: str) -> None:
        self._store, self._moment, self._judged_at = store, moment, NOW + minutes(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def stored(self, query: StoredQuery) -> Sequence[StoredPost]:
        page = self._store.stored(query)
        if self._moment == "stored":
            self._edit(page[0].post.id)
        else:
            self._judged_at = datetime.now(BEIJING)
        return page

    def record(self, records: Sequence[Record]) -> Recorded:
        if self._moment == "record":
            self._edit(records[0].post.id)
        return self._store.record(records)

    def _edit(self, post_id: str) -> None:
        self._store.record([make_record(make_post(post_id, "改好了"), at=self._judged_at)])


@pytest.mark.parametrize("moment", ["stored", "record"])
def test_a_post_that_is_edited_meanwhile_keeps_its_newest_text(
    changed: Office, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr("services.cli.rechecking.open_store", lambda _settings: Racing(SqlStore(changed.url), moment))
    assert run("--changed-rules", "--limit", 1).exit_code == 0
    with changed.store() as store:
        edited = [number for number in range(5) if store.report(f"p-{number}").post.body == "改好了"]
    assert len(edited) == 1


def test_a_pace_is_kept(office: Office, with_checker: Callable[[WordChecker], None]) -> None:
    office.fill(*posts(BATCH + 1))
    with_checker(StubbornChecker())
    begin = time.monotonic()
    result = run("--rate", "100/s")
    assert time.monotonic() - begin >= BATCH / 100
    assert f"{BATCH + 1} 篇结论已入库" in result.stdout


@pytest.mark.parametrize("rate", ["快", "0", "-5/s", "nan"])
def test_a_pace_that_is_none_is_refused(office: Office, rate: str) -> None:
    assert isinstance(run("--rate", rate).exception, UnreadableInput)
    assert office.niceness == []


def test_canary_posts_are_left_alone(office: Office) -> None:
    office.fill(make_post("canary-1", TEXTS[0], site="青岚.canary.invalid"))
    office.write(NEW)
    assert json_lines("--changed-rules")[-1]["rules"] == {}
