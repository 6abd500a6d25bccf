"""`duwang bench plant`: how much is found of what is planted into an archive of one's own."""

import gzip
import re
from importlib import import_module
from pathlib import Path

import pytest

from services.domain.rule import Severity
from services.planting.facts import Spot
from services.planting.operators import Group, Operator, Planted, replaced
from tests.integration.conftest import Command, drop, post

ROSTER = """\
as_of: 2026-03-31
people: [{name: 蔺知夏, protected: true}]
offices:
  - title: 云岭理事会理事长
    short: [理事长]
    level: national
    rank: 1
    single: true
    holders:
      - {name: 纪云舒, from: 2010-01-01, until: 2020-01-01, source: 公告}
      - {name: 蔺知夏, from: 2020-01-01, source: 公告}
  - title: 云岭理事会副理事长
    rank: 2
    holders: [{name: 陶砚秋, from: 2019-01-01, source: 公告}]
shapes: {长: [涨]}
"""
BODIES = [
    "云岭理事会理事长蔺知夏到会讲话。",
    "云岭理事会理事长蔺知夏走访了林场。蔺知夏、陶砚秋听取汇报。",
    "请云岭理事会副理事长陶砚秋讲话。",
    "林场种了一千棵树。",
]
GROUPS = ["姓名", "职务", "固定表述", "成语", "机构名称", "人职不符", "排序"]


@pytest.fixture
def duwang(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a lexicon that is a roster and nothing else, and an archive of four posts, `a.jsonl`."""
    Path("own/leaders").mkdir(parents=True)
    drop("own/leaders/roster.yaml", ROSTER)
    drop("a.jsonl", "\n".join(post(body, id=f"p{number}", date="2023-05-08") for number, body in enumerate(BODIES)))
    monkeypatch.setenv("DUWANG_LEXICONS", "own")
    return duwang


def plant(duwang: Command, *arguments: object) -> list[str]:
    """The lines of a run that ends well."""
    ran = duwang("bench", "plant", *arguments, "--map", "published_at=date")
    assert (ran.status, ran.err.replace("\x1b[?25h", "").strip()) == (0, "")
    return ran.out.splitlines()


def rows(lines: list[str]) -> dict[str, list[str]]:
    """The cells of the table that was drawn, by kind of error."""
    cells = [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in lines if line[:1] in {"│", "┃"}]
    return {first: rest for first, *rest in cells}


def test_recall_is_told_by_kind_of_error_and_in_all(duwang: Command) -> None:
    lines = plant(duwang, "a.jsonl")
    table = rows(lines)
    assert table["差错"] == ["种入", "查出", "检出率"]
    assert table["姓名：重字"] == ["3", "3", "100.0%"]
    assert table["人职不符：前任"] == ["2", "2", "100.0%"]
    assert table["排序：相邻两人对调"] == ["1", "1", "100.0%"]
    assert table["固定表述：漏字"] == ["0", "0", "—"]
    assert [name.removesuffix("（合计）") for name in table if name.endswith("（合计）")] == GROUPS
    for group in GROUPS:
        kinds = [cells for name, cells in table.items() if name.startswith(f"{group}：")]
        planted, found = (sum(int(cells[column]) for cells in kinds) for column in (0, 1))
        assert table[f"{group}（合计）"][:2] == [str(planted), str(found)]
    characters = sum(map(len, BODIES))
    counts = "，".join(f"{severity.label} 0 处" for severity in Severity)
    assert f"原文 4 篇，{characters} 字：{counts}" in lines


def test_the_same_seed_gives_the_same_report(duwang: Command) -> None:
    assert plant(duwang, "a.jsonl", "--seed", 3) == plant(duwang, "a.jsonl", "--seed", 3)


def test_what_was_found_untouched_is_listed_for_the_eye(duwang: Command) -> None:
    drop("b.jsonl", post("请理事长蔺之夏\x1b讲话。", id="wrong", date="2023-05-08"))
    lines = plant(duwang, "a.jsonl", "b.jsonl")
    (sample,) = (line for line in lines if line.startswith("原文中的发现"))
    assert sample == "原文中的发现　wrong leader.name.near-miss “蔺之夏” 请理事长蔺之夏\ufffd讲话。"


@pytest.mark.parametrize(("asked", "listed"), [((), 3), (("--misses", 1), 1), (("--misses", 0), 0)])
def test_some_misses_of_every_kind_are_listed_in_their_context(
    duwang: Command, monkeypatch: pytest.MonkeyPatch, asked: tuple[object, ...], listed: int
) -> None:
    def plant_unseen(text: str, *_: object) -> Planted | None:
        return replaced(text, Spot(len(text) - 1, len(text)), "！")

    # The package has a name for the command that hides the module.
    module = import_module("services.cli.bench")
    monkeypatch.setattr(module, "SLIPS", [Operator("换标点", Group.NAME, plant_unseen)])
    monkeypatch.setattr(module, "SWAPS", [])
    lines = plant(duwang, "a.jsonl", *asked)
    assert rows(lines)["换标点"] == ["4", "0", "0.0%"]
    misses = [line for line in lines if line.startswith("漏报")]
    assert len(misses) == listed
    assert all(re.fullmatch(r"漏报　p\d 2023-05-08 。 → ！：.{8,15}！", line) for line in misses)


def test_the_number_of_errors_and_of_posts_is_limited(duwang: Command) -> None:
    assert {cells[0] for name, cells in rows(plant(duwang, "a.jsonl", "--most", 1)).items() if "：" in name} == {
        "0",
        "1",
    }
    lines = plant(duwang, "a.jsonl", "--posts", 3)
    assert any(line.startswith("原文 2 篇，") for line in lines)
    assert rows(lines)["人职不符：前任"][0] == "1"


@pytest.mark.parametrize("bodies", [["林场种了一千棵树。"], []], ids=["no places", "no posts"])
def test_an_archive_without_places_for_errors_has_no_rates(duwang: Command, bodies: list[str]) -> None:
    lines = plant(duwang, drop("b.jsonl", "\n".join(map(post, bodies)) or "{}"))
    table = rows(lines)
    assert len(table) > len(GROUPS)
    assert {tuple(cells) for name, cells in table.items() if name != "差错"} == {("0", "0", "—")}
    assert any(line.startswith(f"原文 {len(bodies)} 篇，") for line in lines)


def test_a_packed_archive_and_lines_that_hold_no_post_are_read(duwang: Command) -> None:
    good = Path("a.jsonl").read_text(encoding="utf-8")
    Path("b.jsonl.gz").write_bytes(gzip.compress(f'{{"id": 1}}\n{good}\nno json'.encode()))
    assert plant(duwang, "b.jsonl.gz") == plant(duwang, "a.jsonl")


def test_an_archive_that_is_not_there_is_one_line_and_status_2(duwang: Command) -> None:
    ran = duwang("bench", "plant", "nowhere.jsonl")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("duwang: nowhere.jsonl：")


def test_the_help_teaches(duwang: Command) -> None:
    assert "plant" in duwang("bench", "--help").out
    page = duwang("bench", "plant", "--help").out
    assert "duwang bench plant 存档.jsonl --map published_at=date --most 100" in " ".join(page.split())
    for option in ("--map", "--most", "--posts", "--seed", "--misses"):
        assert option in page
    for option in ("--most", "--posts"):
        assert duwang("bench", "plant", "a.jsonl", option, 0).status == 2
