"""The rules of Prometheus as values, and what Grafana's copy of an alert must be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "rules" / "duwang.yaml"


@dataclass(frozen=True)
class Alert:
    """One alerting rule; `expr` with single spaces."""

    group: str
    name: str
    expr: str
    wait: str
    severity: str
    annotations: dict[str, str]


def load_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def rules() -> list[tuple[str, dict[str, Any]]]:
    """Every rule with the name of its group."""
    return [(group["name"], rule) for group in load_yaml(RULES)["groups"] for rule in group["rules"]]


def recorded() -> dict[str, str]:
    """The recording rules: name → expression."""
    return {rule["record"]: " ".join(rule["expr"].split()) for _, rule in rules() if "record" in rule}


def alerts() -> list[Alert]:
    return [
        Alert(
            group,
            rule["alert"],
            " ".join(rule["expr"].split()),
            rule.get("for", "0m"),
            rule["labels"]["severity"],
            rule["annotations"],
        )
        for group, rule in rules()
        if "alert" in rule
    ]


def grafana_rule(alert: Alert) -> dict[str, Any]:
    """The same alert for Grafana: the query filters by itself, so any sample that is left is the alarm.

    Its `$value` is a text of all values; the number stands in `$values`.
    """
    notes = {name: text.replace("$value ", "$values.B.Value ") for name, text in alert.annotations.items()}
    return {
        "uid": alert.name.lower(),
        "title": alert.name,
        "condition": "C",
        "data": [_query(alert.expr), _expression("B", "reduce", "A", reducer="last"), _any_sample()],
        "noDataState": "OK",
        "execErrState": "Error",
        "for": alert.wait,
        "labels": {"severity": alert.severity},
        "annotations": notes,
    }


def _query(expr: str) -> dict[str, Any]:
    model = {"refId": "A", "expr": expr, "instant": True, "range": False}
    window = {"from": 600, "to": 0}
    return {"refId": "A", "datasourceUid": "duwang-prometheus", "relativeTimeRange": window, "model": model}


def _expression(ref: str, kind: str, of: str, **model: Any) -> dict[str, Any]:
    source = {"type": "__expr__", "uid": "__expr__"}
    model = {"refId": ref, "datasource": source, "type": kind, "expression": of, **model}
    return {"refId": ref, "datasourceUid": "__expr__", "model": model}


def _any_sample() -> dict[str, Any]:
    """No value that a filter lets through is negative, and 0 (a target is down) must count."""
    return _expression("C", "threshold", "B", conditions=[{"evaluator": {"type": "gt", "params": [-1]}}])
