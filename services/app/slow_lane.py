"""The slow lane from the settings: opened with the worker that has it, closed with it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from services.checker.opinion import Lane
from services.second_opinion.line import Failed
from services.second_opinion.plan import Plan, Unready, refuse_missing
from services.second_opinion.process import Command
from services.second_opinion.reader import Limits, SecondOpinion
from services.settings import Settings, child_environment
from services.telemetry.metrics import Metrics

_CHILD = (sys.executable, "-m", "services.second_opinion.child", "{fd}")


class OpenLane:
    """A lane, and the process behind it."""

    def __init__(self, opinion: SecondOpinion | None = None, *, every: bool = False) -> None:
        self._opinion, self.lane = opinion, Lane(opinion, every)

    def close(self) -> None:
        if self._opinion is not None:
            self._opinion.close()


def open_lane(settings: Settings, metrics: Metrics) -> OpenLane:
    """Load the models, where the settings name any; takes seconds. Raises `Unready`."""
    if not settings.second_opinion:
        return OpenLane()
    plan = plan_of(settings)
    refuse_missing(plan)
    opinion = SecondOpinion(_command(settings, plan), _limits(settings), metrics)
    try:
        opinion.open()
    except Failed as failure:
        opinion.close()
        raise Unready(f"复读进程没有就绪：{failure}；请检查模型文件，或调大 DUWANG_SECOND_OPINION_START_S") from None
    return OpenLane(opinion, every=settings.second_opinion_every)


@contextmanager
def slow_lane(settings: Settings, metrics: Metrics) -> Iterator[Lane]:
    """The lane while the block lasts. Raises `Unready`."""
    opened = open_lane(settings, metrics)
    try:
        yield opened.lane
    finally:
        opened.close()


def plan_of(settings: Settings) -> Plan:
    return Plan(
        kinds=settings.second_opinion,
        kenlm=str(settings.second_opinion_kenlm or ""),
        names=str(settings.second_opinion_names or ""),
        macbert=str(settings.second_opinion_macbert or ""),
    )


def _command(settings: Settings, plan: Plan) -> Command:
    """No secret of ours reaches the child; the libraries are told to keep off the network and the home folder."""
    environment = child_environment(
        PYCORRECTOR_DATA_DIR=str(settings.cache.resolve() / "pycorrector"), HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1"
    )
    return Command(_CHILD, environment, plan.to_json())


def _limits(settings: Settings) -> Limits:
    return Limits(
        deadline_s=settings.second_opinion_deadline_s,
        start_s=settings.second_opinion_start_s,
        failures=settings.second_opinion_failures,
        pause_s=settings.second_opinion_pause_s,
    )
