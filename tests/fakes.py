"""Small true stand-ins: a checker that looks for one word, and the values that tests of the stream need."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from services.checker.opinion import STAGE, Opinion
from services.domain.finding import Finding, Position
from services.domain.post import BEIJING, Post
from services.domain.report import Checked, Policy, Report
from services.domain.rule import Category, Severity
from services.storage.store import Record

NOW = datetime(2026, 3, 31, 9, 30, tzinfo=BEIJING)
WRONG, FATAL = "布署", "引爆检查器"


def make_post(id_: str = "p-1", body: str = "会议对防汛工作作出部署。", **fields: Any) -> Post:
    return Post(**{"id": id_, "body": body, "site": "a.gov.cn", "published_at": NOW, **fields})


def make_finding(quote: str = WRONG, start: int = 0, severity: Severity = Severity.ERROR, **fields: Any) -> Finding:
    end = start + len(quote)
    place = Position(start, end, start, end)
    return Finding(
        **{
            "id": f"{quote}-id",
            "rule": "typo.bu-shu",
            "category": Category.TYPO,
            "severity": severity,
            "field": "body",
            "start": start,
            "end": end,
            "utf16_start": start,
            "utf16_end": end,
            "quote": quote,
            "context": quote,
            "message": f"“{quote}”是错误写法，应为“部署”。",
            "suggestions": ("部署",),
            "positions": (place,),
            **fields,
        }
    )


def make_record(post: Post, *findings: Finding, at: datetime = NOW, lexicon: str = "v1", **report: Any) -> Record:
    complete = report.get("complete", True)
    made = Report(
        **{
            "post_id": post.id,
            "verdict": Policy().verdict(findings, complete=complete),
            "findings": findings,
            "lexicon_version": lexicon,
            "roster_as_of": "2026-03-31",
            **report,
        }
    )
    return Record(post, Checked(report=made, checked_at=at, elapsed_ms=1.25))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


class WordChecker:
    """Finds `WRONG`; breaks on `FATAL`, as a bug in a detector would. Is its own `LiveChecker`."""

    @property
    def current(self) -> "WordChecker":
        return self

    def check(
        self,
        post: Post,
        *,
        expired: Callable[[], bool] = lambda: False,
        observe: Callable[[str], None] = lambda _stage: None,
        second: Opinion | None = None,
    ) -> Report:
        if FATAL in post.body:
            raise KeyError(post.body)
        observe("words")
        start = post.body.find(WRONG)
        findings = () if start < 0 else (make_finding(WRONG, start),)
        skipped: tuple[str, ...] = ("words",) if expired() else ()
        if second is not None and second.read(post.body) is None:
            skipped += (STAGE,)
        return make_record(post, *findings, complete=not skipped, skipped=skipped).checked.report
