"""`duwang check`: files in, reports out, for the terminal and for scripts."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.checker.in_use import checker_in_use
from services.cli.inputs import STDIN, Input, day_of, read_inputs
from services.cli.outcome import Judge, Outcome, Style
from services.domain.errors import InvalidPost
from services.domain.rule import Severity
from services.settings import load_settings


class FailOn(StrEnum):
    SERIOUS = "serious"
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="文件：.txt .md .html .jsonl；- 表示标准输入（缺省）")
    ] = None,
    style: Annotated[
        Style, typer.Option("--format", help="输出格式；为 jsonl 时标准输入是每行一篇 JSON 文稿")
    ] = Style.TEXT,
    published_at: Annotated[str, typer.Option(help="发布日期，如 2024-06-01；缺省为现在")] = "",
    unit: Annotated[str, typer.Option(help="文稿没有写明单位时的单位，如 青岚县：按它的名册核对职务、姓名")] = "",
    fail_on: Annotated[FailOn, typer.Option(help="有达到这一级别的问题时，退出码为 1")] = FailOn.ERROR,
) -> None:
    """检查文件，逐处指出问题。

    退出码：0 没有达到级别的问题；1 有；2 用法有误，或有内容读不了（其余内容照常检查）。

    例：duwang check 通知.txt 页面.html --published-at 2024-06-01
    """
    judge = Judge(checker_in_use(load_settings()))
    read = read_inputs(files or [STDIN], jsonl=style is Style.JSONL, now=day_of(published_at, datetime.now(UTC)))
    inputs = (_of_unit(item, unit) for item in read)
    failed = unread = False
    for outcome in _shown(map(judge.outcome, inputs), style, many=_many(files)):
        unread |= outcome.is_unread
        failed |= fail_on is not FailOn.NEVER and outcome.heaviest >= Severity(fail_on).rank
    raise typer.Exit(2 if unread else int(failed))


def _of_unit(item: Input, unit: str) -> Input:
    """Posts that name a unit keep it."""
    if isinstance(item.post, InvalidPost) or item.post.unit:
        return item
    return item._replace(post=replace(item.post, unit=unit))


def _many(files: list[Path] | None) -> bool:
    """Whether JSON output is a list: several files, or one that holds many posts."""
    return files is not None and (len(files) > 1 or ".jsonl" in files[0].suffixes)


def _shown(outcomes: Iterator[Outcome], style: Style, *, many: bool) -> Iterator[Outcome]:
    """Write every outcome as soon as it is known, and pass it on."""
    opening, between, closing = ("[", ",\n", "]") if style is Style.JSON and many else ("", "\n", "")
    separator = opening
    for outcome in outcomes:
        if outcome.is_unread:
            print(f"duwang: {outcome.error}", file=sys.stderr)
        sys.stdout.write(separator + outcome.shown(style))
        separator = between
        yield outcome
    if separator == between:
        sys.stdout.write(closing + "\n")
    elif opening:  # no post at all is an empty list
        sys.stdout.write(opening + closing + "\n")
