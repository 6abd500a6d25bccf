"""The files that Grafana is provisioned from: whole, tidy, and of one mind with Prometheus."""

import re
from itertools import product
from typing import Any

import pytest
import yaml

from tests.deploy.alerts import DEPLOY, alerts, grafana_rule, load_yaml
from tests.deploy.dashboards import DASHBOARDS, panels

PROVISIONING = DEPLOY / "grafana" / "provisioning"
ALERTS = PROVISIONING / "alerting" / "rules.yaml"
TYPES = {"timeseries", "stat", "table", "barchart", "heatmap"}
HEADER = """\
# The alerts of prometheus/rules/duwang.yaml for Grafana, which tells people. A test holds the two together; after a
# change over there write this file anew: python -m pytest tests/deploy/test_grafana.py --rewrite-golden
"""


def sources() -> dict[str, str]:
    """The data sources: uid → type."""
    config = load_yaml(PROVISIONING / "datasources" / "duwang.yaml")
    return {source["uid"]: source["type"] for source in config["datasources"]}


def groups() -> dict[str, Any]:
    """What rules.yaml must be."""
    names = list(dict.fromkeys(alert.group for alert in alerts()))
    return {
        "apiVersion": 1,
        "groups": [
            {
                "orgId": 1,
                "name": name,
                "folder": "读网 Duwang",
                "interval": "30s",
                "rules": [grafana_rule(alert) for alert in alerts() if alert.group == name],
            }
            for name in names
        ],
    }


def test_grafana_has_every_alert_of_prometheus_and_no_other(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--rewrite-golden"):
        ALERTS.write_text(HEADER + yaml.safe_dump(groups(), allow_unicode=True, sort_keys=False, width=120), "utf-8")
    assert load_yaml(ALERTS) == groups()


def test_who_is_told_exists() -> None:
    config = load_yaml(PROVISIONING / "alerting" / "notification.yaml")
    points = {point["name"] for point in config["contactPoints"]}
    for policy in config["policies"]:
        assert {policy["receiver"], *(route["receiver"] for route in policy["routes"])} <= points


def test_dashboards_are_told_apart_and_found() -> None:
    uids = [dashboard["uid"] for dashboard in DASHBOARDS.values()]
    assert len(set(uids)) == len(uids) == 2
    [provider] = load_yaml(PROVISIONING / "dashboards" / "duwang.yaml")["providers"]
    compose = load_yaml(DEPLOY / "compose.yaml")["services"]["grafana"]["volumes"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in compose


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_tidy(name: str) -> None:
    dashboard = DASHBOARDS[name]
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in panels(dashboard):
        assert panel["type"] in TYPES, panel["title"]
        assert re.search(r"[一-鿿].*。", panel["description"]), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        refs = [target["refId"] for target in panel["targets"]]
        assert len(set(refs)) == len(refs) > 0, panel["title"]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_panels_do_not_lie_on_each_other(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARDS[name]["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
        cells = set(product(columns, rows))
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_data_source_that_is_named_is_provisioned(name: str) -> None:
    asked = [target for panel in panels(DASHBOARDS[name]) for target in (panel, *panel["targets"])]
    for each in (*asked, *DASHBOARDS[name]["templating"]["list"]):
        assert sources()[each["datasource"]["uid"]] == each["datasource"]["type"]


def test_panels_over_the_database_follow_all_variables() -> None:
    dashboard = DASHBOARDS["content-quality"]
    assert [variable["name"] for variable in dashboard["templating"]["list"]] == ["unit", "channel", "category"]
    for panel in panels(dashboard):
        for target in (target for target in panel["targets"] if "rawSql" in target):
            assert all(f"{{{name}:sqlstring}}" in target["rawSql"] for name in ("unit", "channel", "category"))
            assert "$__timeFilter(published_at)" in target["rawSql"]
