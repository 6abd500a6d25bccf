"""Lines of JSON over a socket, each within a deadline."""

import json
import socket
from collections.abc import Mapping
from enum import StrEnum
from time import monotonic
from typing import Any

# More than any answer: a child that writes without end must not fill the memory.
_LONGEST_ANSWER = 4 * 1024 * 1024
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


class Line:
    """Our end of the socket. Deadlines are on the monotonic clock, in seconds."""

    def __init__(self, end: socket.socket) -> None:
        self._socket, self._heard = end, bytearray()

    def close(self) -> None:
        self._socket.close()

    def say(self, message: Mapping[str, Any], deadline: float) -> None:
        """Raises `Failed`, also where the other side does not take the message in time."""
        try:
            self._wait_until(deadline)
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except TimeoutError:
            raise Failed(Fault.TIMEOUT) from None
        except OSError as error:
            raise Failed(Fault.DIED, type(error).__name__) from None

    def hear(self, deadline: float) -> Mapping[str, Any]:
        """The next message. Raises `Failed`; what has come of it by then is kept for the next time."""
        try:
            while b"\n" not in self._heard:
                self._take(deadline)
            line, _, self._heard = self._heard.partition(b"\n")
            answer = json.loads(bytes(line))
        except TimeoutError:
            raise Failed(Fault.TIMEOUT) from None
        except OSError as error:
            raise Failed(Fault.DIED, type(error).__name__) from None
        except ValueError:
            raise Failed(Fault.GARBAGE, "no JSON") from None
        if not isinstance(answer, dict):
            raise Failed(Fault.GARBAGE, "no object")
        if "error" in answer:
            raise Failed(Fault.ERROR, str(answer["error"])[:200])
        return answer

    def _take(self, deadline: float) -> None:
        self._wait_until(deadline)
        chunk = self._socket.recv(_CHUNK)
        if not chunk:
            raise Failed(Fault.DIED, "hung up")
        self._heard += chunk
        if len(self._heard) > _LONGEST_ANSWER:
            raise Failed(Fault.GARBAGE, "endless")

    def _wait_until(self, deadline: float) -> None:
        """Let the next operation take what is left of the time. Raises `TimeoutError`."""
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
