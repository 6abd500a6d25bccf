"""The shell of the checker on the stream: consume posts, check, store, publish what was found."""

from services.checker.worker.judge import Identity
from services.checker.worker.limit import BadRelease
from services.checker.worker.loop import Batch, Work, Worker
from services.checker.worker.recorder import Patience

__all__ = ["BadRelease", "Batch", "Identity", "Patience", "Work", "Worker"]
