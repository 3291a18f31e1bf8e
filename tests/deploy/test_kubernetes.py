"""The manifests are valid, run the image as it is meant to be run, and fit together in both overlays."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from gradcheck import settings
from gradcheck.cli.arguments import parser

from .exposition import exposed_series
from .kustomize import Document, build
from .promql import faults, named

_KUBERNETES = Path(__file__).parents[2] / "deploy/kubernetes"
_OVERLAYS = {name: build(_KUBERNETES / name) for name in ("single", "postgres")}
_ALL = [
    pytest.param(one, id=f"{name} {one['kind']} {one['metadata']['name']}")
    for name, made in _OVERLAYS.items()
    for one in made
]
_PODS = [
    pytest.param(one["spec"]["template"], id=f"{name} {one['metadata']['name']}")
    for name, made in _OVERLAYS.items()
    for one in made
    if one["kind"] == "Deployment"
]
_OF_THE_OPERATOR = "monitoring.coreos.com/v1"
_VERSIONS = ("1.34.0", "1.37.0")


def _one(overlay: str, kind: str, name: str = "gradcheck") -> Document:
    (found,) = (one for one in _OVERLAYS[overlay] if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


@pytest.mark.parametrize("version", _VERSIONS)
@pytest.mark.parametrize("manifest", _ALL)
def test_a_manifest_is_valid(manifest: Document, version: str) -> None:
    if manifest["apiVersion"] != _OF_THE_OPERATOR:  # whose types are no part of Kubernetes
        kubernetes_validate.validate(manifest, version, strict=True)


def test_an_invalid_manifest_is_found() -> None:
    manifest = _one("single", "Deployment") | {"spec": {"replicas": "one"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, _VERSIONS[-1], strict=True)


@pytest.mark.parametrize("manifest", _ALL)
def test_everything_is_in_the_namespace_that_admits_restricted_pods_alone(manifest: Document) -> None:
    if manifest["kind"] == "Namespace":
        assert manifest["metadata"]["labels"] == {"pod-security.kubernetes.io/enforce": "restricted"}
    else:
        assert manifest["metadata"]["namespace"] == _one("single", "Namespace")["metadata"]["name"]


def test_every_file_is_used() -> None:
    listed = {_KUBERNETES / "monitoring/adapter.yaml"}  # values of another chart
    for path in _KUBERNETES.rglob("kustomization.yaml"):
        kustomization = yaml.safe_load(path.read_text())
        generated = [name for one in kustomization.get("configMapGenerator", []) for name in one["files"]]
        listed |= {path, *(path.parent / name for name in [*kustomization.get("resources", []), *generated])}
    assert {path for path in _KUBERNETES.rglob("*") if path.is_file()} <= listed


@pytest.mark.parametrize("pod", _PODS)
def test_a_pod_is_as_unprivileged_as_the_image_is_made_for(pod: Document) -> None:
    whole, (container,) = pod["spec"]["securityContext"], pod["spec"]["containers"]
    assert (whole["runAsUser"], whole["runAsGroup"], whole["fsGroup"]) == (10001, 10001, 10001)
    assert whole["runAsNonRoot"] is True
    assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["spec"]["automountServiceAccountToken"] is False
    written = sorted(mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly"))
    assert written == ["/tmp", "/var/lib/gradcheck"]  # noqa: S108 - the pod's own


@pytest.mark.parametrize("pod", _PODS)
def test_a_pod_has_a_minute_to_start_and_half_of_one_to_end(pod: Document) -> None:
    (container,) = pod["spec"]["containers"]
    start = container["startupProbe"]
    assert start["periodSeconds"] * start["failureThreshold"] == 60
    assert start["httpGet"]["path"] == container["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert pod["spec"]["terminationGracePeriodSeconds"] == 30


def test_pods_differ_in_what_they_do_and_keep_alone() -> None:
    single = _one("single", "Deployment")["spec"]["template"]["spec"]
    api = _one("postgres", "Deployment")["spec"]["template"]["spec"]
    worker = _one("postgres", "Deployment", "gradcheck-worker")["spec"]["template"]["spec"]
    commands = [pod["containers"][0].pop("args") for pod in (single, api, worker)]
    assert commands == [["serve"], ["api"], ["worker"]]
    assert [parser().parse_args(command).command for command in commands] == ["serve", "api", "worker"]
    assert [pod["volumes"].pop(0)["name"] for pod in (single, api, worker)] == ["home"] * 3
    hooks = [pod["containers"][0].pop("lifecycle", None) for pod in (single, api, worker)]
    assert hooks[0] == hooks[1] != hooks[2]
    assert single == api == worker


def test_one_process_has_its_volume_to_itself() -> None:
    deployment, volume = _one("single", "Deployment"), _one("single", "PersistentVolumeClaim")
    assert deployment["spec"]["replicas"] == 1
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
    assert volume["spec"]["accessModes"] == ["ReadWriteOncePod"]


@pytest.mark.parametrize("overlay", _OVERLAYS)
def test_every_selector_chooses_the_pods_of_one_deployment_or_all(overlay: str) -> None:
    pods = {
        one["metadata"]["name"]: one["spec"]["template"]["metadata"]["labels"]
        for one in _OVERLAYS[overlay]
        if one["kind"] == "Deployment"
    }
    for one in _OVERLAYS[overlay]:
        selector: Any = one.get("spec", {}).get("selector", one.get("spec", {}).get("podSelector"))
        if selector is None or one["kind"] == "ServiceMonitor":
            continue
        chosen = {
            name for name, labels in pods.items() if selector.get("matchLabels", selector).items() <= labels.items()
        }
        assert chosen == (set(pods) if one["kind"] == "NetworkPolicy" else {one["metadata"]["name"]})


def test_both_kinds_of_pods_are_disrupted_one_at_a_time() -> None:
    budgets = [one for one in _OVERLAYS["postgres"] if one["kind"] == "PodDisruptionBudget"]
    assert {one["metadata"]["name"] for one in budgets} == {"gradcheck", "gradcheck-worker"}
    assert all(one["spec"]["maxUnavailable"] == 1 for one in budgets)


def test_only_the_postgres_overlay_lets_pods_reach_a_database() -> None:
    ports = {
        overlay: [port["port"] for rule in _one(overlay, "NetworkPolicy")["spec"]["egress"] for port in rule["ports"]]
        for overlay in _OVERLAYS
    }
    assert ports == {"single": [53, 53, 443], "postgres": [53, 53, 443, 5432]}


def test_no_rule_lets_pods_reach_private_addresses() -> None:
    (blocks,) = (
        to["ipBlock"]
        for rule in _one("single", "NetworkPolicy")["spec"]["egress"]
        for to in rule["to"]
        if "ipBlock" in to
    )
    assert {"10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"} <= set(blocks["except"])


def test_workers_are_scaled_by_the_jobs_that_the_adapter_counts() -> None:
    scaler = _one("postgres", "HorizontalPodAutoscaler", "gradcheck-worker")["spec"]
    worker = _one("postgres", "Deployment", "gradcheck-worker")
    assert scaler["scaleTargetRef"]["name"] == worker["metadata"]["name"]
    assert "replicas" not in worker["spec"]  # or each deployment would undo what the scaler does
    (rule,) = yaml.safe_load((_KUBERNETES / "monitoring/adapter.yaml").read_text())["rules"]["external"]
    (metric,) = scaler["metrics"]
    assert metric["external"]["metric"]["name"] == rule["name"]["as"]
    assert metric["external"]["target"]["averageValue"] == str(settings.Settings(home=Path(), database_url="").max_jobs)
    query = rule["metricsQuery"].replace("<<.LabelMatchers>>", 'namespace="gradcheck"')
    exposed = {name: labels | {"namespace"} for name, labels in exposed_series().items()}
    assert {name for name, _ in named(query)} == {"gradcheck_jobs_queued", "gradcheck_jobs_running"}
    assert faults(query, exposed) == []


@pytest.mark.parametrize("overlay", _OVERLAYS)
def test_prometheus_finds_every_pod_through_a_service_under_the_job_of_the_alerts(overlay: str) -> None:
    monitor = _one(overlay, "ServiceMonitor")["spec"]
    services = [one for one in _OVERLAYS[overlay] if one["kind"] == "Service"]
    chosen = [
        one for one in services if monitor["selector"]["matchLabels"].items() <= one["metadata"]["labels"].items()
    ]
    deployments = [one for one in _OVERLAYS[overlay] if one["kind"] == "Deployment"]
    assert {one["metadata"]["name"] for one in chosen} == {one["metadata"]["name"] for one in deployments}
    assert {one["metadata"]["labels"][monitor["jobLabel"]] for one in chosen} == {"gradcheck"}
    assert all(port["name"] == monitor["endpoints"][0]["port"] for one in chosen for port in one["spec"]["ports"])


@pytest.mark.parametrize("overlay", _OVERLAYS)
def test_the_rules_are_those_of_the_compose_file(overlay: str) -> None:
    files = [yaml.safe_load((_KUBERNETES.parent / name).read_text()) for name in ("alerts.yml", "recording.yml")]
    assert _one(overlay, "PrometheusRule")["spec"] == {"groups": [group for file in files for group in file["groups"]]}


def test_the_settings_are_mounted_where_the_process_is_told_to_read_them_and_can_be_read() -> None:
    (container,) = _one("single", "Deployment")["spec"]["template"]["spec"]["containers"]
    (told,) = (Path(one["value"]) for one in container["env"] if one["name"] == "GRADCHECK_CONFIG")
    assert {one["mountPath"] for one in container["volumeMounts"] if one["name"] == "settings"} == {str(told.parent)}
    assert list(_one("single", "ConfigMap")["data"]) == [told.name]
    settings.load({"GRADCHECK_CONFIG": str(_KUBERNETES / "base" / told.name)})
