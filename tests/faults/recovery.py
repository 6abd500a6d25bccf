"""How long the stream stands still after a fault: `python -m tests.faults.recovery` prints the table of the guide.

Posts come while a server is away, so that workers have failed with them. The seconds run from the moment at which the
server takes connections again (a killed worker: from the kill) until all of these posts have their results. Each fault
is measured three times; the middle and the longest are shown.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.faults.deployment import Deployment
from tests.faults.lexicon import compiled
from tests.faults.process import Process, kill
from tests.servers.kafka import KafkaServer
from tests.servers.postgresql import Databases, PostgresqlServer

_ROUNDS = 3
_AWAY_S = 10.0
_HANGS_S = 13.0
_POSTS = 40
Fault = Callable[[], Awaitable[object]]


class Recovery:
    """One deployment of two workers that is broken again and again."""

    def __init__(self, deployment: Deployment, checker: Process) -> None:
        self._deployment, self._checker = deployment, checker
        self._published = 0

    async def measure(self, name: str, fault: Fault, away_s: float, mend: Fault) -> None:
        seconds = [await self._once(fault, away_s, mend) for _ in range(_ROUNDS)]
        print(f"{name}: {statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s", flush=True)

    async def kill_worker(self) -> None:
        kill(self._deployment.workers(self._checker)[0])

    async def _once(self, fault: Fault, away_s: float, mend: Fault) -> float:
        await self._publish()
        await self._deployment.checked(self._published)
        await fault()
        publishing = asyncio.create_task(self._publish())
        await asyncio.sleep(away_s)
        await mend()
        begin = time.monotonic()
        await publishing
        await self._deployment.checked(self._published)
        return time.monotonic() - begin

    async def _publish(self) -> None:
        begin, self._published = self._published, self._published + _POSTS
        await self._deployment.publish(begin, self._published)


async def measure_all(recovery: Recovery, kafka: KafkaServer, postgresql: PostgresqlServer) -> None:
    start_kafka, start_postgresql = (
        partial(asyncio.to_thread, kafka.start),
        partial(asyncio.to_thread, postgresql.start),
    )
    nothing = partial(asyncio.sleep, 0)
    away = f"for {_AWAY_S:g} s"
    await recovery.measure("a worker is killed", recovery.kill_worker, 0, nothing)
    await recovery.measure(
        f"the broker is stopped {away}", partial(asyncio.to_thread, kafka.stop), _AWAY_S, start_kafka
    )
    await recovery.measure(f"the broker is killed {away}", partial(asyncio.to_thread, kafka.kill), _AWAY_S, start_kafka)
    await recovery.measure(
        f"the broker hangs for {_HANGS_S:g} s",
        partial(asyncio.to_thread, kafka.pause),
        _HANGS_S,
        partial(asyncio.to_thread, kafka.resume),
    )
    await recovery.measure(
        f"the database is stopped {away}", partial(asyncio.to_thread, postgresql.stop), _AWAY_S, start_postgresql
    )
    await recovery.measure(
        f"the database is killed {away}", partial(asyncio.to_thread, postgresql.kill), _AWAY_S, start_postgresql
    )


async def main(folder: Path) -> None:
    cache = folder / "cache"
    lexicons = compiled(folder / "lexicons", cache)
    with KafkaServer() as kafka, PostgresqlServer() as postgresql:
        database = Databases(postgresql.url)()
        deployment = Deployment(folder, kafka.address, database, lexicons=lexicons, cache_dir=cache)
        await deployment.bus.ready()
        try:
            checker = await deployment.start(workers=2)
            await measure_all(Recovery(deployment, checker), kafka, postgresql)
            await deployment.exactly_once()
        finally:
            await deployment.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
