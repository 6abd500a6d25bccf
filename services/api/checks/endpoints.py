"""`POST /v1/checks`: what a CMS asks before it publishes."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response

from services.api.answers import MEDIA_TYPE, body_of, written
from services.api.auth import Caller
from services.api.errors import problems
from services.api.services import Given, Services
from services.checker.timed import check_timed
from services.domain.post import Post
from services.wire.json_text import from_json
from services.wire.post import decode_post
from services.wire.post_model import PostIn
from services.wire.report import Report, report_json

DOOR = "webhook"
DRAFT = "draft"
# About 20 000 Han characters. A check of less is shorter than the way to a thread and back; one of more would keep
# the other callers waiting.
_LONG_BYTES = 60_000

router = APIRouter(tags=["checks"])


class CheckIn(PostIn):
    """A post to be checked. Only `body` must be there."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "县政府召开常务会议", "body": "会议研究布署春季农业生产工作。"}]}
    )

    id: str = Field(DRAFT, description="Comes back as `post_id`.")


@router.post(
    "/v1/checks",
    operation_id="createCheck",
    summary="Check one post and keep nothing",
    response_model=Report,
    openapi_extra=body_of((MEDIA_TYPE, "CheckIn")),
    responses=problems(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY),
)
async def create_check(request: Request, services: Given, _caller: Caller) -> Response:
    """Judge a post before it is published.

    The answer depends on the post and the lexicon alone and nothing is stored, so a call may be repeated at will;
    `webhook-id` comes back in the answer for the caller's own bookkeeping. Past the deadline the report says
    `complete: false` and its verdict is never `pass`.
    """
    body = await request.body()
    # The headers of Standard Webhooks come back for the caller to match answers with.
    headers = {name: request.headers[name] for name in ("webhook-id",) if name in request.headers}
    if len(body) > _LONG_BYTES:
        return written(await asyncio.to_thread(_check, body, services), headers=headers)
    return written(_check(body, services), headers=headers)


def _check(body: bytes, services: Services) -> bytes:
    post = _read(body, services)
    checked = check_timed(
        services.checker.current,
        post,
        clock=services.clock,
        deadline_s=services.settings.check_deadline_ms / 1000,
        observe=lambda stage, seconds: services.metrics.check_stage_seconds.labels(stage).observe(seconds),
    )
    services.metrics.count_check(DOOR, post, checked)
    return report_json(checked)


def _read(body: bytes, services: Services) -> Post:
    value = from_json(body)
    fields = {"id": DRAFT, **value} if isinstance(value, Mapping) else b"null"
    return decode_post(fields, now=services.clock(), max_body_bytes=services.settings.max_body_bytes)
