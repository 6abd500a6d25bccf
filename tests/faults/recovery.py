"""How long the stream stands still after a fault: `python -m tests.faults.recovery` prints the table of the guide.

The seconds run from the moment at which the fault is over (a killed worker: from the kill) until the next post has its
result. Each fault is measured three times; the middle and the longest are shown.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from services.checker.build import load_checker
from tests.faults.deployment import Deployment
from tests.faults.posts import LEXICON, ROSTER
from tests.faults.process import Process, kill
from tests.servers.kafka import KafkaServer
from tests.servers.postgresql import Databases, PostgresqlServer

_ROUNDS = 3
_PAUSE_S = 13.0


class Recovery:
    """One deployment of two workers that is broken again and again."""

    def __init__(self, deployment: Deployment, kafka: KafkaServer, postgresql: PostgresqlServer) -> None:
        self._deployment, self._kafka, self._postgresql = deployment, kafka, postgresql
        self._next = 0

    async def measure(self, checker: Process) -> None:
        faults: dict[str, Callable[[], Awaitable[None]]] = {
            "a worker is killed": lambda: self._kill_worker(checker),
            "the broker restarts": self._restart_broker,
            "the broker is killed and restarts": self._kill_broker,
            f"the broker hangs for {_PAUSE_S:g} s": self._hang_broker,
            "the database restarts": self._restart_database,
            "the database is killed and restarts": self._kill_database,
        }
        for name, fault in faults.items():
            seconds = [await self._once(fault) for _ in range(_ROUNDS)]
            print(f"{name}: {statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s", flush=True)

    async def _once(self, fault: Callable[[], Awaitable[None]]) -> float:
        await self._posts_flow()
        await fault()
        begin = time.monotonic()
        await self._posts_flow()
        return time.monotonic() - begin

    async def _posts_flow(self) -> None:
        """Publish to every partition, and wait for all results."""
        begin, self._next = self._next, self._next + 40
        await self._deployment.publish(begin, self._next)
        await self._deployment.checked(self._next)

    async def _kill_worker(self, checker: Process) -> None:
        kill(self._deployment.workers(checker)[0])

    async def _restart_broker(self) -> None:
        await asyncio.to_thread(self._kafka.restart)

    async def _kill_broker(self) -> None:
        await asyncio.to_thread(self._kafka.kill)
        await asyncio.to_thread(self._kafka.start)

    async def _hang_broker(self) -> None:
        self._kafka.pause()
        await asyncio.sleep(_PAUSE_S)
        self._kafka.resume()

    async def _restart_database(self) -> None:
        await asyncio.to_thread(self._postgresql.restart)

    async def _kill_database(self) -> None:
        await asyncio.to_thread(self._postgresql.kill)
        await asyncio.to_thread(self._postgresql.start)


async def main(folder: Path) -> None:
    lexicons, cache = folder / "lexicons", folder / "cache"
    (lexicons / "leaders").mkdir(parents=True)
    cache.mkdir()
    (lexicons / "rules.yaml").write_text(LEXICON, "utf-8")
    (lexicons / "leaders" / "roster.yaml").write_text(ROSTER, "utf-8")
    load_checker(lexicons, cache)
    with KafkaServer() as kafka, PostgresqlServer() as postgresql:
        database = Databases(postgresql.url)()
        deployment = Deployment(folder, kafka.address, database, lexicons=lexicons, cache_dir=cache)
        await deployment.bus.ready()
        try:
            checker = await deployment.start(workers=2)
            await Recovery(deployment, kafka, postgresql).measure(checker)
            await deployment.exactly_once()
        finally:
            await deployment.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
