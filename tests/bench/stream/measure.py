"""The single measurements, each on topics and a database of its own."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from services.bus.kafka import Cluster
from tests.bench.plan import Plan
from tests.bench.stream.costs import Costs, costs
from tests.bench.stream.deployment import Deployment, Servers
from tests.bench.stream.load import Records, publish, steadily

_LOOK_S = 0.1
_LONGEST_S = 900.0
_BEFORE_S = 15.0
_MIB = 1024 * 1024
_MIDDLE = (0.15, 0.85)


@dataclass(frozen=True, slots=True)
class Drained:
    """From the first post published to the last recorded. `seconds` of the whole, and what it cost."""

    posts: int
    seconds: float
    costs: Costs

    @property
    def rate(self) -> float:
        return self.posts / self.seconds


@dataclass(slots=True)
class Memory:
    """MiB of each worker process as the posts went by: (posts checked, MiB of the largest)."""

    samples: list[tuple[int, float]] = field(default_factory=list)

    @property
    def most(self) -> float:
        return max(mib for _, mib in self.samples)

    @property
    def growth(self) -> float:
        """MiB from the first quarter of the posts to the last: medians, so that a single garbage is none."""
        quarter = max(1, len(self.samples) // 4)
        early, late = (
            [mib for _, mib in part] for part in (self.samples[quarter : 2 * quarter], self.samples[-quarter:])
        )
        return sorted(late)[len(late) // 2] - sorted(early)[len(early) // 2]


class Bench:
    """Makes deployments one after the other; a name is used once."""

    def __init__(self, plan: Plan, servers: Servers) -> None:
        self._plan, self._servers, self._made = plan, servers, 0

    def drain(self, given: Records, warm: Records, *, workers: int, memory: Memory | None = None) -> Drained:
        """Publish to workers that are warm, as fast as it goes, and wait until all is recorded."""
        with self._deployed() as deployment, deployment.checker(workers):
            publish(_cluster(deployment), warm)
            _wait(deployment, len(warm))
            before, begin = costs(deployment), time.perf_counter()
            publish(_cluster(deployment), given)
            _wait(deployment, len(warm) + len(given), memory)
            seconds = time.perf_counter() - begin
            return Drained(len(given), seconds, costs(deployment).since(before))

    def rate(self, given: Records, *, workers: int) -> float:
        """Posts a second of workers that find all posts on the bus, with nobody who publishes beside them.

        Taken over the middle of the posts: the beginning is the group's, and at the end a worker may stand idle.
        """
        with self._deployed() as deployment:
            publish(_cluster(deployment), given)
            with deployment.checker(workers):
                times = [_reached(deployment, int(len(given) * share)) for share in _MIDDLE]
                (begin, first), (end, last) = times
                return (last - first) / (end - begin)

    def latency(self, given: Records, warm: Records, *, rate: int, workers: int) -> list[float]:
        """Seconds from the bus to the store of every post, at a steady rate."""
        with self._deployed() as deployment, deployment.checker(workers):
            publish(_cluster(deployment), warm)
            _wait(deployment, len(warm))
            known = deployment.recorded().keys()
            with steadily(_cluster(deployment), given, rate) as publishing:
                publishing.join()
            _wait(deployment, len(warm) + len(given))
            return [wait for key, wait in deployment.recorded().items() if key not in known]

    def recovery(self, given: Records, *, rate: int, pause_s: float, workers: int) -> float:
        """Seconds from the return of the workers after a pause until they have caught up; posts go on coming."""
        with self._deployed() as deployment, steadily(_cluster(deployment), given, rate) as publishing:
            with deployment.checker(workers):
                time.sleep(_BEFORE_S)
            time.sleep(pause_s)
            with deployment.checker(workers):
                begin = time.perf_counter()
                # What comes within a second is not lag but the stream.
                _until(lambda: deployment.checked() > 0 and deployment.lag() <= rate)
                seconds = time.perf_counter() - begin
                assert publishing.is_alive(), "the posts did not last; make more"
                return seconds

    @contextmanager
    def _deployed(self) -> Iterator[Deployment]:
        self._made += 1
        yield Deployment(self._plan, self._servers, f"bench-{self._made}")


def _cluster(deployment: Deployment) -> Cluster:
    return Cluster(brokers=deployment.servers.kafka.address, prefix=deployment.prefix)


def _wait(deployment: Deployment, posts: int, memory: Memory | None = None) -> None:
    """Until so many posts are checked since the workers have started."""

    def is_done() -> bool:
        checked = deployment.checked()
        if memory is not None:
            memory.samples.append((checked, max(each.memory_info().rss for each in deployment.processes()) / _MIB))
        return checked >= posts

    _until(is_done)


def _reached(deployment: Deployment, posts: int) -> tuple[float, int]:
    """The time at which at least so many posts are checked, and how many there are."""
    _until(lambda: deployment.checked() >= posts)
    return time.perf_counter(), deployment.checked()


def _until(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONGEST_S
    while not is_done():
        assert time.monotonic() < deadline, "the stream stands still"
        time.sleep(_LOOK_S)
