"""A trace: the way of one post to its judgement, kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where and when a judgement was made.

    `seen_at` is when the post came onto the bus, `taken_at` when the worker had it in hand. `worker` is the name of the
    process, `version` that of the product. `steps` are milliseconds by step, in the order of the steps.
    """

    seen_at: datetime
    taken_at: datetime
    worker: str
    version: str
    steps: Mapping[str, float] = field(default_factory=dict)
