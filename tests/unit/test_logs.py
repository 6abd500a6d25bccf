"""Logs are JSON lines for machines, and hold nothing of a post."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from services.telemetry.logs import configure_logs, origin

SECRET = "身份证110101199003078515"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logs("info", stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(SECRET)


def test_a_line_is_one_json_object_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger().info("posts_published", posts=3, file="存档.jsonl")
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["posts"], line["file"]) == ("posts_published", "info", 3, "存档.jsonl")
    assert str(line["timestamp"]).endswith("Z")


def test_loggers_of_libraries_write_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("listening on %s", "127.0.0.1")
    (line,) = lines(stream)
    assert (line["event"], line["level"]) == ("listening on 127.0.0.1", "warning")


def test_lighter_lines_than_asked_for_are_left_out(stream: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("x").debug("detail")
    assert lines(stream) == []


@pytest.mark.parametrize("name", ["body", "title", "quote", "context", "original", "secret", "api_key"])
def test_content_and_secrets_do_not_pass(stream: io.StringIO, name: str) -> None:
    structlog.get_logger().info("x", **{name: SECRET})
    assert SECRET not in stream.getvalue()


def test_an_exception_is_logged_by_place_and_never_by_message(stream: io.StringIO) -> None:
    for log in (structlog.get_logger().exception, logging.getLogger("x").exception):
        try:
            fail()
        except ValueError:
            log("it_failed")
    first, second = lines(stream)
    assert SECRET not in stream.getvalue()
    assert str(first["error"]).startswith("ValueError at test_logs.py:")
    assert second["error"] == first["error"]
    assert len(list(first["traceback"])) == 2  # type: ignore[call-overload]


def test_the_origin_of_an_error_is_its_kind_and_place() -> None:
    with pytest.raises(ValueError) as failed:
        fail()
    assert origin(failed.value).startswith("ValueError at test_logs.py:")
    assert origin(KeyError(SECRET)) == "KeyError"
