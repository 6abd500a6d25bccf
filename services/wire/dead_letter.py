"""A dead letter: a message that could not be dealt with, whole, with the reason, so that nothing is lost."""

import base64
from dataclasses import dataclass
from enum import StrEnum

from services.wire.json_text import to_json


class Cause(StrEnum):
    """Why, in few words: the label of `duwang_dead_letters_total`."""

    INVALID_POST = "invalid_post"
    CHECK_FAILED = "check_failed"
    STORE_REFUSED = "store_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """`original` is the message as it came; the others say where it stood and why it was laid aside.

    `topic`, `partition` and `offset` are its place on the bus, `place` is `FILE:LINE`; what does not apply is "" or -1.
    """

    original: bytes
    cause: Cause
    reason: str
    field: str = ""
    topic: str = ""
    partition: int = -1
    offset: int = -1
    place: str = ""


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
            "original": base64.b64encode(letter.original).decode("ascii"),
        }
    )
