"""What the programs themselves say of our files: those of Prometheus and of systemd, which Debian has."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parents[2]
_PACKAGES = {"promtool": "prometheus", "systemd-analyze": "systemd"}
_UNIT = "deploy/systemd/gradcheck.service"


def _check(program: str, *arguments: str) -> str:
    assert shutil.which(program), f"the Debian package {_PACKAGES[program]} is missing"
    command = [program, *arguments]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_prometheus_accepts_its_settings_and_the_alerts() -> None:
    _check("promtool", "check", "config", "--syntax-only", "deploy/prometheus.yml")
    said = _check("promtool", "check", "rules", "deploy/alerts.yml", "deploy/recording.yml")
    assert re.findall(r"SUCCESS: (\d+) rules found", said) == ["12", "3"]


def test_each_alert_comes_when_it_should_and_no_other() -> None:
    _check("promtool", "test", "rules", "tests/deploy/alerts_test.yml")


def test_systemd_accepts_the_unit_wherever_its_program_is(tmp_path: Path) -> None:
    text = (_ROOT / _UNIT).read_text()
    unit = tmp_path / "gradcheck.service"
    unit.write_text(text.replace("/opt/gradcheck/bin/gradcheck", "/bin/true"))
    assert "gradcheck.service" not in _check("systemd-analyze", "verify", "--man=no", str(unit))


def test_systemd_rates_the_units_exposure_as_low() -> None:
    said = _check("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", _UNIT)
    (exposure,) = re.findall(r"Overall exposure level for \S+ (\d\.\d)", said)
    assert float(exposure) < 2
