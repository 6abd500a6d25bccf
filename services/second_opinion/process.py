"""A child process that answers questions, each within a deadline; what is late, broken or dead is killed."""

import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from services.second_opinion.line import Failed, Fault, Line

# The first message is short and waits in the socket until the child reads it.
_HELLO_S = 1.0


@dataclass(frozen=True, slots=True)
class Command:
    """What to start, with which environment, and the first thing that it is told. `{fd}` stands for the socket."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    hello: Mapping[str, Any]


class Child:
    """One process at a time; it must have loaded what it needs within `load_s` seconds. Not for several threads."""

    def __init__(self, command: Command, load_s: float) -> None:
        self._command, self._load_s = command, load_s
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._is_ready, self._loads_until = False, 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> Line:
        """Start it, if it does not run, without waiting until it is ready. Raises `Failed`."""
        if self._line is not None:
            return self._line
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = self._spawned(theirs.fileno())
        self._line = Line(ours)
        self._is_ready, self._loads_until = False, monotonic() + self._load_s
        try:
            self._line.say(self._command.hello, monotonic() + _HELLO_S)
        except Failed:
            self.kill()
            raise
        return self._line

    def await_ready(self, deadline: float) -> None:
        """Wait until it has loaded what it needs. Raises `Failed`; one that is merely still loading goes on with it."""
        line = self.start()
        if self._is_ready:
            return
        try:
            line.hear(min(deadline, self._loads_until))
        except Failed as failure:
            if failure.fault is Fault.TIMEOUT and monotonic() < self._loads_until:
                raise Failed(Fault.TIMEOUT, "loading") from None
            self.kill()
            raise
        self._is_ready = True

    def ask(self, question: Mapping[str, Any], deadline: float) -> Mapping[str, Any]:
        """Its answer. Raises `Failed`; then it is dead, unless it has only said that it cannot (`Fault.ERROR`)."""
        line = self.start()
        try:
            line.say(question, deadline)
            return line.hear(deadline)
        except Failed as failure:
            if failure.fault is not Fault.ERROR:
                self.kill()
            raise

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _spawned(self, number: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            [each.replace("{fd}", str(number)) for each in self._command.arguments],
            env=dict(self._command.environment),
            pass_fds=[number],
            # What a library prints may quote a post.
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
