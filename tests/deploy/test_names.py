"""Names in dashboards, rules and runbooks are those of the catalogue, and no metric of the catalogue is forgotten."""

import re
from collections.abc import Iterator

import pytest

from services.telemetry.metrics import Metrics
from tests.deploy.alerts import DEPLOY, alerts, recorded
from tests.deploy.dashboards import expressions

_METRIC = re.compile(r"\bduwang_\w+")
_SELECTOR = re.compile(r"\b(duwang_\w+)\{([^}]*)\}")
_BY = re.compile(r"\bby \(([^)]*)\)")
_LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
# Given by the scrape configuration, not by the product.
TARGET_LABELS = {"job", "instance", "service", "process"}
# Metrics that no panel and no alert shows, with the reason.
DELIBERATELY_NOT: dict[str, str] = {
    "duwang_second_opinion_seconds": "off by default, and its models are the user's",
    "duwang_second_opinion_total": "a post that was not read is incomplete, and duwang_unchecked_total alerts on that",
}
_SERIES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",), "info": ("_info",), "gauge": ("",)}


def catalogue() -> dict[str, set[str]]:
    """Every series that a process can show: name → labels."""
    series = {}
    for collector in set(Metrics().registry._names_to_collectors.values()):
        (family,) = collector.collect()
        labels = {*collector._labelnames} | ({"version"} if family.type == "info" else set())  # type: ignore[attr-defined]
        for suffix in _SERIES[family.type]:
            series[family.name + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    return series


SERIES = catalogue()
TEXTS = {
    **{f"alert {alert.name}": alert.expr for alert in alerts()},
    **{f"record {name}": expr for name, expr in recorded().items()},
    **{f"{question} {number}": question.text for number, question in enumerate(expressions())},
}


def metrics_of(text: str) -> Iterator[str]:
    yield from (name for name in _METRIC.findall(text))


@pytest.mark.parametrize("place", TEXTS)
def test_every_metric_and_label_of_an_expression_is_in_the_catalogue(place: str) -> None:
    text = TEXTS[place]
    assert set(metrics_of(text)) <= SERIES.keys()
    assert set(re.findall(r"\bduwang:[\w:]+", text)) <= recorded().keys()
    for name, selection in _SELECTOR.findall(text):
        assert set(_LABEL.findall(selection)) <= SERIES[name] | TARGET_LABELS, name
    known = TARGET_LABELS.union(*(SERIES[name] for name in metrics_of(text)))
    for labels in _BY.findall(text):
        assert {label.strip() for label in labels.split(",")} <= known


def test_every_metric_of_the_catalogue_is_shown_or_left_out_for_a_reason() -> None:
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for text in TEXTS.values() for name in metrics_of(text)}
    known = {re.sub(r"_(bucket|sum|count)$", "", name) for name in SERIES}
    assert known - shown == DELIBERATELY_NOT.keys()


@pytest.mark.parametrize("page", ["operations.md", "operations.zh-CN.md"])
def test_the_runbook_names_only_metrics_that_exist(page: str) -> None:
    text = (DEPLOY.parent / "docs" / page).read_text("utf-8")
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in SERIES}
    assert set(re.findall(r"`(duwang_\w+)", text)) <= SERIES.keys() | families


def test_the_names_are_really_looked_for() -> None:
    assert len(TEXTS) > 65
    assert len(SERIES) > 25
    assert list(metrics_of('sum(rate(duwang_check_seconds_bucket{door="webhook"}[5m]))')) == [
        "duwang_check_seconds_bucket"
    ]
