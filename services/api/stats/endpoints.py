"""`GET /v1/stats`: totals for a dashboard or a quarterly report."""

from collections.abc import Mapping

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from services.api.answers import answer
from services.api.auth import Caller
from services.api.services import Given

router = APIRouter(tags=["stats"])


class Stats(BaseModel):
    """Totals of the sites that the caller may see. A name that is absent has the count 0."""

    posts: int = Field(ge=0, description="Posts that have been checked.")
    violations: int = Field(ge=0)
    by_severity: dict[str, int]
    by_category: dict[str, int]
    by_status: dict[str, int]


@router.get("/v1/stats", operation_id="getStats", summary="Totals", response_model=Stats)
def get_stats(services: Given, caller: Caller) -> Response:
    """Answer with the totals of posts and violations."""
    return answer(stats_value(services.store.counts(caller.sites)))


def stats_value(counts: Mapping[str, int]) -> dict[str, int | dict[str, int]]:
    return {
        "posts": counts.get("posts", 0),
        "violations": counts.get("violations", 0),
        **{f"by_{group}": _group(counts, group) for group in ("severity", "category", "status")},
    }


def _group(counts: Mapping[str, int], group: str) -> dict[str, int]:
    prefix = f"{group}:"
    return {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}
