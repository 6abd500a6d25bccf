"""The rules of a keeper, with real processes that do what a worker could do."""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from services.app import supervisor
from services.app.supervisor import GivenUp, Keeper
from services.app.worker_process import BAD_RELEASE, UNUSABLE, Slot
from services.checker.worker.stopwatch import Place, Stopwatch
from services.settings import Settings, load_settings
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause

_PLACE = Place(2, 7)


def ends(status: int, _settings: Settings, _slot: Slot) -> None:
    sys.exit(status)


def dies_at_work(_settings: Settings, slot: Slot) -> None:
    """Unless its message is condemned."""
    if _PLACE in slot.condemned:
        Path(f"{slot.note}.condemned").write_text(slot.condemned[_PLACE])
        signal.pause()
    Stopwatch(slot.note).start(_PLACE.partition, _PLACE.offset)
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(_settings: Settings, slot: Slot) -> None:
    if _PLACE in slot.condemned:
        Path(f"{slot.note}.condemned").write_text(slot.condemned[_PLACE])
    else:
        Stopwatch(slot.note).start(_PLACE.partition, _PLACE.offset)
    signal.pause()


def dies_idle(_settings: Settings, slot: Slot) -> None:
    watch = Stopwatch(slot.note)
    watch.start(_PLACE.partition, _PLACE.offset)
    watch.stop()
    os.kill(os.getpid(), signal.SIGKILL)


class Kept:
    """A keeper whose worker is a function of this module."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.metrics, self.folder = Metrics(), folder
        self.keeper = Keeper(load_settings(**settings), 0, folder, self.metrics)

    def look_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline
            self.keeper.look()
            time.sleep(0.01)

    def restarts(self, reason: str) -> float:
        return self.metrics.registry.get_sample_value("duwang_worker_restarts_total", {"reason": reason}) or 0

    def condemned(self) -> str:
        path = self.folder / "worker-0.condemned"
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        self.keeper.stop()
        deadline = time.monotonic() + 30
        while self.keeper.alive:
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kept]:
    def kept(worker: Callable[[Settings, Slot], None], **settings: object) -> Kept:
        monkeypatch.setattr(supervisor, "run_worker", worker)
        monkeypatch.setattr(supervisor, "_FIRST_PAUSE_S", 0.01)
        return Kept(tmp_path, **settings)

    return kept


@pytest.mark.parametrize("status", [UNUSABLE, BAD_RELEASE])
def test_a_worker_that_says_that_it_cannot_work_is_not_started_again(keep: Callable[..., Kept], status: int) -> None:
    kept = keep(partial(ends, status))
    with pytest.raises(GivenUp):
        kept.look_until(lambda: False)
    assert kept.restarts("exited") == 0


def test_a_worker_that_ends_for_another_reason_is_started_again(keep: Callable[..., Kept]) -> None:
    kept = keep(partial(ends, 1))
    kept.look_until(lambda: kept.restarts("exited") == 2)
    kept.close()


def test_a_message_that_a_worker_dies_of_gets_a_second_try_and_no_third(keep: Callable[..., Kept]) -> None:
    kept = keep(dies_at_work)
    kept.look_until(lambda: bool(kept.condemned()))
    assert kept.condemned() == Cause.WORKER_DIED
    assert kept.restarts("killed") == 2
    kept.close()


def test_a_message_whose_check_does_not_end_gets_no_second_try(keep: Callable[..., Kept]) -> None:
    kept = keep(hangs, check_limit_s=0.2)
    kept.look_until(lambda: bool(kept.condemned()))
    assert kept.condemned() == Cause.CHECK_TIMEOUT
    assert (kept.restarts("stuck"), kept.restarts("killed")) == (1, 0)
    kept.close()


def test_a_worker_that_is_killed_with_nothing_in_hand_condemns_nothing(keep: Callable[..., Kept]) -> None:
    kept = keep(dies_idle)
    kept.look_until(lambda: kept.restarts("killed") == 3)
    assert kept.keeper._condemned == {}
    kept.close()


def test_each_start_that_fails_makes_the_next_one_wait_longer(
    keep: Callable[..., Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    kept = keep(partial(ends, 1))
    monkeypatch.setattr(supervisor, "monotonic", lambda: now[0])
    pauses = []
    for restarts in range(1, 4):
        kept.look_until(partial(lambda number: kept.restarts("exited") == number, restarts))
        pauses.append(kept.keeper._start_at - now[0])
        now[0] = kept.keeper._start_at
    assert pauses == pytest.approx([0.01, 0.02, 0.04])
