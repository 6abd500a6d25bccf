"""The shell of the checker on the stream: consume posts, check, store, publish what was found."""

from services.checker.worker.loop import Batch, Worker
from services.checker.worker.recorder import Patience

__all__ = ["Batch", "Patience", "Worker"]
