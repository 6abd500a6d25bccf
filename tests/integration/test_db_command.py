"""`duwang db`, as whoever runs the database calls it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.domain.post import BEIJING
from services.storage.schema import VERSION
from services.storage.sql import SqlStore
from tests.fakes import make_finding, make_post, make_record
from tests.integration.conftest import Command
from tests.servers.postgresql import shared_databases

NOW = datetime.now(BEIJING)


@pytest.fixture(
    params=[
        pytest.param(lambda folder: f"sqlite:///{folder}/duwang.db", id="sqlite"),
        pytest.param(lambda _folder: shared_databases()(empty=True), id="postgresql"),
    ]
)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made: Callable[[Path], str] = request.param
    address = made(tmp_path)
    monkeypatch.setenv("DUWANG_DATABASE_URL", address)
    return address


@pytest.fixture
def filled(url: str) -> str:
    """Posts of 0, 100, 200 … 1900 days ago, each with a violation."""
    store = SqlStore(url, migrate=True)
    store.record(
        [
            make_record(make_post(f"p-{number}", published_at=NOW - timedelta(days=100 * number)), make_finding())
            for number in range(20)
        ]
    )
    store.close()
    return url


def posts(url: str) -> int:
    store = SqlStore(url)
    try:
        return store.counts()["posts"]
    finally:
        store.close()


def test_an_empty_database_is_made_ready_once(duwang: Command, url: str) -> None:
    assert duwang("db", "upgrade") == (0, f"数据库结构已从 空库 升级到 {VERSION} 版\n", "")
    assert duwang("db", "upgrade") == (0, f"数据库结构已是 {VERSION} 版，无须升级\n", "")
    assert posts(url) == 0


@pytest.mark.usefixtures("url")
def test_the_status_of_an_empty_database_names_the_remedy(duwang: Command) -> None:
    status, out, err = duwang("db", "status")
    assert (status, err) == (1, "")
    assert "空库" in out
    assert "请先运行 duwang db upgrade" in out


@pytest.mark.usefixtures("filled")
def test_the_status_tells_what_there_is(duwang: Command) -> None:
    status, out, err = duwang("db", "status")
    shown = dict(line.strip().split(maxsplit=1) for line in out.splitlines())
    assert (status, err) == (0, "")
    assert (shown["稿件"], shown["问题"]) == ("20", "20")
    assert shown["结构版本"].startswith(VERSION)
    assert shown["大小"].endswith("MiB")
    assert shown["最新的稿件"] == f"{NOW:%Y-%m-%d %H:%M}"
    assert shown["最早的稿件"] == f"{NOW - timedelta(days=1900):%Y-%m-%d %H:%M}"


def test_a_purge_removes_what_is_old_and_says_so(duwang: Command, filled: str) -> None:
    assert duwang("db", "purge", "--older-than", "450d", "--yes")[:2] == (0, "已删除 15 篇稿件\n")
    assert posts(filled) == 5
    assert duwang("db", "purge", "--older-than", "450天", "--yes")[:2] == (0, "没有可删除的稿件\n")


def test_nothing_is_removed_without_consent(duwang: Command, filled: str) -> None:
    status, out, _ = duwang("db", "purge", "--older-than", "450d")
    assert status == 1
    assert "15 篇稿件" in out
    assert "--yes" in out
    assert posts(filled) == 20


@pytest.mark.parametrize("age", ["", "0d", "-1d", "400", "d", "1.5d", "400x", "999999d"])
def test_an_age_that_is_none_is_refused_with_an_example(duwang: Command, filled: str, age: str) -> None:
    status, _, err = duwang("db", "purge", "--older-than", age, "--yes")
    assert status == 2
    assert "400d" in err
    assert posts(filled) == 20


def test_a_database_that_is_not_there_is_one_line_without_the_password(
    duwang: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUWANG_DATABASE_URL", "postgresql://duwang:geheim-geheim@127.0.0.1:1/duwang")
    for command in (("status",), ("upgrade",), ("purge", "--older-than", "1d", "--yes")):
        status, out, err = duwang("db", *command)
        assert (status, out) == (2, "")
        assert err.startswith("duwang: 数据库打不开")
        assert "geheim" not in err


def test_the_status_does_not_show_the_password(duwang: Command, monkeypatch: pytest.MonkeyPatch, filled: str) -> None:
    if filled.startswith("sqlite"):
        pytest.skip("a file has no password")
    monkeypatch.setenv("DUWANG_DATABASE_URL", filled.replace("postgres@", "postgres:geheim-geheim@"))
    status, out, _ = duwang("db", "status")
    assert status == 0
    assert "geheim" not in out


def test_a_purge_that_is_interrupted_leaves_whole_posts(filled: str) -> None:
    store = SqlStore(filled)
    old = NOW - timedelta(days=1000)
    for begin in range(0, 6000, 1000):
        numbers = range(begin, begin + 1000)
        store.record([make_record(make_post(f"old-{n}", published_at=old), make_finding()) for n in numbers])
    command = [sys.executable, "-c", "from services.cli.db import db; db()", "purge", "--older-than", "450d", "--yes"]
    with subprocess.Popen(command, env=os.environ | {"DUWANG_DATABASE_URL": filled}, stderr=subprocess.DEVNULL) as run:
        while store.counts()["posts"] == 6020 and run.poll() is None:
            pass
        run.send_signal(signal.SIGKILL)
    left = store.counts()
    assert left["posts"] == left["violations"] < 6020
    store.close()
