"""The image and the compose file, read as far as that goes without Docker."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.alerts import DEPLOY, load_yaml
from tests.deploy.commands import SETTINGS, is_command

COMPOSE = load_yaml(DEPLOY / "compose.yaml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "duwang" in service["image"]}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
ROOT = DEPLOY.parent
_PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?")
_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)")


def example() -> dict[str, str]:
    lines = (DEPLOY / ".env.example").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_service_of_the_product_is_there_and_runs_a_command_that_exists() -> None:
    commands = {name: service["command"] for name, service in OURS.items()}
    assert commands == {"db-upgrade": ["db", "upgrade"], "api": ["api"], "ingest": ["ingest"], "checker": ["checker"]}
    assert all(is_command(command) for command in commands.values())


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_and_a_service_has_limits(name: str) -> None:
    image = re.sub(r"\$\{\w+:-(.*)\}", r"\1", SERVICES[name]["image"])
    assert _PINNED.fullmatch(image), image
    assert set(SERVICES[name]["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


@pytest.mark.parametrize("name", [*OURS])
def test_a_service_of_the_product_is_given_settings_that_exist_and_few_rights(name: str) -> None:
    service = OURS[name]
    assert set(service["environment"]) <= SETTINGS
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


def test_keys_are_given_to_the_api_only() -> None:
    assert [name for name, service in OURS.items() if "DUWANG_API_KEYS" in service["environment"]] == ["api"]


def test_whoever_lives_on_is_asked_for_its_health_and_has_a_place_for_its_data() -> None:
    for name, service in SERVICES.items():
        if service["restart"] == "unless-stopped":
            assert "healthcheck" in service, name
            assert any(not str(volume).startswith(".") for volume in service["volumes"]), name
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith(".")} == set(COMPOSE["volumes"])


def test_files_that_are_mounted_exist() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if volume.startswith("."):
                assert (DEPLOY / volume.split(":")[0]).exists(), volume
    assert (DEPLOY / SERVICES["api"]["build"]["context"] / SERVICES["api"]["build"]["dockerfile"]).exists()


def test_services_wait_for_services_that_exist_in_a_state_that_they_can_reach() -> None:
    for service in SERVICES.values():
        for other, on in service.get("depends_on", {}).items():
            ends = SERVICES[other]["restart"] == "on-failure"
            assert on["condition"] == ("service_completed_successfully" if ends else "service_healthy"), other


def test_variables_of_the_operator_are_in_the_example_which_holds_no_secret() -> None:
    asked = set(_VARIABLE.findall((DEPLOY / "compose.yaml").read_text("utf-8")))
    assert asked == set(example())
    secrets = [value for name, value in example().items() if name != "DUWANG_IMAGE"]
    assert all("change-me" in value for value in secrets)


def test_nothing_is_open_to_the_network() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_prometheus_scrapes_every_process_of_compose_and_no_other() -> None:
    [job] = load_yaml(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    targets = {target for place in job["static_configs"] for target in place["targets"]}
    probe = SERVICES["checker"]["environment"]["DUWANG_PROBE_PORT"]
    workers = range(SERVICES["checker"]["environment"]["DUWANG_WORKERS"])
    assert targets == {
        f"api:{SERVICES['api']['environment']['DUWANG_PORT']}",
        f"ingest:{SERVICES['ingest']['environment']['DUWANG_PROBE_PORT']}",
        f"checker:{probe}",
        *(f"checker:{probe + 1 + number}" for number in workers),
    }


def test_grafana_is_given_every_variable_of_its_files() -> None:
    files = (DEPLOY / "grafana" / "provisioning").rglob("*.yaml")
    # Rules are left out: Grafana takes their annotations as they are, and $values there are its own.
    texts = [path.read_text("utf-8") for path in files if path.name != "rules.yaml"]
    asked = {name for text in texts for name in re.findall(r": \$(\w+)", text)}
    assert asked <= set(SERVICES["grafana"]["environment"])


def test_the_image_has_what_it_needs_and_does_not_run_as_root() -> None:
    copied = [
        source for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE) for source in line.split()
    ]
    assert all((ROOT / source).exists() for source in copied)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(copied) == kept
    assert "--require-hashes" in DOCKERFILE
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(stages)) == 1
    assert _PINNED.fullmatch(stages[0])
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^ENTRYPOINT (.*)$", DOCKERFILE, re.MULTILINE) == ['["duwang"]']
    assert set(re.findall(r"\bDUWANG_\w+(?==)", DOCKERFILE)) <= SETTINGS


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda unit: Path(unit).stem)
def test_a_unit_runs_commands_and_gives_settings_that_exist(unit: Path) -> None:
    text = unit.read_text("utf-8")
    [command] = re.findall(r"^ExecStart=\S+/duwang (.*)$", text, re.MULTILINE)
    for name in re.findall(r"duwang@(\w+)", text) if command == "%i" else [command]:
        assert name == "service" or is_command([name]), name
    assert set(re.findall(r"\bDUWANG_[A-Z_]+\b", text)) <= SETTINGS
