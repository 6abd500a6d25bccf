"""The manifests: valid by the schemas of Kubernetes, careful with rights, and of one mind with the product."""

from collections.abc import Iterator
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from services.app.worker_process import GROUP
from services.bus.messages import POSTS
from services.settings import load_settings
from tests.deploy.alerts import DEPLOY, load_yaml
from tests.deploy.commands import SETTINGS, is_command

FOLDER = DEPLOY / "k8s"
# Kinds of operators, whose schemas the validator does not have.
FOREIGN = {"ScaledObject", "PodMonitor", "Kustomization"}
KUSTOMIZATION = load_yaml(FOLDER / "kustomization.yaml")


def objects() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text("utf-8"))


def title(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in objects() if each["kind"] == kind}


def pods() -> dict[str, dict[str, Any]]:
    """The templates of pods by the name of what makes them."""
    made = {name: each["spec"]["template"] for kind in ("Deployment", "Job") for name, each in of_kind(kind).items()}
    jobs = {name: each["spec"]["jobTemplate"]["spec"]["template"] for name, each in of_kind("CronJob").items()}
    return {**made, **jobs}


PODS = pods()


@pytest.mark.parametrize("manifest", [each for each in objects() if each["kind"] not in FOREIGN], ids=title)
def test_a_manifest_is_valid(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


def test_every_file_is_applied_or_left_out_on_purpose() -> None:
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files - set(KUSTOMIZATION["resources"]) == {"secret.example.yaml", "checker-hpa.yaml"}
    assert set(KUSTOMIZATION["resources"]) <= files


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_a_command_that_exists_with_settings_that_exist(name: str) -> None:
    [container] = PODS[name]["spec"]["containers"]
    assert is_command(container["args"])
    given = {variable["name"] for variable in container.get("env", [])}
    for source in container["envFrom"]:
        given |= set(_values(source))
    assert given <= SETTINGS
    assert container["image"] == KUSTOMIZATION["images"][0]["name"]


def test_settings_of_the_example_are_accepted() -> None:
    map_ = of_kind("ConfigMap")["duwang"]["data"]
    settings = load_settings(**{name.removeprefix("DUWANG_").lower(): value for name, value in map_.items()})
    assert settings.workers == 1


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_no_rights_and_no_variables_that_would_look_like_settings(name: str) -> None:
    spec = PODS[name]["spec"]
    assert spec["enableServiceLinks"] is False
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["runAsUser"] == 10001
    for container in (*spec["containers"], *spec.get("initContainers", [])):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        volumes = {volume["name"] for volume in spec["volumes"]}
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


@pytest.mark.parametrize("name", of_kind("Deployment"))
def test_a_service_is_probed_at_a_port_that_it_listens_to(name: str) -> None:
    [container] = PODS[name]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for probe, path in (("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
        assert container[probe]["httpGet"]["path"] == path
        assert container[probe]["httpGet"]["port"] in ports
    assert ports.get("probe", 9101) == int(of_kind("ConfigMap")["duwang"]["data"]["DUWANG_PROBE_PORT"])


def test_a_checker_pod_has_one_worker_whose_metrics_are_read_and_time_to_end_its_batch() -> None:
    spec = PODS["duwang-checker"]["spec"]
    ports = {port["name"]: port["containerPort"] for port in spec["containers"][0]["ports"]}
    assert ports == {"probe": 9101, "worker": 9102}
    assert of_kind("ConfigMap")["duwang"]["data"]["DUWANG_WORKERS"] == "1"
    assert spec["terminationGracePeriodSeconds"] > load_settings().check_limit_s
    [variable] = [each for each in spec["containers"][0]["env"] if each["name"] == "DUWANG_WORKER_NAME"]
    assert variable["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}


def test_pods_are_counted_by_the_lag_of_the_group_that_works_and_not_beyond_its_partitions() -> None:
    scaler = of_kind("ScaledObject")["duwang-checker"]
    assert scaler["spec"]["scaleTargetRef"]["name"] in of_kind("Deployment")
    [trigger] = scaler["spec"]["triggers"]
    assert (trigger["metadata"]["consumerGroup"], trigger["metadata"]["topic"]) == (GROUP, POSTS)
    settings = of_kind("ConfigMap")["duwang"]["data"]
    assert trigger["metadata"]["bootstrapServers"] == settings["DUWANG_KAFKA"]
    plain = of_kind("HorizontalPodAutoscaler")["duwang-checker"]
    assert plain["spec"]["maxReplicas"] == scaler["spec"]["maxReplicaCount"] <= int(settings["DUWANG_KAFKA_PARTITIONS"])


def test_whoever_is_scaled_states_no_number_of_its_own() -> None:
    scaled = {each["spec"]["scaleTargetRef"]["name"] for each in of_kind("HorizontalPodAutoscaler").values()}
    assert scaled == {"duwang-api", "duwang-checker"}
    assert [name for name in scaled if "replicas" in of_kind("Deployment")[name]["spec"]] == []


def test_selectors_find_their_pods() -> None:
    labels = [{**pod["metadata"]["labels"], **KUSTOMIZATION["labels"][0]["pairs"]} for pod in PODS.values()]
    assert KUSTOMIZATION["labels"][0]["includeTemplates"]
    selectors = [each["spec"]["selector"] for each in of_kind("Service").values()]
    for kind in ("PodDisruptionBudget", "Deployment", "PodMonitor"):
        selectors += [each["spec"]["selector"]["matchLabels"] for each in of_kind(kind).values()]
    selectors += [each["spec"]["podSelector"].get("matchLabels", {}) for each in of_kind("NetworkPolicy").values()]
    for selector in selectors:
        assert any(selector.items() <= each.items() for each in labels), selector


def test_prometheus_is_given_the_labels_that_the_rules_ask_for() -> None:
    endpoints = of_kind("PodMonitor")["duwang"]["spec"]["podMetricsEndpoints"]
    ports = {port["name"] for pod in PODS.values() for port in pod["spec"]["containers"][0].get("ports", [])}
    assert {endpoint["port"] for endpoint in endpoints} == ports
    for endpoint in endpoints:
        labels = {rule["targetLabel"]: rule.get("replacement", "") for rule in endpoint["relabelings"]}
        assert labels["job"] == "duwang"
        assert "service" in labels


def _values(source: dict[str, Any]) -> dict[str, Any]:
    if "configMapRef" in source:
        data: dict[str, Any] = of_kind("ConfigMap")[source["configMapRef"]["name"]]["data"]
    else:
        data = of_kind("Secret")[source["secretRef"]["name"]]["stringData"]
    return data
