"""One table from errors to HTTP statuses, and one form for all of them: problem+json (RFC 9457)."""

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.domain import errors
from services.domain.errors import DuwangError
from services.wire.json_text import to_json

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


class Unauthenticated(errors.NotAllowed):
    """The caller has not shown who they are."""


class Rejection(BaseModel):
    """One post of a batch, or one field of a request, that was refused."""

    index: int | None = Field(None, ge=0, description="Place of the post in the batch, from 0.")
    line: int | None = Field(None, ge=1, description="Line of an NDJSON body, from 1.")
    field: str = ""
    reason: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `type` is stable and made for programs, `detail` is for people."""

    type: str = Field(examples=["urn:duwang:problem:not-found"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = ""
    rejected: list[Rejection] = Field([], description="Which fields or posts were refused, and why.")


STATUSES: Mapping[type[DuwangError], HTTPStatus] = {
    errors.InvalidPost: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnreadableInput: HTTPStatus.BAD_REQUEST,
    errors.InvalidCursor: HTTPStatus.BAD_REQUEST,
    errors.TooBroad: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    # The files on the server are broken and the old lexicon goes on; the request itself was right.
    errors.LexiconError: HTTPStatus.CONFLICT,
    errors.Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
_HEADERS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": 'Basic realm="duwang", charset="UTF-8"'},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
}


def status_of(error: DuwangError) -> HTTPStatus | None:
    """Find the row of the nearest class in the table; None when the error is not the caller's to know about."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)


def problem(
    status: HTTPStatus,
    detail: str = "",
    rejected: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:duwang:problem:{status.phrase.lower().replace(' ', '-')}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "rejected": rejected,
    }
    return Response(to_json(body), status, {**_HEADERS.get(status, {}), **(headers or {})}, MEDIA_TYPE)


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Describe the error answers of an endpoint, for its OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status.value: {"description": status.phrase, "content": content} for status in statuses}


def handle_errors(app: FastAPI) -> None:
    """Register the handlers; every error answer of the application comes from this file."""
    app.add_exception_handler(DuwangError, _expected)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Unexpected)


async def _expected(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DuwangError)
    status = status_of(error)
    if status is None:
        raise error
    if isinstance(error, errors.Unavailable):
        _log.warning("store_unavailable", reason=str(error))
    if isinstance(error, errors.InvalidPost) and error.field:
        return problem(status, str(error), [{"field": error.field, "reason": error.reason}])
    # What a driver says names hosts and files; the log has it.
    return problem(status, "存储暂时不可用，请稍后重试" if isinstance(error, errors.Unavailable) else str(error))


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = "" if error.detail == status.phrase else str(error.detail)
    return problem(status, detail, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    # What was sent is not repeated: it may be personal data.
    assert isinstance(error, RequestValidationError)
    rejected = [{"field": _place(part["loc"]), "reason": part["msg"]} for part in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "请求参数不符合接口说明", rejected)


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location[1:])


class Unexpected:
    """Answers 500 without internals where nothing else has. The log gets frames, not messages: those may hold text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            frames = traceback.format_tb(error.__traceback__)
            _log.error("request_failed", error=type(error).__qualname__, frames=frames)
            if not started:
                await problem(HTTPStatus.INTERNAL_SERVER_ERROR, "服务内部错误，已记录")(scope, receive, send)
