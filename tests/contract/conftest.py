"""The buses that the suite in `test_bus.py` judges."""

import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from services.bus.kafka import Cluster, KafkaBus
from services.bus.memory import MemoryBus
from services.bus.messages import Bus, Consumer


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def kafka_bus(address: str, partitions: int = 1, **options: Any) -> KafkaBus:
    """A bus with topics of its own."""
    cluster = Cluster(brokers=address, prefix=f"contract-{uuid.uuid4().hex[:8]}-", partitions=partitions)
    return KafkaBus(cluster, client="contract", **options)


@pytest.fixture(params=["memory", "kafka"])
def bus_class(request: pytest.FixtureRequest) -> Callable[..., Bus]:
    if request.param == "memory":
        return MemoryBus
    address: str = request.getfixturevalue("kafka")
    return lambda **options: kafka_bus(address, **options)


@pytest.fixture
async def make_bus(bus_class: Callable[..., Bus]) -> AsyncIterator[Callable[..., Bus]]:
    """Call it with options of a bus, such as `partitions` and `clock`."""
    made: list[Bus] = []

    def make(**options: Any) -> Bus:
        made.append(bus_class(**options))
        return made[-1]

    yield make
    for bus in made:
        await bus.close()


@pytest.fixture
async def join() -> AsyncIterator[Callable[[Bus, str], Consumer]]:
    """Call it with a bus and the name of a group for a consumer of the topic `t`."""
    members: list[Consumer] = []

    def join(bus: Bus, group: str) -> Consumer:
        members.append(bus.consumer("t", group))
        return members[-1]

    yield join
    for member in members:
        await member.close()
