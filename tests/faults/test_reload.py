"""The lexicon is changed under load: every post is judged once, by one whole lexicon, and no caller is turned away."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.deployment import Deploy, Deployment
from tests.faults.embedded import Embedded
from tests.faults.lexicon import LEXICON
from tests.faults.process import Process

pytestmark = pytest.mark.anyio
_OTHER = LEXICON.replace("severity: error", "severity: serious").replace("typo.bu-shu", "typo.bu-shu-2")
_BROKEN = LEXICON + "  - id: [\n"
# What a whole lexicon makes of a mistake: the rule, its severity, the verdict on the post.
_JUDGEMENTS = {("typo.bu-shu", "error", "review"), ("typo.bu-shu-2", "serious", "block")}
_LOOK_S = 0.2
_FOUND = """
SELECT v.lexicon_version, v.rule, v.severity, r.verdict FROM violations v
JOIN reports r ON r.post_key = v.post_key AND r.revision = v.revision AND r.lexicon_version = v.lexicon_version
"""


async def test_every_post_is_judged_once_by_one_whole_lexicon(deploy: Deploy, kafka: str, lexicons: Path) -> None:
    deployment = await deploy(kafka, lexicon_watch_s=_LOOK_S)
    checker = await deployment.start(workers=2)
    streaming = asyncio.create_task(trickle(deployment))
    rules = lexicons / "rules.yaml"
    rules.write_text(_OTHER, "utf-8")
    await checker.said("lexicon_reloaded", 2)
    rules.write_text(_BROKEN, "utf-8")
    (failed, *_) = await checker.said("lexicon_reload_failed", 2)
    assert failed["file"] == "rules.yaml"
    assert await successful(deployment, checker) == 0
    before = await asyncio.to_thread(deployment.account.number_of_results)
    await deployment.checked(before + 100)
    rules.write_text(LEXICON, "utf-8")
    await checker.said("lexicon_reloaded", 4)
    assert await successful(deployment, checker) == 2
    streaming.cancel()
    await asyncio.gather(streaming, return_exceptions=True)
    await deployment.publish(100_000, 100_200)
    await deployment.exactly_once()
    found = await asyncio.to_thread(deployment.account.rows, _FOUND)
    by_version = {version: {row[1:] for row in found if row[0] == version} for version in {row[0] for row in found}}
    assert sorted(map(tuple, by_version.values())) == sorted((each,) for each in _JUDGEMENTS)


async def trickle(deployment: Deployment) -> None:
    """Publish for as long as it is let."""
    for begin in range(0, 100_000, 20):
        await asyncio.shield(deployment.publish(begin, begin + 20))
        await asyncio.sleep(0.05)


async def successful(deployment: Deployment, checker: Process) -> float:
    """How many workers say that their last reload worked."""
    return await deployment.metric(checker, "duwang_lexicon_last_reload_successful")


async def test_no_webhook_is_turned_away_and_each_is_answered_by_one_whole_lexicon(
    embed: Callable[..., Embedded], lexicons: Path
) -> None:
    service = embed(lexicon_watch_s=_LOOK_S)
    await service.ready()
    answers: list[tuple[str, str, str, str]] = []
    stopping = asyncio.Event()

    async def ask() -> None:
        while not stopping.is_set():
            answer = await service.web.post("/v1/checks", json={"id": "1", "body": "青岚县作出布署。"})
            assert answer.status_code == 200, answer.text
            report = answer.json()
            (finding,) = report["findings"]
            answers.append((report["lexicon_version"], finding["rule"], finding["severity"], report["verdict"]))

    asking = [asyncio.create_task(ask()) for _ in range(3)]
    rules = lexicons / "rules.yaml"
    for number, text in enumerate([_OTHER, LEXICON], 1):
        rules.write_text(_BROKEN, "utf-8")
        await service.process.said("lexicon_reload_failed", number)
        rules.write_text(text, "utf-8")
        await service.process.said("lexicon_reloaded", number)
    stopping.set()
    await asyncio.gather(*asking)
    assert {answer[1:] for answer in answers} == _JUDGEMENTS
    assert len(set(answers)) == 2
