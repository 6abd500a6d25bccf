"""`duwang trace`, as an operator calls it who is asked what became of a post."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from services.cli.trace import trace
from services.cli.trace_view import lasting
from services.domain.trace import Trace
from services.storage.sql import SqlStore
from services.storage.store import Record
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.post import encode_post
from tests.fakes import NOW, make_finding, make_post, make_record, minutes

SEEN = NOW + minutes(30)
TRACE = Trace(
    seen_at=SEEN,
    taken_at=SEEN + timedelta(milliseconds=250),
    worker="worker-2@青岚",
    version="0.2.0",
    steps={"decode": 0.5, "fold": 0.25, "scan": 1.0, "未来的步骤": 0.125},
)
POST = make_post("2026/t1.html", "作出布署。")
LETTER = DeadLetter(
    original=encode_post(POST), cause=Cause.CHECK_FAILED, reason="检查时出错：KeyError", at="2026-03-31T10:00:00+08:00"
)


def judged(post_id: str = POST.id, **fields: Any) -> Record:
    record = make_record(make_post(post_id, POST.body, **fields), make_finding("布署", 2), at=TRACE.taken_at)
    return replace(record, trace=TRACE)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    url: str = "sqlite:///var/duwang.db" if request.param == "sqlite" else request.getfixturevalue("postgresql")()
    monkeypatch.setenv("DUWANG_DATABASE_URL", url)
    monkeypatch.setattr("services.telemetry.logs.configure_logs", lambda _level: None)
    return url


def fill(url: str, *records: Record) -> None:
    store = SqlStore(url)
    for record in records:
        store.record([record])
    store.close()


def lay_aside(*letters: DeadLetter) -> None:
    Path("var").mkdir(exist_ok=True)
    Path("var/dead-letters.jsonl").write_bytes(b"".join(encode_dead_letter(each) + b"\n" for each in letters))


def run(*arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(trace)
    return CliRunner().invoke(app, arguments)


def value(*arguments: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(run(*arguments, "--format", "json").stdout)
    return decoded


def test_the_timeline_tells_when_by_whom_and_how_long(url: str) -> None:
    fill(url, judged())
    result = run(POST.id)
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0] == ["2026/t1.html：1", "次检查"]
    assert ["2026-03-31", "09:30:00.000", "发布"] in lines
    assert ["2026-03-31", "10:00:00.000", "收到", "之后", "30.0", "分钟"] in lines
    assert ["2026-03-31", "10:00:00.250", "开始处理", "之后", "250.00", "毫秒"] in lines
    assert any(line[2:4] == ["入库", "之后"] for line in lines)
    assert ["扫描词库", "1.00", "毫秒"] in lines
    assert ["未来的步骤", "0.12", "毫秒"] in lines
    for part in ("需复核，1 个问题", "词库 v1，名册核对至 2026-03-31", "由 worker-2@青岚 检查，读网 0.2.0"):
        assert part in result.stdout


def test_json_gives_every_time_and_every_step(url: str) -> None:
    fill(url, judged())
    traced = value(POST.id)
    (judgement,) = traced["judgements"]
    assert (traced["post_id"], traced["dead_letters"], traced["dead_letters_unread"]) == (POST.id, [], None)
    assert (judgement["worker"], judgement["version"], judgement["findings"]) == ("worker-2@青岚", "0.2.0", 1)
    assert judgement["waited_ms"] == 250
    assert judgement["total_ms"] > 250
    assert [each["step"] for each in judgement["steps"]] == ["decode", "fold", "scan", "未来的步骤"]


def test_every_judgement_is_told_the_newest_first(url: str) -> None:
    second = make_record(replace(POST, body="作出部署。"), at=SEEN + minutes(60), lexicon="v2")
    fill(url, judged(), second)
    newest, first = value(POST.id)["judgements"]
    assert (newest["lexicon_version"], newest["verdict"], newest["worker"], newest["steps"]) == ("v2", "pass", None, [])
    assert (first["lexicon_version"], first["verdict"]) == ("v1", "review")
    assert "收到的时间没有记下" in run(POST.id).stdout


def test_posts_of_the_same_id_are_told_apart_by_site(url: str) -> None:
    fill(url, judged(), judged(site="b.gov.cn", published_at=NOW - timedelta(days=1)))
    both = value(POST.id)["judgements"]
    assert {each["site"]: each["published_at"][:10] for each in both} == {
        "a.gov.cn": "2026-03-31", "b.gov.cn": "2026-03-30",
    }  # fmt: skip
    assert [each["site"] for each in value(POST.id, "--site", "b.gov.cn")["judgements"]] == ["b.gov.cn"]


def test_dead_letters_of_the_post_are_told_with_the_remedy(url: str) -> None:
    fill(url, judged())
    lay_aside(LETTER, replace(LETTER, original=encode_post(make_post("other"))))
    (letter,) = value(POST.id)["dead_letters"]
    assert letter["reason"] == LETTER.reason
    text = run(POST.id).stdout
    assert "1 次检查，1 封死信" in text
    assert f"duwang dead-letters replay {letter['id']}" in text
    assert value(POST.id, "--site", "b.gov.cn")["dead_letters"] == []


@pytest.mark.usefixtures("url")
def test_a_post_that_was_only_laid_aside_is_told_too() -> None:
    lay_aside(LETTER)
    result = run(POST.id)
    assert (result.exit_code, "检查时出错" in result.stdout) == (0, True)


@pytest.mark.usefixtures("url")
def test_an_unknown_post_has_no_record() -> None:
    result = run("no-such-post")
    assert (result.exit_code, "没有记录" in result.stdout) == (1, True)


def test_a_cluster_that_is_away_hides_nothing_of_the_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(url, judged())
    monkeypatch.setenv("DUWANG_KAFKA", "127.0.0.1:9")
    monkeypatch.setattr("services.letters.kafka_log.KafkaLog.__init__.__kwdefaults__", {"patience_s": 0.5})
    result = run(POST.id)
    assert result.exit_code == 0
    assert "需复核" in result.stdout
    assert "有没有死信未能查到：读不到 Kafka（127.0.0.1:9）" in result.stdout


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0.25, "0.25 毫秒"), (1000, "1.0 秒"), (90_000, "1.5 分钟"), (5_400_000, "1.5 小时"), (129_600_000, "1.5 天")],
)
def test_lengths_of_time_are_told_as_people_do(ms: float, text: str) -> None:
    assert lasting(ms) == text
    assert lasting(-ms) == f"-{text}（时钟不一致）"
