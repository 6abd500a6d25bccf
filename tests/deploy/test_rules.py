"""The rules of Prometheus: each alert was tried both ways, and says what to do in two languages."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.alerts import DEPLOY, Alert, alerts, load_yaml
from tests.servers.prometheus import require_programs

TRIALS = sorted((DEPLOY / "prometheus" / "tests").glob("*.yaml"))
RUNBOOKS = [DEPLOY.parent / "docs" / name for name in ("operations.md", "operations.zh-CN.md")]
_CHINESE = re.compile(r"[一-鿿]")
_ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


def promtool(*arguments: str | Path) -> None:
    require_programs()
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.stem)
def test_alerts_ring_when_they_should_and_only_then(trial: Path) -> None:
    promtool("test", "rules", trial)


def test_the_scrape_configuration_of_compose_is_valid(tmp_path: Path) -> None:
    # In the container the rules lie beside it in /etc/prometheus.
    text = (DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8")
    config = tmp_path / "prometheus.yml"
    config.write_text(text.replace("/etc/prometheus/", f"{DEPLOY / 'prometheus'}/"), "utf-8")
    promtool("check", "config", config)


def outcomes(name: str) -> set[bool]:
    """Whether the trials expect this alert to fire (True) and to be silent (False)."""
    asked: list[dict[str, Any]] = [
        case for trial in TRIALS for test in load_yaml(trial)["tests"] for case in test["promql_expr_test"]
    ]
    return {
        bool(case["exp_samples"])
        for case in asked
        if (named := re.search(r'alertname=(~?)"([^"]+)"', case["expr"]))
        and (re.fullmatch(named[2], name) if named[1] else named[2] == name)
    }


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_every_alert_has_a_trial_in_which_it_fires_and_one_in_which_it_is_silent(alert: Alert) -> None:
    assert outcomes(alert.name) == {True, False}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_every_alert_speaks_two_languages_and_leads_to_its_section_of_both_runbooks(alert: Alert) -> None:
    assert set(alert.annotations) == {"summary", "description", "runbook_url"}
    assert _CHINESE.search(alert.annotations["summary"])
    assert _CHINESE.search(alert.annotations["description"])
    assert _ENGLISH.search(alert.annotations["description"])
    assert alert.severity in {"warning", "critical"}
    assert alert.annotations["runbook_url"] == f"docs/operations.md#{alert.name.lower()}"
    for runbook in RUNBOOKS:
        assert f"\n### {alert.name}\n" in runbook.read_text("utf-8"), runbook.name


def test_the_runbooks_speak_of_no_other_alerts() -> None:
    for runbook in RUNBOOKS:
        sections = re.findall(r"^### (Duwang\w+)$", runbook.read_text("utf-8"), re.MULTILINE)
        assert sorted(sections) == sorted(alert.name for alert in alerts())
