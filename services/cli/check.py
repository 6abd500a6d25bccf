"""`duwang check`: files in, reports out, for the terminal and for scripts."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.checker.build import load_checker
from services.checker.timed import check_timed
from services.cli.render import render
from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import ContentType, Post
from services.domain.report import Checked
from services.domain.rule import Severity
from services.ingest.encoding import read_text
from services.settings import load_settings
from services.wire.post import decode_post
from services.wire.report import report_json, unread_json

STDIN = Path("-")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class FailOn(StrEnum):
    SERIOUS = "serious"
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that holds no post; it keeps its place in the output."""

    error: InvalidPost
