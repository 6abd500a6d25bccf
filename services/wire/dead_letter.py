"""A dead letter: a message that could not be dealt with, whole, with the reason, so that nothing is lost."""

import base64
import dataclasses
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from services.domain.errors import UnreadableInput
from services.domain.post import BEIJING
from services.wire.json_text import to_json


class Cause(StrEnum):
    """Why, in few words: the label of `duwang_dead_letters_total`."""

    INVALID_MESSAGE = "invalid_message"
    INVALID_POST = "invalid_post"
    CHECK_FAILED = "check_failed"
    CHECK_TIMEOUT = "check_timeout"
    WORKER_DIED = "worker_died"
    STORE_REFUSED = "store_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """`original` is the message as it came; the others say where it stood and why it was laid aside.

    `topic`, `partition` and `offset` are its place on the bus, `place` is `FILE:LINE`; what does not apply is "" or -1.
    `at` is when it was laid aside, ISO 8601.
    """

    original: bytes
    cause: Cause
    reason: str
    field: str = ""
    topic: str = ""
    partition: int = -1
    offset: int = -1
    place: str = ""
    at: str = dataclasses.field(default_factory=lambda: datetime.now(BEIJING).isoformat(timespec="seconds"))


def encode_dead_letter(letter: DeadLetter) -> bytes:
    """Write one JSON object; the original bytes stand in it as base64."""
    return to_json(
        {
            "cause": letter.cause,
            "reason": letter.reason,
            "field": letter.field,
            "place": letter.place,
            "topic": letter.topic,
            "partition": letter.partition,
            "offset": letter.offset,
            "at": letter.at,
            "original": base64.b64encode(letter.original).decode("ascii"),
        }
    )


def decode_dead_letter(data: bytes) -> DeadLetter:
    """Read what `encode_dead_letter` has written. Raises `UnreadableInput`."""
    try:
        return msgspec.json.decode(data, type=DeadLetter)
    except msgspec.DecodeError:
        raise UnreadableInput("这不是一封死信：应为读网写入的 JSON 对象") from None
