"""`/healthz`, `/readyz` and `/metrics`. They hold no text and no site, and ask for no key."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import Response

from services.api.answers import answer
from services.api.services import Given, Services
from services.domain.errors import Unavailable
from services.storage.store import ViolationQuery

router = APIRouter(tags=["operation"])
State = Literal["ok", "failed"]


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether each part can do its work now."""

    status: State
    checker: State
    store: State
    stream: State


@router.get("/healthz", operation_id="getHealth", summary="The process answers", response_model=Health)
async def get_health() -> Response:
    """Say that the process answers; nothing else is asked."""
    return answer({"status": "ok"})


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="The service can do its work",
    response_model=Readiness,
    responses={HTTPStatus.SERVICE_UNAVAILABLE.value: {"model": Readiness, "description": "A part has failed."}},
)
def get_readiness(services: Given) -> Response:
    """Ask every part: a lexicon is loaded, the store answers, the stream takes posts."""
    parts = {
        "checker": bool(services.checker.current.lexicon_version),
        "store": _answers(services),
        "stream": services.stream_alive(),
    }
    states = {name: _state(ready) for name, ready in {"status": all(parts.values()), **parts}.items()}
    return answer(states, HTTPStatus.OK if all(parts.values()) else HTTPStatus.SERVICE_UNAVAILABLE)


@router.get("/metrics", operation_id="getMetrics", summary="Prometheus metrics", response_class=PlainTextResponse)
def get_metrics(services: Given) -> Response:
    """Answer in the text format of Prometheus."""
    return Response(generate_latest(services.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _answers(services: Services) -> bool:
    try:
        services.store.violations(ViolationQuery(limit=1))
    except Unavailable:
        return False
    return True


def _state(ready: bool) -> State:
    return "ok" if ready else "failed"
