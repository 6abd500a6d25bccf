import inspect
import json
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.api.errors import Problem, Unauthenticated, status_of
from services.domain import errors
from services.domain.errors import DuwangError
from tests.api.server import CLEAN, Door, assert_problem

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, DuwangError)]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind is not DuwangError])
def test_every_domain_error_has_a_row_in_the_table(kind: type[DuwangError]) -> None:
    assert status_of(kind("reason")) is not None


def test_a_caller_without_a_key_and_one_without_the_right_are_told_apart() -> None:
    statuses = [status_of(error) for error in (Unauthenticated(""), errors.NotAllowed(""), DuwangError(""))]
    assert statuses == [401, 403, None]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/nowhere", 404, id="unknown-path"),
        pytest.param("GET", "/v1/checks", 405, id="wrong-method"),
        pytest.param("GET", "/v1/violations/none", 404, id="unknown-violation"),
        pytest.param("GET", "/v1/posts/none/report", 404, id="unknown-post"),
        pytest.param("GET", "/docs/assets/none.js", 404, id="unknown-file"),
        pytest.param("GET", "/docs/assets/..%2f..%2f__init__.py", 404, id="file-outside-the-folder"),
    ],
)
def test_every_error_is_a_problem(door: Door, method: str, path: str, status: int) -> None:
    body = assert_problem(door.client.request(method, path), status)
    Problem.model_validate(body)


def test_a_wrong_method_is_told_the_right_one(door: Door) -> None:
    assert door.client.get("/v1/checks").headers["allow"] == "POST"


class Broken:
    """Stands for any part that fails in a way nobody thought of."""

    lexicon_version, rules, roster_as_of = "broken", (), ""

    def warm(self) -> None: ...

    def check(self, post: Any, **_: Any) -> Any:
        raise RuntimeError(f"secret words of the post: {post.body}")


class BrokenLive:
    current = Broken()


@pytest.fixture
def broken(serve: Callable[..., Any]) -> Iterator[Door]:
    with serve(lambda services: replace(services, checker=BrokenLive())) as door:
        yield door


def test_the_unexpected_is_a_problem_without_internals_here_and_in_the_log(
    broken: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        body = assert_problem(broken.client.post("/v1/checks", json={"body": CLEAN}), 500)
    logged = caplog.text + "".join(capfd.readouterr())
    assert "RuntimeError" in logged
    for words in (json.dumps(body, ensure_ascii=False), logged.replace('f"secret words', "")):
        assert CLEAN not in words
        assert "secret words" not in words


class TestBodyLimit:
    LIMIT = 200_000  # of the fixture `door`

    def test_a_body_of_the_limit_is_taken(self, door: Door) -> None:
        content = b'{"body": "%s"}' % (b"x" * (self.LIMIT - 12))
        assert len(content) == self.LIMIT
        assert door.client.post("/v1/checks", content=content).status_code == 200

    def test_a_declared_length_beyond_it_is_refused_before_the_body_comes(self, door: Door) -> None:
        url = door.client.base_url
        with socket.create_connection((url.host, url.port or 0)) as connection:
            head = f"POST /v1/checks HTTP/1.1\r\nHost: {url.host}\r\nContent-Length: {self.LIMIT + 1}\r\n\r\n"
            connection.sendall(head.encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize("path", ["/v1/checks", "/v1/posts", "/v1/violations/none/confirm"])
    def test_a_body_without_a_declared_length_is_counted(self, door: Door, path: str) -> None:
        chunks = (b"x" * 50_000 for _ in range(5))
        headers = {"Content-Type": "application/json"}
        assert_problem(door.client.post(path, content=chunks, headers=headers), 413)

    def test_the_server_goes_on(self, door: Door) -> None:
        assert_problem(door.client.post("/v1/checks", content=b"x" * (self.LIMIT + 1)), 413)
        assert door.client.get("/healthz").status_code == 200
