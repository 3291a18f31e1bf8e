"""A method of another package is found, decoded, shown and run like our own."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import asyncio, json, sys
from pathlib import Path
from gradcheck.api.document.openapi import document
from gradcheck.app import create_app
from gradcheck.methods.registry import METHODS, parameters
from gradcheck.settings import load
from tests.support import harness

request = harness.request(method={"name": "shorten", "drafts": 3})
record = asyncio.run(harness.run(Path(sys.argv[1]), request, harness.Model()))
calls = [record.plan.method.calls(which, record.plan.context) for which in ("first", "most")]
errors = harness.errors(Path(sys.argv[1]), harness.request(method="shortn"))
schemas = document(create_app(load({"GRADCHECK_HOME": sys.argv[1]})))["components"]["schemas"]
print(json.dumps({
    "status": record.job.status,
    "steps": [[one.operator for one in step.edit_requests] for step in record.steps],
    "calls": calls,
    "parameters": sorted(parameters(METHODS["shorten"])["properties"]),
    "known": errors[0].message,
    "schema": sorted(schemas["Shorten"]["properties"]),
}))
"""


def test_a_method_of_another_package_needs_one_file_and_its_entry_point(tmp_path: Path) -> None:
    paths = [ROOT / "tests" / "support" / "outside", ROOT]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["status"] == "succeeded"
    assert found["steps"] == [[], ["shorten"] * 3, ["shorten"] * 3]
    assert 0 < found["calls"][0] < found["calls"][1]
    assert found["parameters"] == ["acceptance", "briefing", "drafts", "informative", "racing", "rounds"]
    assert "shorten" in found["known"]
    assert set(found["schema"]) == {"acceptance", "briefing", "drafts", "informative", "name", "racing", "rounds"}
