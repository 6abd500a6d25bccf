"""The way of a post as JSON: when each judgement on it came about, by whom, and how long each step took."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.domain.report import Verdict
from services.storage.store import Judgement, ViolationStore


class TraceStep(BaseModel):
    """One step inside the worker, and how long it took."""

    step: str = Field(description="`decode`, or a stage of the check.", examples=["decode", "scan"])
    ms: float = Field(ge=0)


class JudgementTrace(BaseModel):
    """How one judgement came about. What is null was not written down, as for a judgement of an older version."""

    site: str
    published_at: datetime = Field(description="When the post itself was published, as its source says.")
    revision: str = Field(description="Content hash of title and body.")
    verdict: Verdict
    complete: bool
    findings: int = Field(ge=0, description="How many.")
    lexicon_version: str
    roster_as_of: str = Field(description="The day up to which the roster was brought.")
    worker: str | None = Field(description="The process that judged; `recheck@…` for one by `duwang recheck`.")
    version: str | None = Field(description="The version of the product.")
    seen_at: datetime | None = Field(description="When it came onto the bus.")
    taken_at: datetime | None = Field(description="When the worker had it in hand.")
    checked_at: datetime = Field(description="When the check began.")
    recorded_at: datetime = Field(description="When it was in the store.")
    waited_ms: float | None = Field(description="From `seen_at` to `taken_at`.")
    elapsed_ms: float = Field(ge=0, description="The check alone.")
    total_ms: float | None = Field(description="From `seen_at` to `recorded_at`.")
    steps: list[TraceStep] = Field(description="In their order.")


class PostTrace(BaseModel):
    """Every judgement on the posts of one id, newest first."""

    post_id: str
    judgements: list[JudgementTrace]


def trace_value(post_id: str, judgements: Sequence[Judgement], published: Mapping[str, datetime]) -> dict[str, Any]:
    """The plain value of a `PostTrace`; `published` says by site when the post was published."""
    return {"post_id": post_id, "judgements": [_judgement(each, published[each.site]) for each in judgements]}


def published(store: ViolationStore, post_id: str, judgements: Sequence[Judgement]) -> dict[str, datetime]:
    """When the post was published, by site. Raises `NotFound` for one that is removed at this moment."""
    sites = dict.fromkeys(judgement.site for judgement in judgements)
    return {site: store.report(post_id, site).post.published_at for site in sites}


def _judgement(judgement: Judgement, published_at: datetime) -> dict[str, Any]:
    trace = judgement.trace
    return {
        "site": judgement.site,
        "published_at": published_at.isoformat(),
        "revision": judgement.revision,
        "verdict": judgement.verdict,
        "complete": judgement.complete,
        "findings": judgement.findings,
        "lexicon_version": judgement.lexicon_version,
        "roster_as_of": judgement.roster_as_of,
        "worker": trace.worker if trace else None,
        "version": trace.version if trace else None,
        "seen_at": trace.seen_at.isoformat() if trace else None,
        "taken_at": trace.taken_at.isoformat() if trace else None,
        "checked_at": judgement.checked_at.isoformat(),
        "recorded_at": judgement.recorded_at.isoformat(),
        "waited_ms": between(trace.seen_at, trace.taken_at) if trace else None,
        "elapsed_ms": round(judgement.elapsed_ms, 3),
        "total_ms": between(trace.seen_at, judgement.recorded_at) if trace else None,
        "steps": [*_steps(trace.steps)] if trace else [],
    }


def between(begin: datetime, end: datetime) -> float:
    """Milliseconds; below 0 where the clocks of two machines differ."""
    return round((end - begin).total_seconds() * 1000, 3)


def _steps(steps: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    return ({"step": step, "ms": round(ms, 3)} for step, ms in steps.items())
