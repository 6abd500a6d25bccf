"""A child process that answers lines of JSON, each within a deadline; what is late, broken or dead is killed."""

import json
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

# More than any answer: a child that writes without end must not fill the memory.
_LONGEST_ANSWER = 16 * 1024 * 1024
_CHUNK = 65536


class Fault(StrEnum):
    """What went wrong; the outcomes of `duwang_second_opinion_total`."""

    TIMEOUT = "timeout"
    DIED = "died"
    GARBAGE = "garbage"
    ERROR = "error"


class Failed(Exception):
    """No answer came. `fault` says why in one word; the message has no text of a post."""

    def __init__(self, fault: Fault, reason: str = "") -> None:
        self.fault, self.reason = fault, reason
        super().__init__(f"{fault}: {reason}" if reason else fault.value)


@dataclass(frozen=True, slots=True)
class Command:
    """What to start, with which environment, and the first line that it is told. `{fd}` stands for the socket."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    hello: Mapping[str, Any]


class Child:
    """One process at a time. Not for several threads."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._is_ready, self._rest = False, b""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it, if it does not run, without waiting for it to be ready."""
        if self._process is not None:
            return
        self._line, theirs = socket.socketpair()
        with theirs:
            number = str(theirs.fileno())
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [each.replace("{fd}", number) for each in self._command.arguments],
                env=dict(self._command.environment),
                pass_fds=[theirs.fileno()],
                # What a library prints may quote a post.
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        self._is_ready, self._rest = False, b""

    def await_ready(self, within_s: float) -> None:
        """Wait until it has loaded what it needs. Raises `Failed`, and then it is dead."""
        self.start()
        if not self._is_ready:
            try:
                self._exchange(self._command.hello, within_s)
            except Failed:
                self.kill()
                raise
            self._is_ready = True

    def ask(self, question: Mapping[str, Any], within_s: float) -> Mapping[str, Any]:
        """Its answer. Raises `Failed`; then it is dead, unless it has only said that it cannot (`Fault.ERROR`)."""
        return self._exchange(question, within_s)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _exchange(self, message: Mapping[str, Any], within_s: float) -> Mapping[str, Any]:
        try:
            answer = self._answer(message, monotonic() + within_s)
        except TimeoutError:
            failure = Failed(Fault.TIMEOUT, f"{within_s:g} s")
        except OSError as error:
            failure = Failed(Fault.DIED, type(error).__name__)
        except ValueError:
            failure = Failed(Fault.GARBAGE, "no JSON object")
        except Failed as error:
            failure = error
        else:
            if "error" not in answer:
                return answer
            raise Failed(Fault.ERROR, str(answer["error"])[:200])
        self.kill()
        raise failure

    def _answer(self, message: Mapping[str, Any], deadline: float) -> dict[str, Any]:
        """Raises `TimeoutError`, `OSError`, `ValueError` for what is no JSON object, `Failed`."""
        self._timed(deadline).sendall(json.dumps(message).encode() + b"\n")
        answer = json.loads(self._receive(deadline))
        if not isinstance(answer, dict):
            raise ValueError  # noqa: TRY004 - to the reader it is garbage like any other
        return answer

    def _receive(self, deadline: float) -> bytes:
        data = self._rest
        while b"\n" not in data:
            chunk = self._timed(deadline).recv(_CHUNK)
            if not chunk:
                raise Failed(Fault.DIED, "hung up")
            data += chunk
            if len(data) > _LONGEST_ANSWER:
                raise Failed(Fault.GARBAGE, "endless")
        answer, _, self._rest = data.partition(b"\n")
        return answer

    def _timed(self, deadline: float) -> socket.socket:
        """The socket, with what is left of the time. Raises `TimeoutError`."""
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        assert self._line is not None
        self._line.settimeout(left)
        return self._line
