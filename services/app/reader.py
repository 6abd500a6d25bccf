"""What every source of `duwang ingest` is to the service."""

from typing import Protocol


class Reader(Protocol):
    """Takes posts from somewhere and publishes them, until it is told to stop; then it ends what it has in hand.

    After a failure it may be run again.
    """

    async def run(self) -> None: ...

    def stop(self) -> None: ...
