"""`/`: the state of the service and the latest violations, for a person with a browser."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from html import escape, unescape
from importlib.resources import files
from string import Template

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.api.auth import Caller
from services.api.services import Given
from services.domain.finding import Finding
from services.domain.post import BEIJING
from services.domain.report import Verdict
from services.domain.rule import Category, Severity
from services.domain.violation import Status, Violation
from services.storage.store import ViolationQuery

router = APIRouter(include_in_schema=False)

_LATEST = 30
_POLICY = (
    "default-src 'none'; style-src 'nonce-{0}'; script-src 'nonce-{0}'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_VERDICTS = {Verdict.PASS: "通过", Verdict.REVIEW: "需要复核", Verdict.BLOCK: "不宜发布"}
_STATUSES = {Status.OPEN: "待处理", Status.CONFIRMED: "已确认", Status.DISMISSED: "已忽略", Status.FIXED: "已改正"}
_TAG = re.compile(r"<[^<>]*>")
_PAGE, _STYLE, _SCRIPT = (
    files("services.api.pages").joinpath(f"status.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
)


@router.get("/")
def status_page(services: Given, caller: Caller) -> HTMLResponse:
    checker = services.checker.current
    nonce = secrets.token_urlsafe(16)
    page = Template(_PAGE).substitute(
        nonce=nonce,
        style=_STYLE,
        script=_SCRIPT,
        labels=_labels(),
        cards=_cards(services.store.counts(caller.sites)),
        violations=_violations(services.store.violations(ViolationQuery(sites=caller.sites, limit=_LATEST)).violations),
        version=escape(checker.lexicon_version),
        roster=escape(checker.roster_as_of or "—"),
        rules=len(checker.rules),
    )
    # A lone surrogate from a post has no UTF-8 and is shown as a question mark.
    return HTMLResponse(page.encode("utf-8", "replace"), headers=_headers(nonce))


def _headers(nonce: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": _POLICY.format(nonce),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _labels() -> str:
    return json.dumps(
        {
            "severity": {severity: severity.label for severity in Severity},
            "category": {category: category.label for category in Category},
            "verdict": _VERDICTS,
        },
        ensure_ascii=False,
    )


def _cards(counts: Mapping[str, int]) -> str:
    cards = [
        ("已检查稿件", counts.get("posts", 0)),
        ("发现问题", counts.get("violations", 0)),
        ("严重错误", counts.get(f"severity:{Severity.SERIOUS}", 0)),
        ("待处理", counts.get(f"status:{Status.OPEN}", 0)),
    ]
    return "".join(f'<div class="card"><b>{count}</b><span>{label}</span></div>' for label, count in cards)


def _violations(violations: Sequence[Violation]) -> str:
    if not violations:
        return '<p class="empty">还没有发现问题。</p>'
    return "".join(map(_violation, violations))


def _violation(violation: Violation) -> str:
    finding = violation.finding
    badges = (finding.severity.label, finding.category.label, _STATUSES[violation.status])
    fix = f'<span class="fix">　建议：{escape("、".join(finding.suggestions))}</span>' if finding.suggestions else ""
    return (
        f'<article class="violation {finding.severity}">'
        f'<div class="head">{"".join(f"<span class=badge>{escape(badge)}</span>" for badge in badges)}</div>'
        f"<p>{_in_context(finding)}</p><p>{escape(finding.message)}{fix}</p>"
        f'<div class="where">{_where(violation)}</div></article>'
    )


def _in_context(finding: Finding) -> str:
    # The context shows the text without markup, and the quote may hold some.
    read = unescape(_TAG.sub("", finding.quote))
    before, quote, after = finding.context.partition(read) if read else (finding.context, "", "")
    if not quote:
        return f"{escape(finding.context)}　<mark>{escape(finding.quote)}</mark>"
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"


def _where(violation: Violation) -> str:
    title = escape(violation.title or violation.post_id)
    if violation.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(violation.url)}" rel="noopener noreferrer">{title}</a>'
    published = violation.published_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return "　·　".join(part for part in (title, escape(violation.unit or violation.site), published) if part)
