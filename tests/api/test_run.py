"""`duwang run` as a process: what it prints, how it refuses, and how it ends."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.app.embedded import run_embedded
from services.domain.errors import DuwangError
from services.settings import PREFIX, load_settings
from services.storage.sql import SqlStore
from tests.api.server import WRONG

COMMAND = (sys.executable, "-c", "from services.cli import main; main()", "run")


@pytest.fixture
def environment(tmp_path: Path, lexicons: Path, cache_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    folders = {"DATA_DIR": tmp_path / "var", "LEXICONS": lexicons, "CACHE_DIR": cache_dir}
    return {**kept, **{PREFIX + name: str(folder) for name, folder in folders.items()}, "COLUMNS": "200"}


@contextmanager
def running(environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        (*COMMAND, *options), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: subprocess.Popen[str], end: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if end in line:
            return lines
    assert process.stderr is not None
    raise AssertionError("\n".join(lines) + process.stderr.read())


def test_the_demonstration_shows_what_it_found_and_where_to_look_and_keeps_serving(environment: dict[str, str]) -> None:
    with running(environment, "--demo", "--port", "0") as process:
        lines = lines_until(process, "Ctrl-C")
        text = "\n".join(lines)
        assert "代开发票" in text
        assert "共发现" in text
        [url] = [line.split()[-1] for line in lines if "状态页" in line]
        with httpx.Client(base_url=url, trust_env=False) as client:
            posts = client.get("/v1/stats").json()["posts"]
            assert f"提交 {posts} 篇稿件" in text
            assert "代开发票" in client.get("/").text
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_posts_that_were_accepted_are_checked_before_the_process_ends(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    posts = [{"id": str(number), "body": WRONG * 20} for number in range(900)]
    with running({**environment, "DUWANG_LOG_LEVEL": "info"}, "--port", str(port)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "serving" in line:
                break
        httpx.post(f"http://127.0.0.1:{port}/v1/posts", json=posts, trust_env=False).raise_for_status()
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read()
        assert process.wait(20) == -signal.SIGTERM
    assert "posts_left_unchecked" not in log
    assert WRONG not in log
    store = SqlStore(f"sqlite:///{tmp_path / 'var' / 'duwang.db'}")
    assert store.counts()["posts"] == len(posts)
    store.close()


def test_a_file_dropped_into_the_inbox_is_checked(environment: dict[str, str], tmp_path: Path) -> None:
    inbox = tmp_path / "var" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "posts.jsonl").write_text(json.dumps({"id": "dropped", "body": WRONG}), "utf-8")
    with running({**environment, "DUWANG_LOG_LEVEL": "info"}, "--port", "0") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "file_published" in line:
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    store = SqlStore(f"sqlite:///{tmp_path / 'var' / 'duwang.db'}")
    assert store.report("dropped").checked.report.findings[0].quote == "布署"
    store.close()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param({"data_dir": "/dev/null/var"}, "DUWANG_DATA_DIR", id="unwritable-folder"),
        pytest.param({"lexicons": "/nowhere"}, "/nowhere", id="no-lexicons"),
        pytest.param({"database_url": "oddbase://x"}, "数据库", id="unknown-database"),
        pytest.param({"database_url": "postgresql+pg8000://u:sesame@x"}, "pg8000", id="driver-missing"),
        pytest.param(
            {"host": "192.0.2.1", "api_keys": {"a-key-of-16-characters": "*"}}, "192.0.2.1", id="not-our-address"
        ),
    ],
)
def test_what_stops_the_start_is_named(
    given: Mapping[str, Any], named: str, tmp_path: Path, lexicons: Path, cache_dir: Path
) -> None:
    usual = {"data_dir": tmp_path, "lexicons": lexicons, "cache_dir": cache_dir, "port": 0}
    with pytest.raises(DuwangError) as refused:
        asyncio.run(run_embedded(load_settings(**{**usual, **given})))
    assert named in str(refused.value)
    assert "sesame" not in str(refused.value)


def test_a_port_in_use_is_said_in_one_line(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = (*COMMAND, "--port", port)
        refused = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 2
    [line] = refused.stderr.splitlines()
    assert port in line
    assert "占用" in line
