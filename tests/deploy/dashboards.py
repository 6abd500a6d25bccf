"""The dashboards as values: panels, expressions and queries."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.deploy.alerts import DEPLOY

FOLDER = DEPLOY / "grafana" / "dashboards"
DASHBOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
# What Grafana puts in before it asks; a test asks for the last minutes of a server that is scraped every second.
_RANGES = {"$__rate_interval": "2m", "$__range": "2m", "$__interval": "15s"}
_TIME_FILTER = re.compile(r"\$__timeFilter\((\w+)\)")
_TIME_GROUP = re.compile(r"\$__timeGroupAlias\((\w+),\s*'1d'\)")
_VARIABLE = re.compile(r"\$\{(\w+):sqlstring\}")


@dataclass(frozen=True)
class Question:
    """One query of a panel; `text` is PromQL or SQL."""

    dashboard: str
    panel: str
    text: str

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.panel}"


def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """All panels but the headings."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions() -> list[Question]:
    return list(_questions("expr"))


def statements() -> list[Question]:
    return list(_questions("rawSql"))


def _questions(key: str) -> Iterator[Question]:
    for name, dashboard in DASHBOARDS.items():
        for panel in panels(dashboard):
            yield from (Question(name, panel["title"], each[key]) for each in panel["targets"] if key in each)


def promql(text: str) -> str:
    for macro, value in _RANGES.items():
        text = text.replace(macro, value)
    assert "$" not in text, text
    return text


def sql(text: str, **variables: str) -> str:
    """What reaches the database; a variable that is not given stands at All, which the dashboard writes as '*'."""
    text = _TIME_FILTER.sub(r"\1 BETWEEN now() - interval '30 days' AND now()", text)
    text = _TIME_GROUP.sub(r"floor(extract(epoch from \1) / 86400) * 86400 AS time", text)
    text = _VARIABLE.sub(lambda found: variables.get(found[1], "'*'"), text)
    assert "$" not in text, text
    return text
