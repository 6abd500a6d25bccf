"""`duwang dead-letters`, as an operator calls it: with the files of the embedded default, and with a real Kafka."""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.bus.kafka import KafkaBus
from services.bus.kafka_cluster import Cluster
from services.bus.messages import DEAD_LETTERS, POSTS
from services.cli.dead_letters import dead_letters
from services.domain.errors import NotFound, Unavailable, UnreadableInput
from services.domain.post import Post
from services.ingest.sources.jsonl import JsonlFile
from services.letters.outlets import InboxOutlet
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.post import decode_post, encode_post
from tests.fakes import NOW, make_post

FAILED = DeadLetter(
    original=encode_post(make_post("p-1")),
    cause=Cause.CHECK_FAILED,
    reason="检查时出错：KeyError at engine.py:1",
    topic=POSTS,
    partition=0,
    offset=1,
    at="2026-03-31T09:30:00+08:00",
)
INVALID = replace(
    FAILED,
    original='{"id": "p-2", "title": "张三 13912345678"}'.encode(),
    cause=Cause.INVALID_POST,
    reason="缺少正文",
    field="body",
    offset=2,
    at="2026-04-01T10:00:00+08:00",
)
FOREIGN = replace(
    FAILED,
    original='{"data": {"nid": 7, "text": "会议作出部署。"}}'.encode(),
    cause=Cause.INVALID_MESSAGE,
    reason="$.data.txt 处没有内容",
    topic="cms.news",
    partition=3,
    offset=9,
    at="2026-04-02T10:00:00+08:00",
)
SOURCES = """
sources:
  - name: cms
    kind: kafka
    topic: cms.news
    mapping: {id: $.data.nid, body: $.data.text, site: {const: a.gov.cn}}
"""


class Office:
    """Where letters are laid aside, and where replayed posts arrive."""

    def lay_aside(self, *letters: DeadLetter) -> None:
        Path("var").mkdir(exist_ok=True)
        with Path("var/dead-letters.jsonl").open("ab") as file:
            file.writelines(encode_dead_letter(letter) + b"\n" for letter in letters)

    def arrived(self) -> list[Post]:
        files = sorted(Path("var/inbox").glob("*.jsonl"))
        return [item.post for file in files for item in JsonlFile(file, now=NOW) if isinstance(item.post, Post)]


class KafkaOffice(Office):
    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def lay_aside(self, *letters: DeadLetter) -> None:
        asyncio.run(self._publish([(b"", encode_dead_letter(letter)) for letter in letters]))

    def arrived(self) -> list[Post]:
        return asyncio.run(self._read())

    async def _publish(self, records: Sequence[tuple[bytes, bytes]]) -> None:
        bus = KafkaBus(self._cluster, client="test")
        await bus.producer().publish_all(DEAD_LETTERS, records)
        await bus.close()

    async def _read(self) -> list[Post]:
        bus = KafkaBus(self._cluster, client="test")
        await bus.producer().publish(POSTS, b"end", encode_post(make_post("end")))
        consumer, posts = bus.consumer(POSTS, uuid.uuid4().hex), list[Post]()
        async with asyncio.timeout(30):
            while not any(post.id == "end" for post in posts):
                posts += [decode_post(message.value, now=NOW) for message in await consumer.poll(100, 1)]
        await consumer.close()
        await bus.close()
        return [post for post in posts if post.id != "end"]


@pytest.fixture(params=["file", "kafka"])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("services.telemetry.logs.configure_logs", lambda _level: None)
    if request.param == "file":
        return Office()
    address, prefix = request.getfixturevalue("kafka"), f"{uuid.uuid4().hex}."
    monkeypatch.setenv("DUWANG_KAFKA", address)
    monkeypatch.setenv("DUWANG_KAFKA_PREFIX", prefix)
    monkeypatch.setenv("DUWANG_KAFKA_PARTITIONS", "1")
    return KafkaOffice(Cluster(brokers=address, prefix=prefix, partitions=1))


@pytest.fixture
def file_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("services.telemetry.logs.configure_logs", lambda _level: None)
    return Office()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(dead_letters, [*map(str, arguments)], env={"COLUMNS": "200"})


def rows(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--format", "json", *arguments).stdout.splitlines()]


def id_of(letter: DeadLetter) -> str:
    (row,) = (row for row in rows() if row["reason"] == letter.reason)
    return str(row["id"])


def test_the_list_tells_the_newest_first_where_from_and_which_post(office: Office) -> None:
    office.lay_aside(FAILED, INVALID, FOREIGN)
    found = rows()
    assert [row["cause"] for row in found] == ["invalid_message", "invalid_post", "check_failed"]
    assert [row["where"] for row in found] == ["cms.news/3@9", "duwang.posts/0@2", "duwang.posts/0@1"]
    assert [(row["site"], row["post_id"]) for row in found] == [("", ""), ("", "p-2"), ("a.gov.cn", "p-1")]
    assert found[1]["field"] == "body"


def test_the_table_ends_with_the_counts_by_cause(office: Office) -> None:
    office.lay_aside(FAILED, replace(FAILED, offset=5), INVALID)
    result = run("list")
    assert result.exit_code == 0, result.output
    for part in (id_of(INVALID), "2026-04-01 10:00", "不是合格的文稿：body：缺少正文", "p-2", "duwang.posts/0@2"):
        assert part in result.stdout
    counts = [line.split() for line in result.stdout.splitlines()[-6:]]
    assert ["检查时出错", "check_failed", "2", "2"] in counts
    assert ["合计", "3", "3"] in counts


@pytest.mark.usefixtures("office")
def test_no_letters_are_no_error() -> None:
    assert run("list").stdout == "没有死信。\n"
    assert run("replay", "--all").exit_code == 0


def test_letters_are_chosen_by_cause_and_time(office: Office) -> None:
    office.lay_aside(FAILED, INVALID, FOREIGN)
    assert [row["cause"] for row in rows("--cause", "invalid_post")] == ["invalid_post"]
    assert len(rows("--since", "2026-04-01")) == 2
    assert len(rows("--since", "2026-04-01 10:01")) == 1


def test_of_many_letters_the_newest_are_listed_and_all_are_counted(file_office: Office) -> None:
    file_office.lay_aside(*(replace(FAILED, offset=number) for number in range(7)), INVALID)
    result = run("list", "--limit", 2)
    assert "另有 6 封" in result.stdout
    assert ["合计", "8", "8"] in [line.split() for line in result.stdout.splitlines()]


def test_personal_data_is_masked_wherever_a_letter_is_shown(file_office: Office) -> None:
    file_office.lay_aside(replace(INVALID, reason="电话 13912345678 不是日期"))
    (row,) = rows()
    shown = run("list", "--show", row["id"])
    assert "张三 13*******78" in shown.stdout
    for output in (
        run("list").stdout,
        json.dumps(row),
        shown.stdout,
        run("list", "--show", row["id"], "--format", "json").stdout,
    ):
        assert "13912345678" not in output


def test_a_letter_is_shown_whole_and_cannot_steer_the_terminal(file_office: Office) -> None:
    file_office.lay_aside(replace(INVALID, original=b'\x1b[2J{"id": \xff'))
    shown = run("list", "--show", rows()[0]["id"])
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
    assert '[2J{"id":' in shown.stdout
    missing = run("list", "--show", "0" * 16)
    assert (missing.exit_code, "没有编号为" in missing.stdout) == (1, True)


def test_replayed_posts_arrive_and_their_letters_are_marked(office: Office) -> None:
    office.lay_aside(FAILED, replace(FAILED, original=encode_post(make_post("p-9")), offset=9))
    result = run("replay", "--all")
    assert result.exit_code == 0, result.output
    assert "已重放 2 封" in result.stdout
    assert office.arrived() == [make_post("p-1"), make_post("p-9")]
    assert all(row["replayed_at"] for row in rows())


def test_what_was_replayed_is_not_replayed_again_unless_it_is_named(office: Office) -> None:
    office.lay_aside(FAILED)
    run("replay", "--all")
    assert "已重放 0 封" in run("replay", "--cause", "check_failed").stdout
    assert len(office.arrived()) == 1
    assert run("replay", id_of(FAILED)).exit_code == 0
    assert len(office.arrived()) == 2


def test_a_trial_sends_and_marks_nothing(office: Office) -> None:
    office.lay_aside(FAILED, INVALID)
    result = run("replay", "--all", "--dry-run")
    assert (result.exit_code, "将重放 1 封" in result.stdout) == (1, True)
    assert f"留在原处　{id_of(INVALID)}：body：" in result.stdout
    assert office.arrived() == []
    assert not any(row["replayed_at"] for row in rows())


def test_what_is_still_no_post_stays_and_is_named(office: Office) -> None:
    office.lay_aside(INVALID, FAILED)
    result = run("replay", "--all")
    assert (result.exit_code, "已重放 1 封" in result.stdout) == (1, True)
    assert {row["post_id"]: bool(row["replayed_at"]) for row in rows()} == {"p-1": True, "p-2": False}


def test_a_message_of_a_cms_goes_through_the_mapping_of_today(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.lay_aside(FOREIGN)
    result = run("replay", "--all")
    assert (result.exit_code, "DUWANG_SOURCES" in result.stdout) == (1, True)
    Path("sources.yaml").write_text(SOURCES, "utf-8")
    monkeypatch.setenv("DUWANG_SOURCES", "sources.yaml")
    assert run("replay", "--all").exit_code == 0
    (post,) = office.arrived()
    assert (post.id, post.site, post.body) == ("7", "a.gov.cn", "会议作出部署。")


def test_an_undated_post_keeps_the_day_on_which_it_was_laid_aside(office: Office) -> None:
    office.lay_aside(replace(FAILED, original='{"id": "p-3", "body": "会议。"}'.encode()))
    run("replay", "--all")
    assert [post.published_at for post in office.arrived()] == [NOW]


def test_a_replay_that_breaks_off_marks_only_what_was_sent(
    file_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.letters.replay._AT_ONCE", 2)
    file_office.lay_aside(
        *(replace(FAILED, offset=number, original=encode_post(make_post(f"p-{number}"))) for number in range(5))
    )
    with _full_after(2):
        assert isinstance(run("replay", "--all").exception, Unavailable)
    assert sum(bool(row["replayed_at"]) for row in rows()) == 2
    assert run("replay", "--all").exit_code == 0
    assert sorted(post.id for post in file_office.arrived()) == [f"p-{number}" for number in range(5)]
    assert all(row["replayed_at"] for row in rows())


@contextmanager
def _full_after(posts: int) -> Iterator[None]:
    """The disk of the inbox is full after so many posts."""
    with pytest.MonkeyPatch.context() as patch:
        drop: Callable[..., None] = InboxOutlet._drop
        sent: list[int] = []

        def until_full(self: InboxOutlet, batch: Sequence[Post]) -> None:
            if sum(sent) >= posts:
                raise OSError(28, "No space left on device")
            sent.append(len(batch))
            drop(self, batch)

        patch.setattr(InboxOutlet, "_drop", until_full)
        yield


def test_an_id_that_no_letter_has_is_refused_before_anything_is_sent(office: Office) -> None:
    office.lay_aside(FAILED)
    result = run("replay", id_of(FAILED), "0" * 16)
    assert isinstance(result.exception, NotFound)
    assert office.arrived() == []


@pytest.mark.parametrize("arguments", [(), ("--all", "--cause", "check_failed"), ("abc", "--all")])
def test_a_replay_names_its_letters_in_one_way(file_office: Office, arguments: Sequence[str]) -> None:
    file_office.lay_aside(FAILED)
    assert isinstance(run("replay", *arguments).exception, UnreadableInput)
    assert file_office.arrived() == []
