"""`duwang ingest`, as an operator calls it."""

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from services.cli.ingest import ingest
from services.domain.errors import UnreadableInput
from tests.fakes import FATAL, WRONG, WordChecker


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("services.cli.ingestion.checker_in_use", lambda *_args, **_options: WordChecker())
    monkeypatch.setattr("services.telemetry.logs.configure_logs", lambda _level: None)


def run(*arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(ingest)
    return CliRunner().invoke(app, arguments)


def drop(name: str, *posts: object) -> str:
    lines = [post if isinstance(post, str) else json.dumps(post, ensure_ascii=False) for post in posts]
    Path(name).write_bytes("\n".join(lines).encode())
    return name


CLEAN = {"id": "1", "title": "题目", "body": "会议作出部署。"}
BAD = {"id": "2", "body": f"会议作出{WRONG}。"}


def rows(database: str, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_summary_says_what_was_found_and_where_to_look() -> None:
    result = run(drop("a.jsonl", CLEAN, BAD))
    assert result.exit_code == 0, result.output
    for part in ("2 篇", "新入库 2 篇", "错别字", "错误", "字/秒", "var/duwang.db"):
        assert part in result.output
    assert rows("var/duwang.db", "select quote, status from violations") == [(WRONG, "open")]


def test_ingesting_again_says_that_all_is_known() -> None:
    drop("a.jsonl", CLEAN, BAD)
    run("a.jsonl")
    result = run("a.jsonl")
    assert result.exit_code == 0
    assert "新入库 0 篇，此前已入库 2 篇" in result.output
    assert rows("var/duwang.db", "select count(*) from posts") == [(2,)]


def test_bad_lines_are_shown_kept_and_give_status_1() -> None:
    result = run(drop("a.jsonl", CLEAN, '{"id": "cut', {"id": "3", "body": FATAL}, BAD))
    assert result.exit_code == 1
    assert "a.jsonl:2：不是合法的 JSON" in result.output
    assert "检查时出错：KeyError" in result.output
    letters = [json.loads(line) for line in Path("var/dead-letters.jsonl").read_text("utf-8").splitlines()]
    assert {letter["cause"] for letter in letters} == {"invalid_post", "check_failed"}
    assert rows("var/duwang.db", "select count(*) from posts") == [(2,)]


def test_of_many_bad_lines_the_first_are_shown_and_the_rest_counted() -> None:
    result = run(drop("a.jsonl", CLEAN, *["{"] * 20))
    assert result.exit_code == 1
    assert "a.jsonl:6" in result.output
    assert "a.jsonl:7" not in result.output
    assert "另有 15 条" in result.output
    assert len(Path("var/dead-letters.jsonl").read_text("utf-8").splitlines()) == 20


def test_a_file_that_cannot_be_read_gives_status_2_and_the_others_go_on() -> None:
    Path("photo.jsonl").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    result = run("no.jsonl", "photo.jsonl", drop("a.jsonl", CLEAN))
    assert result.exit_code == 2
    assert "no.jsonl：无法读取" in result.stderr
    assert "photo.jsonl：这是 PNG 图片" in result.stderr
    assert rows("var/duwang.db", "select count(*) from posts") == [(1,)]


def test_archives_of_other_shapes_are_read_with_a_map_and_a_site() -> None:
    line = json.dumps({"id": "1", "text": "会议作出部署。", "date": "2020-03-27 15:17:56"}, ensure_ascii=False)
    Path("old.jsonl.gz").write_bytes(gzip.compress(line.encode("gb18030")))
    result = run(
        "old.jsonl.gz",
        "--map",
        "published_at=date",
        "--map",
        "body=text",
        "--site",
        "a.gov.cn",
        "--db",
        "sqlite:///x/y.db",
    )
    assert result.exit_code == 0, result.output
    assert rows("x/y.db", "select site, published_at from posts") == [("a.gov.cn", "2020-03-27 07:17:56.000000")]


def test_a_wrong_map_is_refused_before_anything_is_read() -> None:
    result = run(drop("a.jsonl", CLEAN), "--map", "day=date")
    assert isinstance(result.exception, UnreadableInput)
    assert not Path("var").exists()


def test_no_posts_is_no_error() -> None:
    result = run(drop("empty.jsonl"))
    assert result.exit_code == 0
    assert "没有发现问题" in result.output
