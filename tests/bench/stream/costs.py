"""Where the time goes: seconds of each step by the workers' own count, and processor seconds by process."""

from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from tests.bench.stream.deployment import Deployment

STEPS = ("decode", "check", "write", "publish", "commit")


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds since the start of the processes: `steps` by the clock, `processor` by who used it."""

    steps: Mapping[str, float]
    processor: Mapping[str, float]

    def since(self, before: "Costs") -> "Costs":
        return Costs(_less(self.steps, before.steps), _less(self.processor, before.processor))


def costs(deployment: Deployment) -> Costs:
    steps = deployment.counts("duwang_batch_seconds_sum", "step")
    servers = deployment.servers
    processor = {
        "workers": sum(_processor_s(process) for process in deployment.processes()),
        "Kafka": _processor_s(psutil.Process(servers.kafka.pid)),
        "PostgreSQL": _family_s(psutil.Process(servers.postgresql.pid)),
    }
    return Costs({step: steps.get(step, 0.0) for step in STEPS}, processor)


def _less(now: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    return {name: value - before.get(name, 0.0) for name, value in now.items()}


def _processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _family_s(process: psutil.Process) -> float:
    """With the children, also those that have ended."""
    times = process.cpu_times()
    ended = float(times.children_user + times.children_system)
    return _processor_s(process) + ended + sum(_processor_s(child) for child in process.children(recursive=True))
