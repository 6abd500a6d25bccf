"""The canary: what is planted is found in the store and cleared away, and what is not found is counted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from services.app.canary import Canary
from services.bus.memory import MemoryBus
from services.bus.messages import POSTS, VIOLATIONS
from services.checker.worker import Worker
from services.domain.canary import canary_site
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics
from tests.fakes import NOW, WRONG, WordChecker

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def live(*examples: str) -> Any:
    """A checker of one word, with a rule for each example."""
    checker = WordChecker()
    checker.rules = [SimpleNamespace(id="typo.bu-shu", hit=(example,)) for example in examples]  # type: ignore[attr-defined]
    return SimpleNamespace(current=checker)


class Flight:
    def __init__(self, checker: Any, patience_s: float = 0.1) -> None:
        self.bus, self.metrics, self.store = MemoryBus(), Metrics(), SqlStore("sqlite://")
        self.canary = Canary(
            checker,
            self.bus.producer(),
            self.store,
            self.metrics,
            lambda: NOW,
            name="here",
            every_s=0.01,
            patience_s=patience_s,
        )

    def counted(self, name: str) -> float:
        return self.metrics.registry.get_sample_value(f"duwang_canary_{name}_total") or 0

    @asynccontextmanager
    async def flying(self, *, worker: bool) -> AsyncIterator[None]:
        consumer = self.bus.consumer(POSTS, "checker")
        checking = Worker(consumer, self.bus.producer(), WordChecker(), self.store, self.metrics, lambda: NOW)
        tasks = [asyncio.ensure_future(self.canary.run()), *([asyncio.ensure_future(checking.run())] if worker else [])]
        try:
            yield
        finally:
            checking.stop()
            tasks[0].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.store.close()


async def reached(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not look():  # noqa: ASYNC110 - a count has no event
            await asyncio.sleep(0.01)


async def test_what_is_planted_is_found_and_leaves_nothing_behind() -> None:
    flight = Flight(live("没有差错。", f"作出{WRONG}。"), patience_s=20)
    async with flight.flying(worker=True):
        await reached(lambda: flight.counted("sent") >= 2)
        assert flight.counted("missed") == 0
        flight.store.forget(canary_site("here"))
        assert flight.store.counts()["posts"] == 0
        assert await flight.bus.consumer(VIOLATIONS, "anybody").poll(10, 0) == ()


async def test_a_canary_that_nobody_judges_is_missed() -> None:
    flight = Flight(live(WRONG))
    async with flight.flying(worker=False):
        await reached(lambda: flight.counted("missed") >= 1)


@pytest.mark.parametrize("examples", [[], ["没有差错。"]], ids=["no-rules", "no-example-that-is-found"])
async def test_a_lexicon_without_an_example_that_is_found_is_missed_and_not_looked_for_for_ever(
    examples: list[str],
) -> None:
    flight = Flight(live(*examples))
    async with flight.flying(worker=True):
        await reached(lambda: flight.counted("missed") >= 2)
