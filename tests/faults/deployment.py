"""A deployment of the product: `duwang checker` as processes, on a real Kafka and a real PostgreSQL."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from services.bus.kafka import Cluster, KafkaBus
from services.bus.messages import POSTS
from services.domain.errors import Unavailable
from services.domain.post import Post
from tests.faults.account import Account
from tests.faults.posts import posts, records_of
from tests.faults.process import Process, free_ports
from tests.faults.waiting import until

_AT_ONCE = 100
_MOST_WORKERS = 3
_PARTITIONS = 4


class Deployment:
    """Topics with a prefix of their own, one database, and as many checkers as are started.

    `published` is all that was sent and must be recorded; `account` says what became of it.
    """

    def __init__(self, folder: Path, kafka: str, database: str, **settings: object) -> None:
        self.prefix, self.published = f"fault-{uuid.uuid4().hex[:8]}-", list[Post]()
        self._folder, self._checkers, self._names = folder, list[Process](), 0
        self.settings: dict[str, object] = {
            "kafka": kafka, "kafka_prefix": self.prefix, "kafka_partitions": _PARTITIONS, "database_url": database,
            "data_dir": folder, **settings,
        }  # fmt: skip
        cluster = Cluster(brokers=kafka, prefix=self.prefix, partitions=_PARTITIONS)
        self.bus = KafkaBus(cluster, client="test", delivery_s=5)
        self.account = Account(cluster, database)
        self._web = httpx.AsyncClient(trust_env=False, timeout=1)
        self._ports: dict[Process, int] = {}

    async def close(self) -> None:
        for checker in self._checkers:
            checker.close()
        await self._web.aclose()
        await self.bus.close()

    async def start(self, *arguments: str, workers: int = 1, module: str = "", **settings: object) -> Process:
        """Start `duwang checker` and wait until its workers have the partitions."""
        checker = self.launch(*arguments, workers=workers, module=module, **settings)
        await self.ready(checker, workers)
        return checker

    def launch(self, *arguments: str, workers: int = 1, module: str = "", **settings: object) -> Process:
        """Start `duwang checker` as another machine of the deployment, unless `worker_name` says which."""
        self._names += 1
        given = {"worker_name": f"machine-{self._names}", "probe_port": self.ports(), "workers": workers, **settings}
        program = () if module else ("checker",)
        log = self._folder / f"checker-{self._names}.log"
        checker = Process(log, {**self.settings, **given}, *program, *arguments, module=module)
        self._checkers.append(checker)
        self._ports[checker] = int(str(given["probe_port"]))
        return checker

    def ports(self) -> int:
        """The first of as many free ports as a checker takes."""
        return free_ports(1 + _MOST_WORKERS)

    async def ready(self, checker: Process, workers: int = 1) -> None:
        """Wait until so many workers own partitions."""

        async def look() -> bool:
            assert checker.running, checker.log[-3000:]
            return len({event["worker"] for event in checker.events("partitions_assigned")}) >= workers

        await until(look, what="workers with partitions")

    def workers(self, checker: Process) -> dict[int, int]:
        """The process ids of its workers, by their numbers."""
        return {event["worker"]: event["pid"] for event in checker.events("worker_started")}

    async def publish(self, begin: int, end: int) -> None:
        """Put the posts of these numbers onto the bus, however long the brokers are away."""
        await self.send(posts(begin, end))

    async def send(self, sent: Sequence[Post]) -> None:
        self.published += sent
        for start in range(0, len(sent), _AT_ONCE):
            await self.send_raw(records_of(sent[start : start + _AT_ONCE]))

    async def send_raw(self, records: Sequence[tuple[bytes, bytes]]) -> None:
        while True:
            try:
                return await self.bus.producer().publish_all(POSTS, records)
            except Unavailable:
                continue

    async def checked(self, number: int) -> None:
        """Wait until so many posts have their result in the store."""

        async def look() -> bool:
            return await asyncio.to_thread(self.account.number_of_results) >= number

        await until(look, what=f"{number} results")

    async def settled(self) -> None:
        """Wait until the group has committed everything that is on the bus."""
        await until(self.account.is_settled, what="everything committed")

    async def exactly_once(self, *, laid_aside: Iterable[str] = ()) -> None:
        """Wait until all is settled; then judge. `laid_aside` are the causes of the dead letters that are expected."""
        await self.settled()
        await self.account.judge(self.published, sorted(laid_aside))

    async def hanging(self, checker: Process) -> None:
        """Wait until a check holds the interpreter, so that not even the probes answer any more."""

        async def look() -> bool:
            return not await self._page(self._ports[checker] + 1)

        await until(look, what="a check that hangs")

    async def metric(self, checker: Process, name: str, **labels: str) -> float:
        """The sum over the processes of a checker that answer, and over the labels that are not given."""
        pages = [await self._page(self._ports[checker] + number) for number in range(1 + _MOST_WORKERS)]
        return sum(_sum(page, name, labels) for page in pages)

    async def until_metric(self, checker: Process, holds: Callable[[float], bool], name: str, **labels: str) -> None:
        async def look() -> bool:
            return holds(await self.metric(checker, name, **labels))

        await until(look, what=name)

    async def _page(self, port: int) -> str:
        try:
            return (await self._web.get(f"http://127.0.0.1:{port}/metrics")).text
        except httpx.TransportError:
            return ""


def _sum(page: str, name: str, labels: dict[str, str]) -> float:
    samples = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
    return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


Deploy = Callable[..., Awaitable[Deployment]]
