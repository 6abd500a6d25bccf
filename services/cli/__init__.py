"""The `duwang` command. One file for each group of commands, one line here to register it."""

import sys

import typer

from services.cli.api import api
from services.cli.bench import bench
from services.cli.check import check
from services.cli.checker import checker
from services.cli.db import db
from services.cli.dead_letters import dead_letters
from services.cli.documents import documents
from services.cli.explain import explain
from services.cli.ingest import ingest
from services.cli.lexicon import lexicon
from services.cli.lm import lm
from services.cli.recheck import recheck
from services.cli.roster import roster
from services.cli.run import run
from services.cli.sources import sources
from services.cli.trace import trace
from services.domain.errors import DuwangError

app = typer.Typer(
    name="duwang",
    help="读网：检查政府网站与政务新媒体文稿的内容质量。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(check)
app.command()(ingest)
app.command()(checker)
app.command()(api)
app.command()(recheck)
app.command()(trace)
app.command()(explain)
app.add_typer(lexicon, name="lexicon")
app.add_typer(lm, name="lm")
app.add_typer(bench, name="bench")
app.add_typer(roster, name="roster")
app.add_typer(documents, name="documents")
app.add_typer(sources, name="sources")
app.add_typer(dead_letters, name="dead-letters")
app.add_typer(db, name="db")


def main() -> None:
    """Run the command; an expected error is one line on standard error and exit status 2."""
    try:
        app()
    except DuwangError as error:
        print(f"duwang: {error}", file=sys.stderr)
        raise SystemExit(2) from None
