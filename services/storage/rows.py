"""Domain values to table rows and back."""

import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.checker.personal_data import mask
from services.domain.digest import digest
from services.domain.finding import Finding
from services.domain.post import Channel, ContentType, Post
from services.domain.report import Checked, Report, Verdict
from services.domain.trace import Trace
from services.domain.violation import Status, Violation
from services.storage import exact_json
from services.storage.store import Judgement, Record, StoredPost


def post_key(post: Post) -> str:
    """Hash of (site, id), 20 hex digits."""
    return digest(post.site, post.id, size=10)


def post_row(key: str, revision: str, record: Record) -> dict[str, Any]:
    post, report = record.post, record.checked.report
    return {
        "key": key,
        "site": post.site,
        "id": post.id,
        "revision": revision,
        "lexicon_version": report.lexicon_version,
        "checked_at": record.checked.checked_at,
        "unit": post.unit,
        "channel": post.channel.value,
        "column": post.column,
        "url": post.url,
        "title": mask(post.title),
        "content_type": post.content_type.value,
        "published_at": post.published_at,
        "author": post.author,
        "source": post.source,
        "extras": exact_json.dump([post.links, post.attachments, dict(post.meta)]),
        "content": _compress(post),
    }


def report_row(key: str, revision: str, record: Record, now: datetime) -> dict[str, Any]:
    report = record.checked.report
    return {
        "post_key": key,
        "revision": revision,
        "lexicon_version": report.lexicon_version,
        "verdict": report.verdict.value,
        "complete": report.complete,
        "skipped": exact_json.dump(report.skipped),
        "roster_as_of": report.roster_as_of,
        "checked_at": record.checked.checked_at,
        "elapsed_ms": record.checked.elapsed_ms,
        "findings": exact_json.dump(report.findings),
        "trace": None if record.trace is None else exact_json.dump(record.trace),
        "recorded_at": now,
    }


def violation_row(key: str, violation: Violation) -> dict[str, Any]:
    finding = violation.finding
    row = {name: getattr(violation, name) for name in _COPIED}
    return row | {
        "post_key": key,
        "status": violation.status.value,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "quote": finding.quote,
        "message": finding.message,
        "finding": exact_json.dump(finding),
    }


def to_violation(row: Row[Any]) -> Violation:
    copied = {name: getattr(row, name) for name in _COPIED}
    return Violation(**copied, status=Status(row.status), finding=exact_json.load(row.finding, Finding))


def to_record(row: Row[Any]) -> Record:
    """Build the record. Its post has the masked title: what leaves the store for people is masked."""
    _, body = _decompress(row.content)
    checked = Checked(report=_to_report(row), checked_at=row.checked_at, elapsed_ms=row.elapsed_ms)
    return Record(_to_post(row, row.title, body), checked, _to_trace(row))


def to_stored(row: Row[Any]) -> StoredPost:
    """Build the post as it was submitted."""
    return StoredPost(row.key, _to_post(row, *_decompress(row.content)))


def to_judgement(row: Row[Any]) -> Judgement:
    """Build the judgement. One from before the store kept that time was recorded soon after the check."""
    return Judgement(
        site=row.site,
        post_id=row.id,
        revision=row.revision,
        lexicon_version=row.lexicon_version,
        roster_as_of=row.roster_as_of,
        verdict=Verdict(row.verdict),
        complete=row.complete,
        findings=len(exact_json.load(row.findings, list[Any])),
        checked_at=row.checked_at,
        elapsed_ms=row.elapsed_ms,
        recorded_at=row.recorded_at or row.checked_at,
        trace=_to_trace(row),
    )


_COPIED = (
    "id", "note", "post_id", "revision", "lexicon_version", "site", "unit", "channel", "column", "url", "title",
    "published_at", "found_at",
)  # fmt: skip


def _to_report(row: Row[Any]) -> Report:
    return Report(
        post_id=row.id,
        verdict=Verdict(row.verdict),
        findings=exact_json.load(row.findings, tuple[Finding, ...]),
        lexicon_version=row.lexicon_version,
        roster_as_of=row.roster_as_of,
        complete=row.complete,
        skipped=exact_json.load(row.skipped, tuple[str, ...]),
    )


def _to_trace(row: Row[Any]) -> Trace | None:
    return None if row.trace is None else exact_json.load(row.trace, Trace)


def _to_post(row: Row[Any], title: str, body: str) -> Post:
    links, attachments, meta = exact_json.load(row.extras, list[Any])
    return Post(
        id=row.id,
        body=body,
        published_at=row.published_at,
        site=row.site,
        unit=row.unit,
        channel=Channel(row.channel),
        column=row.column,
        url=row.url,
        title=title,
        content_type=ContentType(row.content_type),
        author=row.author,
        source=row.source,
        links=tuple(links),
        attachments=tuple(attachments),
        meta=meta,
    )


def _compress(post: Post) -> bytes:
    """Title and body, with the length of the title before them. A small window is quick, and posts are short."""
    title, body = (text.encode("utf-8", "surrogatepass") for text in (post.title, post.body))
    packer = zlib.compressobj(level=1, wbits=12, memLevel=4)
    return packer.compress(len(title).to_bytes(4, "big") + title + body) + packer.flush()


def _decompress(content: bytes) -> tuple[str, str]:
    data = zlib.decompress(content)
    begin = 4 + int.from_bytes(data[:4], "big")
    title, body = (part.decode("utf-8", "surrogatepass") for part in (data[4:begin], data[begin:]))
    return title, body
