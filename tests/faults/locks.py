"""A slow database, made by somebody who holds a lock: workers wait in the middle of recording."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine, text

from tests.faults.deployment import Deployment
from tests.faults.waiting import until

_WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@contextmanager
def locked(deployment: Deployment) -> Iterator[None]:
    """While this is open, who records waits in the middle of the transaction."""
    engine = create_engine(str(deployment.settings["database_url"]), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE"))
        yield


async def recording(deployment: Deployment, workers: int = 1) -> None:
    """Wait until so many workers wait for the lock."""

    async def look() -> bool:
        return len(await asyncio.to_thread(deployment.account.rows, _WAITING)) >= workers

    await until(look, what="workers that record")
