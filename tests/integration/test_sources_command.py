"""`duwang sources` as the person who connects a CMS calls it."""

import asyncio
import json
import uuid
from pathlib import Path

import pytest

from services.bus.kafka import Cluster, KafkaBus
from tests.integration.conftest import Command, Ran, drop
from tests.website import website

GOOD = """\
sources:
  - name: cms-main
    kind: kafka
    topic: cms.article
    where: {path: $.op, is: publish}
    mapping:
      id: $.no
      body: $.text
      site: {const: www.qinglan.gov.cn}
      published_at: {path: $.at, format: "%Y年%m月%d日"}
      content_type: {const: text/html}
  - name: county-feeds
    kind: feed
    urls: [https://www.qinglan.example/rss.xml, https://www.qinglan.example/2.xml]
  - {name: archive, kind: folder, path: .}
"""
MESSAGES = [
    {"op": "publish", "no": 7, "text": "<p>青岚县召开会议，电话13800138000。</p>", "at": "2026年3月1日"},
    {"op": "delete", "no": 8},
    {"op": "publish", "no": 9, "txt": "文", "at": "2026年3月1日"},
]
RAW = "\n".join(json.dumps(each, ensure_ascii=False) for each in MESSAGES)


@pytest.fixture
def duwang(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, with a file of sources that is in use."""
    drop("sources.yaml", GOOD)
    drop("raw.jsonl", RAW)
    monkeypatch.setenv("DUWANG_SOURCES", "sources.yaml")
    return duwang


def trial(duwang: Command, *options: object, **more: bytes) -> Ran:
    return duwang("sources", "try", "cms-main", *options, **more)


def test_the_list_says_where_each_source_reads_and_what_it_lacks(
    duwang: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = duwang("sources", "list")
    assert ran.status == 1
    assert all(name in ran.out for name in ("cms-main", "county-feeds", "等 2 个", "archive", "没有 Kafka 地址"))
    monkeypatch.setenv("DUWANG_KAFKA", "127.0.0.1:9")
    ran = duwang("sources", "list")
    assert (ran.status, "没有" in ran.out) == (0, False)


def test_a_good_file_is_praised_and_what_would_help_is_a_reminder(duwang: Command) -> None:
    assert duwang("sources", "lint") == (0, "3 个来源，没有错误，0 个提醒\n", "")
    drop("bare.yaml", "sources: [{name: a, kind: kafka, topic: t, mapping: {id: $.id, body: $.body}}]")
    ran = duwang("sources", "lint", "bare.yaml")
    assert ran.status == 0
    assert "bare.yaml: 提醒：来源“a”没有对应 site" in ran.out
    assert ran.out.endswith("1 个来源，没有错误，3 个提醒\n")


def test_all_problems_of_a_file_are_told_and_the_status_is_2(duwang: Command) -> None:
    drop("bad.yaml", GOOD.replace("$.no", "no").replace("kind: feed", "kind: feeed"))
    ran = duwang("sources", "lint", "bad.yaml")
    assert (ran.status, ran.err) == (2, "")
    assert [line.partition(" ")[0] for line in ran.out.splitlines()] == ["bad.yaml:7:", "bad.yaml:13:", "共"]
    assert ran.out.endswith("共 2 个问题\n")


def test_a_trial_shows_each_field_of_each_message_and_masks_personal_data(duwang: Command) -> None:
    ran = trial(duwang, "--messages", "raw.jsonl")
    assert ran.status == 1
    assert "第 1 行　可转为文稿" in ran.out
    assert "第 2 行　不收：不符合 where" in ran.out
    assert "第 3 行　不能转换：body：$.text 处没有内容（$ 之下有：op、no、txt、at）" in ran.out.replace("\n", "")
    assert "2026-03-01 00:00:00+08:00" in ran.out
    assert "13800138000" not in ran.out
    assert "3 条消息，1 条可转为文稿，1 条不收，1 条不能转换。没有发布、没有提交任何内容。" in ran.out


def test_a_trial_for_programs_is_json_and_its_limit_counts_messages(duwang: Command) -> None:
    ran = trial(duwang, "--messages", "-", "--limit", 1, "--format", "json", stdin=RAW.encode())
    assert ran.status == 0
    told = json.loads(ran.out)
    assert told["summary"] == {"post": 1, "passed_over": 0, "failed": 0}
    (message,) = told["messages"]
    assert message["fields"][0] == {"field": "id", "from": "$.no", "value": "7", "error": ""}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("none",), "来源文件中没有“none”；有：cms-main、county-feeds、archive"),
        (("county-feeds", "--messages", "raw.jsonl"), "来源“county-feeds”（feed）没有 mapping，不用试转"),
        (("archive", "--messages", "raw.jsonl"), "来源“archive”（folder）没有 mapping，不用试转"),
        (("cms-main",), "来源“cms-main”没有 Kafka 地址"),
        (("cms-main", "--messages", "none.jsonl"), "none.jsonl：无法读取"),
        (("cms-main", "--file", "none.yaml"), "none.yaml：无法读取"),
    ],
)
def test_what_cannot_be_tried_is_one_line_with_the_remedy(
    duwang: Command, arguments: tuple[str, ...], why: str
) -> None:
    ran = duwang("sources", "try", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"duwang: {why}")


def test_without_a_file_of_sources_the_example_is_named(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUWANG_SOURCES")
    assert "demo/sources.yaml" in duwang("sources", "list").err


def test_the_newest_messages_of_a_real_topic_are_tried_and_none_is_committed(
    duwang: Command, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = f"cms-{uuid.uuid4().hex[:8]}"
    drop("sources.yaml", GOOD.replace("cms.article", topic))
    monkeypatch.setenv("DUWANG_KAFKA", kafka)
    monkeypatch.setenv("DUWANG_KAFKA_PREFIX", "ours-")
    asyncio.run(send(kafka, topic))
    for _ in range(2):
        ran = trial(duwang, "--limit", 2, "--format", "json")
        told = json.loads(ran.out)
        assert [each["outcome"] for each in told["messages"]] == ["passed_over", "failed"]
        assert told["messages"][0]["place"] == "分区 0 位移 1"
    monkeypatch.setenv("DUWANG_KAFKA", "127.0.0.1:9")
    drop("sources.yaml", GOOD.replace("topic: cms.article", f"topic: {topic}\n    brokers: {kafka}"))
    assert "3 条消息" in trial(duwang).out


def test_a_feed_is_tried_by_one_look_at_it(duwang: Command) -> None:
    with website() as site:
        items = "<item><guid>7</guid><title>会议</title><description>青岚县召开会议。</description></item>"
        site.pages["/rss.xml"] = f"<rss version='2.0'><channel>{items}</channel></rss>"
        feed = f"{{name: f, kind: feed, urls: ['{site.url('/rss.xml')}'], allow_private: true, content: feed}}"
        drop("sources.yaml", f"sources: [{feed}]")
        ran = duwang("sources", "try", "f")
        assert ran.status == 0, ran
        assert "青岚县召开会议。" in ran.out
        assert "1 条消息，1 条可转为文稿。" in ran.out
        del site.pages["/rss.xml"]
        ran = duwang("sources", "try", "f")
        assert (ran.status, ran.out) == (2, "")
        assert "404" in ran.err


async def send(address: str, topic: str) -> None:
    bus = KafkaBus(Cluster(brokers=address, partitions=1), client="cms")
    await bus.producer().publish_all(topic, [(b"", line.encode()) for line in RAW.splitlines()])
    await bus.close()


def test_the_example_is_tried_as_the_guide_says(duwang: Command, request: pytest.FixtureRequest) -> None:
    example = request.config.rootpath / "demo" / "sources.yaml"
    assert Path(example).exists()
    assert duwang("sources", "lint", example).status == 0
