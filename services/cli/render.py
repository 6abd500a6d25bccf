"""Reports for people: what is wrong, drawn with carets."""

from collections.abc import Iterator
from datetime import datetime

from rich.cells import cell_len

from services.domain.finding import Finding
from services.domain.post import BEIJING
from services.domain.report import Report

# Spaces, and the joiner that emoji are made with.
_HARMLESS = "\u3000\u00a0\u2002\u2003\u2009\u200d"


def render(name: str, fields: dict[str, str], report: Report) -> str:
    """`fields` are the submitted texts by name, for line and column, which count from 1 in code points."""
    return "\n".join(
        [_headline(name, report), *(line for finding in report.findings for line in _lines(finding, fields))]
    )


def caveat(report: Report, published_at: datetime) -> str:
    """What was not checked because the roster ends before the day of the post; empty where it does not."""
    day = published_at.astimezone(BEIJING).date().isoformat()
    is_beyond = report.roster_as_of and day > report.roster_as_of
    return f"  名册核对至 {report.roster_as_of}，此后的任免未核对" if is_beyond else ""


def _headline(name: str, report: Report) -> str:
    count = f"{len(report.findings)} 个问题" if report.findings else "未发现问题"
    unfinished = f"，检查不完整，未运行：{'、'.join(report.skipped)}" if not report.complete else ""
    return f"{name}：{report.verdict.label}，{count}{unfinished}"


def _lines(finding: Finding, fields: dict[str, str]) -> Iterator[str]:
    line, column = _place(fields[finding.field], finding.start)
    again = f"（共 {len(finding.positions)} 处）" if len(finding.positions) > 1 else ""
    label = f"{finding.severity.label} {finding.category.label}"
    yield ""
    yield f"  {finding.field}:{line}:{column} {label} [{finding.rule}]{again}"
    before, mistake = (
        finding.context[: finding.context_start],
        finding.context[finding.context_start : finding.context_end],
    )
    yield f"    {printable(finding.context)}"
    yield f"    {' ' * cell_len(printable(before))}{'^' * max(1, cell_len(printable(mistake)))}"
    yield f"    {finding.message}"
    if finding.suggestions:
        yield f"    建议：{'、'.join(finding.suggestions)}"
    yield f"    依据：{finding.basis}"


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def printable(text: str) -> str:
    """Control characters of a hostile text must not steer the terminal; unpaired surrogates cannot be printed."""
    return "".join(char if char.isprintable() or char in _HARMLESS else "\ufffd" for char in text)
