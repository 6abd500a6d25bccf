"""`duwang checker` with a bug: posts that bear a mark make the check raise, hang, or kill its process.

    python -m tests.faults.poisoned_checker [every]

With `every`, each post makes the check raise, as a bad release would. All else is the product.
"""

import os
import re
import signal
import sys
from collections.abc import Callable
from functools import partial

from services import cli
from services.app import supervisor, worker_process
from services.app.parts import Checking
from services.checker.engine import Checker
from services.checker.opinion import Opinion
from services.domain.post import Post
from services.domain.report import Report
from services.settings import Settings
from services.telemetry.metrics import Metrics

RAISES, HANGS, KILLS = "【检查时出错】", "【检查不结束】", "【进程被杀死】"
EVERY = "every"


class PoisonedChecker:
    """The checker of the product, once a post has got past the bug."""

    def __init__(self, checker: Checker, *, every: bool) -> None:
        self._checker, self._every = checker, every

    def warm(self) -> None:
        self._checker.warm()

    def check(
        self, post: Post, *, expired: Callable[[], bool], observe: Callable[[str], None], second: Opinion | None
    ) -> Report:
        if self._every or RAISES in post.body:
            raise KeyError(post.body)
        if HANGS in post.body:
            # In C, with the interpreter held: no deadline and no signal comes through, and no heartbeat gets out.
            re.match(r"(a+)+$", "a" * 64 + "b")
        if KILLS in post.body:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._checker.check(post, expired=expired, observe=observe, second=second)


class PoisonedLive:
    """Stands before a `LiveChecker`."""

    def __init__(self, checking: Checking, *, every: bool) -> None:
        self._live, self._every = checking.live, every

    @property
    def current(self) -> PoisonedChecker:
        return PoisonedChecker(self._live.current, every=self._every)


def poisoned(settings: Settings, metrics: Metrics, *, every: bool) -> Checking:
    checking = Checking(settings, metrics)
    checking.live = PoisonedLive(checking, every=every)  # type: ignore[assignment]
    return checking


def run_poisoned_worker(settings: Settings, slot: worker_process.Slot, *, every: bool) -> None:
    """The main function of a worker process, as `run_worker` is."""
    vars(worker_process)["Checking"] = partial(poisoned, every=every)
    worker_process.run_worker(settings, slot)


def main() -> None:
    vars(supervisor)["run_worker"] = partial(run_poisoned_worker, every=EVERY in sys.argv[1:])
    sys.argv = ["duwang", "checker"]
    cli.main()


if __name__ == "__main__":
    main()
