"""What the endpoints work with. `services/app/` fills it in; nothing here reaches for anything else."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from services.bus.messages import Producer
from services.checker.reload import LiveChecker
from services.checker.reloader import Reloader
from services.settings import Settings
from services.storage.store import ViolationStore
from services.telemetry.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """One set per process. `stream_alive` says whether posts that are taken in will be checked.

    `running` is the background work: entered before the first request, left after the last.
    """

    settings: Settings
    checker: LiveChecker
    reloader: Reloader
    store: ViolationStore
    producer: Producer
    metrics: Metrics
    clock: Callable[[], datetime]
    stream_alive: Callable[[], bool]
    running: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


async def _of_app(request: Request) -> Services:  # a plain function would be sent through a thread
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


Given = Annotated[Services, Depends(_of_app)]
