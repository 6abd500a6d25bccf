"""`/v1/lexicon`: which lexicon answers, and its reload."""

from collections import Counter
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from services.api.answers import answer
from services.api.auth import Caller
from services.api.errors import problems
from services.api.services import Given
from services.checker import Checker

router = APIRouter(tags=["lexicon"])


class ActiveLexicon(BaseModel):
    """The lexicon that answers now."""

    version: str = Field(description="Content hash; every report carries it.")
    roster_as_of: str = Field(description="The day up to which the leader roster was brought.")
    rules: int = Field(ge=0)
    rules_by_category: dict[str, int]


class Reloaded(ActiveLexicon):
    """The lexicon that answers after a reload."""

    changed: bool = Field(description="False when the files were the same as before.")


@router.get("/v1/lexicon", operation_id="getLexicon", summary="The active lexicon", response_model=ActiveLexicon)
def get_lexicon(services: Given, _caller: Caller) -> Response:
    """Answer with the version that checks now, and what is in it."""
    return answer(_lexicon_value(services.checker.current))


@router.post(
    "/v1/lexicon/reload",
    operation_id="reloadLexicon",
    summary="Read the lexicon files again",
    response_model=Reloaded,
    responses=problems(HTTPStatus.CONFLICT),
)
def reload_lexicon(services: Given, caller: Caller) -> Response:
    """Build the new lexicon first, then swap; no request waits. A broken file is named (409); the old goes on."""
    caller.require_all_sites()
    changed = services.reloader.reload()
    return answer({**_lexicon_value(services.checker.current), "changed": changed})


def _lexicon_value(checker: Checker) -> dict[str, object]:
    return {
        "version": checker.lexicon_version,
        "roster_as_of": checker.roster_as_of,
        "rules": len(checker.rules),
        "rules_by_category": dict(sorted(Counter(rule.category for rule in checker.rules).items())),
    }
