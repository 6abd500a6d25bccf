"""Runs a measurement in a fresh interpreter, so that no heap, import or cache of another one is in its way."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from tests.bench.outcome import NotRun
from tests.bench.plan import ROOT, Plan

_T = TypeVar("_T")


def fresh(module: str, result: type[_T], plan: Plan, *arguments: str, timeout_s: float = 900) -> _T:
    """What `python -m module` prints, for a module that ends with `answer`. Raises `NotRun`."""
    command = [sys.executable, "-m", f"tests.bench.{module}", msgspec.json.encode(plan).decode(), *arguments]
    return msgspec.json.decode(output_of(command, timeout_s), type=result)


def output_of(command: Sequence[str], timeout_s: float) -> str:
    """The standard output of a command that ends well; else raises `NotRun` with the last line that it wrote."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired:
        raise NotRun(f"not ended after {timeout_s:.0f} s") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
        raise NotRun(lines[-1])
    return done.stdout


def answer(measure: Callable[..., Any]) -> None:
    """The other side: measure with the plan and the arguments of the command line, print the result."""
    plan, *arguments = sys.argv[1:]
    sys.stdout.buffer.write(msgspec.json.encode(measure(msgspec.json.decode(plan, type=Plan), *arguments)))
