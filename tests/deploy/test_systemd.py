"""The unit starts the project's own command with settings that it accepts, and grace to end in."""

import configparser
import shlex
import tomllib
from pathlib import Path

from gradcheck import settings

_ROOT = Path(__file__).parents[2]
_UNIT = configparser.ConfigParser(strict=False, interpolation=None)
_UNIT.read(_ROOT / "deploy/systemd/gradcheck.service")
_SERVICE = _UNIT["Service"]
_ENVIRONMENT = dict(pair.split("=", 1) for pair in shlex.split(_SERVICE["environment"]))


def test_the_unit_serves_as_a_user_of_its_own_with_its_home_in_its_state() -> None:
    program, command = shlex.split(_SERVICE["ExecStart"])
    assert Path(program).name in tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert command == "serve"
    assert _SERVICE["DynamicUser"] == "yes"
    assert _ENVIRONMENT["GRADCHECK_HOME"] == f"/var/lib/{_SERVICE['StateDirectory']}"


def test_the_settings_that_the_unit_names_are_accepted() -> None:
    told = _ENVIRONMENT | {"GRADCHECK_CONFIG": str(_ROOT / "deploy" / Path(_ENVIRONMENT["GRADCHECK_CONFIG"]).name)}
    assert str(settings.load(told).home) == _ENVIRONMENT["GRADCHECK_HOME"]


def test_what_holds_keys_is_no_part_of_the_unit() -> None:
    assert _SERVICE["EnvironmentFile"].startswith("/etc/gradcheck/")
    assert not [name for name in _ENVIRONMENT if "KEY" in name]


def test_a_service_that_fails_is_started_again_and_one_that_is_stopped_has_time() -> None:
    assert _SERVICE["Restart"] == "on-failure"
    assert int(_SERVICE["TimeoutStopSec"]) == 30
