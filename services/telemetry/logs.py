"""Logs: one JSON object a line on standard error. Never a post's text, personal data or a secret."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

# Words under which a post's content or a secret could slip into a log line.
_CONTENT = frozenset({"body", "title", "quote", "context", "text", "original", "secret", "api_key", "authorization"})


def configure_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers (uvicorn's too) to `stream`, standard error by default."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_without_values,
        without_content,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_number(level))
    # The server tells of its start and end in five lines that say nothing an operator needs.
    logging.getLogger("uvicorn").setLevel(max(_number(level), logging.WARNING))


def without_content(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut out what must never be logged, whoever passed it in."""
    for name in _CONTENT & event.keys():
        event[name] = "…"
    return event


def origin(error: BaseException) -> str:
    """Name an error and its place, `KeyError at engine.py:120`; its message may quote a post and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


def _where_without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Reduce a traceback to places: the message of an exception may quote a post."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = origin(error)
        event["traceback"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
