"""The process that reads: `python -m services.second_opinion.child FD`, JSON lines over an inherited socket.

First comes the plan, answered by `{"ready": true}` or `{"error": …}`; then `{"text": …}`, answered by
`{"suggestions": [[start, end, right, kind], …]}`. It ends when the parent closes the socket or is gone.
"""

import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.second_opinion.library import seal
from services.second_opinion.plan import Kind, Plan
from services.second_opinion.readers import READERS, Reader
from services.telemetry.logs import origin

_NICENESS = 10
_LOOK_S = 1.0
_SENTENCE = re.compile("[^。！？；!?;\n\r]+[。！？；!?;]?")
# What is shorter holds no context to judge by.
_LEAST_HAN = re.compile("(?:[\u4e00-\u9fff][^\u4e00-\u9fff]*){4}")

Said = tuple[int, int, str, str]


class Readers:
    """All readers of a plan over one text."""

    def __init__(self, plan: Plan) -> None:
        self._readers: dict[Kind, Reader] = {kind: READERS[kind](plan) for kind in map(Kind, plan.kinds)}

    def read(self, text: str) -> Iterator[Said]:
        """What they would change; positions in the text."""
        places = [match.start() for match in _sentences(text)]
        sentences = [match.group() for match in _sentences(text)]
        for kind, reader in self._readers.items():
            for place, sentence, errors in zip(places, sentences, reader.errors(sentences), strict=True):
                yield from _said(kind, place, sentence, errors)


def _sentences(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _SENTENCE.finditer(text) if _LEAST_HAN.search(match.group()))


def _said(kind: Kind, place: int, sentence: str, errors: Sequence[tuple[str, str, int]]) -> Iterator[Said]:
    """The errors that stand where they are said to stand: the library counts wrongly where it has changed lengths."""
    for wrong, right, start in errors:
        if wrong and right and sentence[start : start + len(wrong)] == wrong:
            yield place + start, place + start + len(wrong), right, kind.value


def serve(line: socket.socket) -> None:
    """Answer until the parent hangs up. Errors are told by type and place: their text may quote a post."""
    with line.makefile("rwb") as stream:
        try:
            plan = json.loads(stream.readline())
            readers = Readers(Plan(**{**plan, "kinds": tuple(plan["kinds"])}))
        except Exception as error:  # noqa: BLE001 - told to the parent, who knows what to do
            _answer(stream, {"error": f"{origin(error)}: {error}"})  # no post has been seen yet
            return
        _answer(stream, {"ready": True})
        for request in stream:
            _answer(stream, _reply(readers, json.loads(request)))


def _reply(readers: Readers, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"suggestions": list(readers.read(request["text"]))}
    except Exception as error:  # noqa: BLE001 - a text that the library cannot read must not end the process
        return {"error": origin(error)}


def _answer(stream: Any, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer).encode() + b"\n")
    stream.flush()


def _end_with_the_parent() -> None:
    """A parent that was killed cannot hang up on a reader that is busy."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)


def main() -> None:
    """Be the child."""
    os.nice(_NICENESS)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    line = socket.socket(fileno=int(sys.argv[1]))
    seal()
    serve(line)


if __name__ == "__main__":
    main()
