"""A child that reads as it is told to: `python faulty_reader.py MODE FD`. Stands in for a library that misbehaves.

It says of every text that its first character should be 好. A text that contains one of `FAULTS` breaks it in that way.
"""

import json
import os
import socket
import sys
import time
from pathlib import Path

HANG, CRASH, GARBAGE, LIST, ENDLESS, REFUSE, ODD, DRIP = FAULTS = (
    "悬挂", "崩溃", "乱码", "列表", "无尽", "拒绝", "古怪", "滴漏",
)  # fmt: skip


def main(mode: str, line: socket.socket) -> None:
    if mode.startswith("fails-until:") and not Path(mode.partition(":")[2]).exists():
        sys.exit(1)
    time.sleep({"never-ready": 60, "slow": 2}.get(mode, 0))
    with line.makefile("rb") as lines:
        for number, request in enumerate(lines):
            text = json.loads(request).get("text", "")
            line.sendall(_broken(text, line) if number else b'{"ready": true}\n')


def _broken(text: str, line: socket.socket) -> bytes:
    if HANG in text:
        time.sleep(60)
    if CRASH in text:
        os._exit(139)
    while ENDLESS in text:
        line.sendall(b"x" * 65536)
    while DRIP in text:
        line.sendall(b" ")
        time.sleep(0.01)
    answers = {GARBAGE: b"\xff\xfe\n", LIST: b"[]\n", REFUSE: b'{"error": "ValueError at x.py:1"}\n'}
    odd = b'{"suggestions": [["0", 1, 2]]}\n'
    return next((answer for fault, answer in {**answers, ODD: odd}.items() if fault in text), _answer())


def _answer() -> bytes:
    return json.dumps({"suggestions": [[0, 1, "好", "kenlm"]]}).encode() + b"\n"


if __name__ == "__main__":
    main(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
