"""The canary: an example of a rule is sent through the whole stream as a post, and its report must show the mistake.

Each time another rule's own example is taken, so that all rules have had their turn after some hours. What the canary
has sent is removed from the store as soon as it is judged.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.bus.messages import POSTS, Producer
from services.checker.reload import LiveChecker
from services.domain.canary import canary_site
from services.domain.errors import NotFound, Unavailable
from services.domain.post import Post
from services.domain.report import Report
from services.storage.store import ViolationStore
from services.telemetry.metrics import Metrics
from services.wire.post import bus_key, encode_post

_LOOK_S = 0.5
_TITLE = "读网自检稿件：用于确认检查流水正常，请勿处理"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planted:
    """A post with a mistake, and the rule that must find it."""

    rule: str
    post: Post


class Canary:
    """Sends a post every `every_s` seconds; what is not found in the store within `patience_s` seconds is missed."""

    def __init__(
        self,
        checker: LiveChecker,
        producer: Producer,
        store: ViolationStore,
        metrics: Metrics,
        clock: Callable[[], datetime],
        *,
        name: str,
        every_s: float,
        patience_s: float,
    ) -> None:
        self._checker, self._producer, self._store = checker, producer, store
        self._metrics, self._clock = metrics, clock
        self._site, self._every_s, self._patience_s = canary_site(name), every_s, patience_s
        self._number = 0

    async def run(self) -> None:
        """Work until cancelled; 0 seconds between two posts: never."""
        while self._every_s > 0:
            await self._fly()
            await asyncio.sleep(self._every_s)

    async def _fly(self) -> None:
        planted, found = await asyncio.to_thread(self._plant), False
        try:
            if planted is not None:
                found = await self._is_found(planted)
                await asyncio.to_thread(self._store.forget, self._site)
        except Unavailable as error:
            found = False
            _log.warning("canary_failed", reason=str(error))
        self._metrics.canary_sent.inc()
        if not found:
            self._metrics.canary_missed.inc()
            _log.error("canary_missed", rule=planted.rule if planted else "")

    async def _is_found(self, planted: Planted) -> bool:
        post = planted.post
        await self._producer.publish(POSTS, bus_key(post.site, post.id), encode_post(post))
        try:
            async with asyncio.timeout(self._patience_s):
                while (report := await asyncio.to_thread(self._report, post)) is None:  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_S)  # a store has no event
        except TimeoutError:
            return False
        return shows(report, planted.rule)

    def _report(self, post: Post) -> Report | None:
        try:
            record = self._store.report(post.id, post.site, frozenset({post.site}))
        except NotFound:
            return None
        return record.checked.report

    def _plant(self) -> Planted | None:
        """The next rule with an example that this service's own checker finds today; some are dated.

        None: no rule has one, which is no healthy lexicon.
        """
        checker = self._checker.current
        for _ in checker.rules:
            self._number += 1
            rule = checker.rules[self._number % len(checker.rules)]
            for example in rule.hit[:1]:
                post = self._post(example)
                if shows(checker.check(post), rule.id):
                    return Planted(rule.id, post)
        return None

    def _post(self, example: str) -> Post:
        id_ = f"canary-{self._number}"
        return Post(id=id_, site=self._site, title=_TITLE, body=example, published_at=self._clock())


def shows(report: Report, rule: str) -> bool:
    return any(finding.rule == rule for finding in report.findings)
