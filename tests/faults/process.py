"""A service of the product as a process of its own, and what it has said on standard error."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from tests.faults.waiting import until

ROOT = Path(__file__).parents[2]
_DUWANG = ("-c", "from services.cli import main; main()")
_STOP_S = 60.0


class Process:
    """`module` stands in for `duwang` where a test needs another entry point."""

    def __init__(self, log: Path, settings: Mapping[str, object], *arguments: str, module: str = "") -> None:
        self._log = log
        program = ("-m", module) if module else _DUWANG
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, *program, *arguments], stderr=errors, cwd=ROOT, env=environment(settings)
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def events(self, name: str) -> list[dict[str, Any]]:
        """The whole log lines of this event, oldest first."""
        lines = (line for line in self.log.splitlines(keepends=True) if line.startswith("{") and line.endswith("\n"))
        return [event for event in map(json.loads, lines) if event["event"] == name]

    async def said(self, name: str, times: int = 1) -> list[dict[str, Any]]:
        """Wait until it has said so, so often."""

        async def look() -> bool:
            assert self.running or len(self.events(name)) >= times, self.log[-3000:]
            return len(self.events(name)) >= times

        await until(look, what=f"{name} in the log")
        return self.events(name)

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; gives the exit status."""

        async def look() -> bool:
            return not self.running

        await until(look, what="the end of the process", within_s=_STOP_S)
        return self._process.wait()

    async def stop(self) -> int:
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.ended()

    async def kill_family(self) -> None:
        """As when the machine is gone: the supervisor and its workers at once."""
        self._kill_family()
        await self.ended()

    def close(self) -> None:
        """Whatever the test left: nothing outlives it."""
        if self.running:
            self._kill_family()
        self._process.wait()

    def _kill_family(self) -> None:
        self.signal(signal.SIGSTOP)  # or it would start its workers again in between
        for child in psutil.Process(self.pid).children():
            child.kill()
        self.signal(signal.SIGKILL)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_alive(pid: int) -> bool:
    """Whether it runs; one that has ended and was not buried by its parent does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except FileNotFoundError:
        return False


async def gone(pid: int) -> None:
    async def look() -> bool:
        await asyncio.sleep(0)
        return not is_alive(pid)

    await until(look, what=f"the end of process {pid}")


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """The environment of this process with these settings and no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DUWANG_")}
    return clean | {f"DUWANG_{name.upper()}": str(value) for name, value in settings.items()}


def free_ports(number: int) -> int:
    """The first of so many free ports in a row, below those that the system gives to connections."""
    begins = (random.randrange(10_000, 15_000) for _ in range(1000))
    return next(begin for begin in begins if all(map(_is_free, range(begin, begin + number))))


def _is_free(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) != 0
