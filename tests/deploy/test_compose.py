"""The services of the compose file fit together, and with the files they mount."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gradcheck import settings

_DEPLOY = Path(__file__).parents[2] / "deploy"
_REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")


def _yaml(name: str) -> Any:  # noqa: ANN401 - a parsed document
    return yaml.safe_load((_DEPLOY / name).read_text())


_COMPOSE = _yaml("compose.yaml")
_SERVICES = _COMPOSE["services"]
_MOUNTS = [(name, *volume.split(":")[:2]) for name, service in _SERVICES.items() for volume in service["volumes"]]
(_SCRAPE,) = _yaml("prometheus.yml")["scrape_configs"]
_VALUES = {
    "GRADCHECK_API_KEYS": "key",
    "GRADCHECK_LOG_LEVEL": "debug",
    "GRADCHECK_MAX_CONCURRENCY": "3",
    "GRADCHECK_MAX_JOBS": "3",
    "OPENAI_API_KEY": "key",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
}


def test_the_image_is_built_from_the_project() -> None:
    context = (_DEPLOY / _SERVICES["gradcheck"]["build"]["context"]).resolve()
    assert (context / "Dockerfile").is_file()


@pytest.mark.parametrize("service", _SERVICES.values(), ids=_SERVICES)
def test_a_service_restarts_pins_its_image_and_cannot_gain_privileges(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    assert re.search(r":v?\d+\.\d+\.\d+$", service["image"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", _SERVICES.values(), ids=_SERVICES)
def test_a_service_is_published_on_loopback_only(service: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


@pytest.mark.parametrize("service", _SERVICES.values(), ids=_SERVICES)
def test_a_service_waits_until_those_it_needs_are_healthy(service: dict[str, Any]) -> None:
    for needed, how in service.get("depends_on", {}).items():
        assert how == {"condition": "service_healthy"}
        assert "healthcheck" in _SERVICES[needed] or "build" in _SERVICES[needed]


def test_keys_and_passwords_are_required_and_never_written_down() -> None:
    keys = _SERVICES["gradcheck"]["environment"]["GRADCHECK_API_KEYS"]
    password = _SERVICES["grafana"]["environment"]["GF_SECURITY_ADMIN_PASSWORD"]
    assert _REQUIRED.sub(r"\1", keys) == "GRADCHECK_API_KEYS,GRADCHECK_SCRAPE_KEY"
    assert _REQUIRED.sub(r"\1", password) == "GRAFANA_ADMIN_PASSWORD"


def test_the_example_of_the_environment_names_just_the_required_variables() -> None:
    example = re.findall(r"^(\w+)=", (_DEPLOY / ".env.example").read_text(), re.MULTILINE)
    assert sorted(example) == sorted(set(_REQUIRED.findall((_DEPLOY / "compose.yaml").read_text())))


@pytest.mark.parametrize("variable", _SERVICES["gradcheck"]["environment"])
def test_every_variable_the_service_is_given_is_one_of_its_settings(variable: str) -> None:
    without = {name: value for name, value in _VALUES.items() if name != variable}
    assert settings.load(_VALUES) != settings.load(without)


@pytest.mark.parametrize(("service", "source", "target"), _MOUNTS)
def test_a_mounted_file_exists_and_a_named_volume_is_declared(service: str, source: str, target: str) -> None:
    assert target.startswith("/")
    assert (_DEPLOY / source).exists() if source.startswith(".") else source in _COMPOSE["volumes"]


def test_every_declared_volume_is_used_once() -> None:
    named = [source for _, source, _ in _MOUNTS if not source.startswith(".")]
    assert sorted(named) == sorted(_COMPOSE["volumes"])


def test_prometheus_scrapes_the_service_at_the_port_it_publishes() -> None:
    (published,) = _SERVICES["gradcheck"]["ports"]
    assert _SCRAPE["static_configs"] == [{"targets": [f"gradcheck:{published.rpartition(':')[2]}"]}]
    assert _SCRAPE["metrics_path"] == "/metrics"


def test_prometheus_reads_its_bearer_key_from_a_secret_that_its_user_may_read() -> None:
    prometheus = _SERVICES["prometheus"]
    (secret,) = prometheus["secrets"]
    assert _SCRAPE["authorization"] == {"type": "Bearer", "credentials_file": f"/run/secrets/{secret['source']}"}
    assert f"{secret['uid']}:{secret['gid']}" == prometheus["user"]
    assert int(secret["mode"], 8) == 0o400  # an octal number of YAML 1.2, which this reader takes for a text
    assert _COMPOSE["secrets"] == {secret["source"]: {"environment": "GRADCHECK_SCRAPE_KEY"}}


def test_prometheus_and_grafana_are_told_paths_that_are_mounted() -> None:
    targets = {source: target for _, source, target in _MOUNTS}
    assert f"--config.file={targets['./prometheus.yml']}" in _SERVICES["prometheus"]["command"]
    assert f"--storage.tsdb.path={targets['prometheus_data']}" in _SERVICES["prometheus"]["command"]
    (provider,) = _yaml("grafana/provisioning/dashboards/gradcheck.yaml")["providers"]
    assert provider["options"]["path"] == targets["./grafana/dashboards"]
    home = Path(_SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) == targets["./grafana/dashboards"]
    assert (_DEPLOY / "grafana/dashboards" / home.name).is_file()


def test_grafana_asks_prometheus_where_it_listens() -> None:
    (source,) = _yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"]
    (published,) = _SERVICES["prometheus"]["ports"]
    assert source["url"] == f"http://prometheus:{published.rpartition(':')[2]}"
