from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.wire.rule import Rule, RuleList
from tests.api.server import CLEAN, ROSTER, RULES, Door, assert_problem

EXTRA = """
  - id: typo.ti-gang
    terms: {题钢: 提纲}
    hit: [拟定题钢]
    miss: [拟定提纲]
"""


def rule_ids(door: Door, **filters: str) -> list[str]:
    answer = door.client.get("/v1/rules", params=filters)
    rules = RuleList.model_validate(answer.json())
    assert rules.total == len(rules.rules)
    return [rule.id for rule in rules.rules]


def test_every_rule_of_the_checker_is_listed_by_id(door: Door) -> None:
    assert rule_ids(door) == sorted(rule.id for rule in door.services.checker.current.rules)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"category": "vulgar"}, ["vulgar.word"], id="category"),
        pytest.param({"severity": "error", "category": "typo"}, ["typo.bu-shu"], id="severity-and-category"),
        pytest.param({"q": "署"}, ["typo.bu-shu"], id="words-of-the-examples"),
        pytest.param({"q": "VULGAR 错敏"}, [], id="every-word-must-be-there"),
        pytest.param({"q": "不文明 VULGAR"}, ["vulgar.word"], id="words-in-any-order-and-case"),
    ],
)
def test_filters(door: Door, filters: dict[str, str], expected: list[str]) -> None:
    assert rule_ids(door, **filters) == expected


def test_a_rule_explains_itself(door: Door) -> None:
    rule = Rule.model_validate(door.client.get("/v1/rules/typo.bu-shu").json())
    assert (rule.category_label, rule.basis, rule.hit, rule.miss) == ("错别字", "测试", ["作出布署"], ["发布署名文章"])


def test_an_unknown_rule_or_category_is_refused(door: Door) -> None:
    assert "typo.none" in assert_problem(door.client.get("/v1/rules/typo.none"), 404)["detail"]
    assert_problem(door.client.get("/v1/rules", params={"category": "none"}), 422)


def test_the_rule_of_every_finding_can_be_asked_for(door: Door) -> None:
    [finding] = door.client.post("/v1/checks", json={"body": "研究布署"}).json()["findings"]
    assert door.client.get(f"/v1/rules/{finding['rule']}").status_code == 200


class TestReload:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "leaders").mkdir()
        (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
        (tmp_path / "leaders" / "roster.yaml").write_text(ROSTER, "utf-8")
        return tmp_path

    def test_a_new_rule_answers_at_once_and_a_broken_file_changes_nothing(
        self, serve: Callable[..., Any], folder: Path
    ) -> None:
        with serve(lexicons=folder) as door:
            first = door.client.get("/v1/lexicon").json()
            assert door.client.post("/v1/lexicon/reload").json() == {**first, "changed": False}

            (folder / "rules.yaml").write_text(RULES + EXTRA, "utf-8")
            second = door.client.post("/v1/lexicon/reload").json()
            assert (second["changed"], second["rules"]) == (True, first["rules"] + 1)
            assert second["version"] != first["version"]
            report = door.client.post("/v1/checks", json={"body": CLEAN + "拟定题钢。"}).json()
            assert (report["lexicon_version"], report["verdict"]) == (second["version"], "review")

            (folder / "rules.yaml").write_text(RULES + "  - id: [", "utf-8")
            detail = assert_problem(door.client.post("/v1/lexicon/reload"), 409)["detail"]
            assert "rules.yaml:" in detail
            assert door.client.get("/v1/lexicon").json()["version"] == second["version"]
            metrics = door.client.get("/metrics").text
            assert "duwang_lexicon_last_reload_successful 0.0" in metrics
            assert f'duwang_lexicon_info{{version="{second["version"]}"}} 1.0' in metrics
