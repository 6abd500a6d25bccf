"""Successful answers: written from plain values, since models cost more than a check. The models describe them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from services.wire.json_text import to_json

MEDIA_TYPE = "application/json"


def answer(value: Any, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a plain value."""
    return written(to_json(value), status, headers)


def written(body: bytes, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON that has been written already."""
    return Response(body, status, headers, MEDIA_TYPE)


def body_of(*schemas: tuple[str, str]) -> dict[str, Any]:
    """Describe a request body that the endpoint reads itself: pairs of media type and schema name, for its OpenAPI."""
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{name}"}} for media_type, name in schemas}
    return {"requestBody": {"required": True, "content": content}}
