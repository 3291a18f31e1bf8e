"""The services of the compose file fit together, and with the files they mount."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import compose_spec
import msgspec
import pytest
import yaml

from gradcheck import settings
from gradcheck.cli.arguments import parser

_DEPLOY = Path(__file__).parents[2] / "deploy"
_REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
_OURS = ("gradcheck", "api", "worker")


def _yaml(name: str) -> Any:  # noqa: ANN401 - a parsed document
    return yaml.safe_load((_DEPLOY / name).read_text())


_COMPOSE = _yaml("compose.yaml")
_SERVICES = _COMPOSE["services"]
_MOUNTS = [
    (name, *volume.split(":")[:2]) for name, service in _SERVICES.items() for volume in service.get("volumes", [])
]
(_SCRAPE,) = _yaml("prometheus.yml")["scrape_configs"]
_VALUES = {
    "GRADCHECK_API_KEYS": "key",
    "GRADCHECK_LOG_LEVEL": "debug",
    "GRADCHECK_MAX_CONCURRENCY": "3",
    "GRADCHECK_MAX_JOBS": "3",
    "OPENAI_API_KEY": "key",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
}


def _started(profile: str) -> set[str]:
    return {name for name, service in _SERVICES.items() if profile in service.get("profiles", [profile])}


def test_the_file_is_one_of_the_compose_specification() -> None:
    document = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
    for secret in document["services"]["prometheus"]["secrets"]:
        secret["mode"] = int(secret["mode"], 8)  # an octal number of YAML 1.2, which this reader takes for a text
    assert set(compose_spec.PyCompose.from_json(json.dumps(document)).service_names()) == set(_SERVICES)


def test_a_profile_starts_one_process_or_the_api_and_workers_on_postgres_with_the_same_monitoring() -> None:
    assert _started("single") == {"gradcheck", "prometheus", "grafana"}
    assert _started("postgres") == {"api", "worker", "postgres", "prometheus", "grafana"}


def test_the_processes_differ_in_their_command_and_the_database_alone() -> None:
    own = {"profiles", "command", "environment", "depends_on", "ports", "tmpfs", "volumes"}
    common = [{key: value for key, value in _SERVICES[name].items() if key not in own} for name in _OURS]
    assert common[0] == common[1] == common[2]
    assert [_SERVICES[name].get("command") for name in _OURS] == [None, ["api"], ["worker"]]
    single, api, worker = (_SERVICES[name]["environment"] for name in _OURS)
    assert api == worker == {**single, "GRADCHECK_DATABASE_URL": api["GRADCHECK_DATABASE_URL"]}


def test_the_commands_are_commands() -> None:
    for name in ("api", "worker"):
        assert parser().parse_args(_SERVICES[name]["command"]).command == name


def test_every_process_has_a_home_to_write_to_on_its_read_only_root() -> None:
    home = "/var/lib/gradcheck"
    assert f"gradcheck_home:{home}" in _SERVICES["gradcheck"]["volumes"]
    for name in ("api", "worker"):
        assert _SERVICES[name]["tmpfs"] == ["/tmp", f"{home}:uid=10001,gid=10001,mode=0700"]  # noqa: S108
    assert all(_SERVICES[name]["read_only"] for name in _OURS)


def test_the_database_is_reached_as_its_own_user_and_with_its_own_password() -> None:
    postgres = _SERVICES["postgres"]["environment"]
    url = _SERVICES["api"]["environment"]["GRADCHECK_DATABASE_URL"]
    user, password, name = (postgres[f"POSTGRES_{key}"] for key in ("USER", "PASSWORD", "DB"))
    assert url == f"postgresql+psycopg://{user}:{password}@postgres:5432/{name}"


@pytest.mark.parametrize("service", _OURS)
def test_every_process_is_told_of_the_mounted_settings_which_can_be_read(service: str) -> None:
    (source,) = (source for name, source, target in _MOUNTS if name == service and target.endswith(".toml"))
    told = _SERVICES[service]["environment"]["GRADCHECK_CONFIG"]
    assert f"{source}:{told}:ro" in _SERVICES[service]["volumes"]
    settings.load({"GRADCHECK_CONFIG": str(_DEPLOY / source)})


def test_the_example_in_the_settings_is_one() -> None:
    lines = (_DEPLOY / "gradcheck.toml").read_text().splitlines()
    example = "\n".join(line.removeprefix("# ") for line in lines if re.match(r"# (\[|\w+ = )", line))
    config = tomllib.loads(example)
    assert "openai" in config["providers"]
    msgspec.convert(config["providers"]["openai"], settings.Provider)


@pytest.mark.parametrize("service", _OURS)
def test_the_image_is_built_from_the_project(service: str) -> None:
    context = (_DEPLOY / _SERVICES[service]["build"]["context"]).resolve()
    assert (context / "Dockerfile").is_file()


@pytest.mark.parametrize("service", _SERVICES.values(), ids=_SERVICES)
def test_a_service_restarts_pins_its_image_and_cannot_gain_privileges(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    assert re.search(r":v?\d+\.\d+(\.\d+)?$", service["image"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", _SERVICES.values(), ids=_SERVICES)
def test_a_service_is_published_on_loopback_only(service: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


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
    required = set(_REQUIRED.findall((_DEPLOY / "compose.yaml").read_text()))
    assert sorted(example) == sorted({"COMPOSE_PROFILES", *required})


@pytest.mark.parametrize("variable", sorted({*_SERVICES["gradcheck"]["environment"]} - {"GRADCHECK_CONFIG"}))
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


def test_prometheus_scrapes_every_container_of_ours_at_the_port_of_the_image() -> None:
    (found,) = _SCRAPE["dns_sd_configs"]
    assert (found["names"], found["type"]) == (list(_OURS), "A")
    assert f"EXPOSE {found['port']}\n" in (_DEPLOY / "../Dockerfile").read_text()
    assert _SCRAPE["metrics_path"] == "/metrics"


def test_prometheus_is_told_of_the_rules_that_are_mounted_beside_its_settings() -> None:
    targets = {source: Path(target) for _, source, target in _MOUNTS}
    for rules in _yaml("prometheus.yml")["rule_files"]:
        assert targets["./prometheus.yml"].parent / rules == targets[f"./{rules}"]


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
