"""The audit by itself: what it imports, how it counts, what it skips."""

import ast
import json
from pathlib import Path

import pytest

from tests.audit.bounds import exact_interval, least_covered, limits, most_rejections, planned_power
from tests.audit.collect import document
from tests.audit.records import Records
from tests.audit.rows import Row, ask
from tests.audit.rules import at_most, covers, power, significant
from tests.audit.runner import outstanding
from tests.audit.service import Json
from tests.audit.table import table

FILES = sorted(Path(__file__).parent.rglob("*.py"))


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_audit_imports_nothing_of_the_product_nor_of_its_other_tests(path: Path) -> None:
    ours = {name for name in _imported(path) if name.split(".")[0] in {"gradcheck", "gradcheck_client", "tests", "."}}
    assert {name for name in ours if not name.startswith("tests.audit")} == set()


def test_every_module_of_the_audit_is_short_and_says_what_it_does_not_own() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        said = ast.get_docstring(ast.parse(text)) or ""
        assert len(text.splitlines()) <= 200, path
        assert path.name.startswith("test_") or "own" in said, path


def test_counts_are_judged_by_exact_binomial_values() -> None:
    assert (most_rejections(200), least_covered(200)) == (18, 178)
    assert most_rejections(20, 0) == 0
    assert limits(20, 1.0) == (20, 20)
    # Clopper and Pearson's published interval for 7 of 180, and the rule of three for none of 60.
    assert exact_interval(7, 180) == pytest.approx((0.0158, 0.0785), abs=5e-5)
    assert exact_interval(0, 60) == pytest.approx((0.0, 1 - 0.025 ** (1 / 60)))
    assert exact_interval(60, 60) == pytest.approx((0.025 ** (1 / 60), 1.0))


def test_planned_power_is_that_of_a_t_test() -> None:
    assert planned_power(0.0, 0.2, 12) == pytest.approx(0.05)
    assert planned_power(0.2, 0.2, 12) == pytest.approx(0.8)
    # the textbook's: 34 pairs find d = .495 with .80 and d = .5 with .808
    assert planned_power(0.5, 0.49517, 34) == pytest.approx(0.808, abs=2e-3)


def _record(
    job: int, p_value: float, interval: tuple[float, float], verdict: str = "inconclusive", basis: str = "run"
) -> Json:
    claim = {"name": "real - placebo", "ci95": list(interval), "verdict": verdict}
    found = {"verdict": verdict, "reading": "so it is", "p_value": p_value, "claims": [claim], "others": []}
    plan = {"minimum_detectable_effect": 0.2, "pairs": 12, "noise": {"basis": basis}}
    run = {"status": "succeeded", "error": None}
    one = {"findings": {"content": found}, "rules_version": 7}
    return {"row": "it", "job": job, "run": run, "plans": [plan], "diagnostics": [one], "refused": None}


def test_a_null_is_judged_by_its_rejections_and_an_interval_by_what_it_holds() -> None:
    records = [_record(job, 0.01 if job < 18 else 0.5, (-0.1, 0.1) if job < 178 else (0.05, 0.1)) for job in range(200)]
    rejected, covered = at_most("p", significant("content")), covers("content", "real - placebo", 0)
    assert (rejected(records).count, rejected(records).holds) == (18, True)
    assert (covered(records).count, covered(records).holds) == (178, True)
    one_more = [*records[:199], _record(199, 0.01, (0.05, 0.1))]
    assert not rejected(one_more).holds
    assert not covered([*one_more[1:], _record(0, 0.5, (0.05, 0.1))]).holds


def test_power_is_judged_against_the_plans_of_the_same_jobs() -> None:
    promised = planned_power(0.25, 0.2, 12)
    least, most = limits(60, promised)
    for supported, holds in ((least - 1, False), (least, True), (most, True)):
        verdicts = ["supported"] * supported + ["inconclusive"] * (60 - supported)
        records = [_record(job, 0.01, (0, 1), verdict) for job, verdict in enumerate(verdicts)]
        assert power("content", 0.25)(records).holds is holds
    for basis, holds in (("run", False), ("assumed", True)):  # what was guessed may have been too careful
        all_ = [_record(job, 0.01, (0, 1), "supported", basis) for job in range(60)]
        assert power("content", 0.2)(all_).holds is holds


def test_a_job_without_a_finding_is_no_rejection_and_no_cover() -> None:
    none = {**_record(0, 0.01, (0, 1)), "diagnostics": [{"findings": {}}]}
    assert at_most("p", significant("content"))([none]).count == 0
    assert covers("content", "real - placebo", 0)([none]).count == 0


def test_what_is_recorded_for_this_code_is_skipped(tmp_path: Path) -> None:
    rows = [Row("it", "nothing", "", (), jobs=3), Row("other", "nothing", "", (), jobs=2)]
    records = Records(tmp_path / "part.jsonl", "now")
    records.add({"row": "it", "job": 1})
    Records(tmp_path / "part.jsonl", "before").add({"row": "it", "job": 0})
    with (tmp_path / "part.jsonl").open("a") as lines:
        lines.write('{"row": "it", "jo')  # a process that was killed while it wrote
    left = [(row.name, job) for row, job in outstanding(rows, records, None)]
    assert left == [("it", 0), ("it", 2), ("other", 0), ("other", 1)]
    assert [job for _, job in outstanding(rows, records, 1)] == [0, 0]
    records.add({"row": "it", "job": 2})
    assert [record["job"] for record in records.of("it")] == [1, 2]


def test_the_table_shows_count_share_and_interval(tmp_path: Path) -> None:
    records = Records(tmp_path / "part.jsonl", "now")
    row = Row("it", "nothing", "", (at_most("p ≤ .05", significant("content")),), (ask("content"),), jobs=2)
    assert "no job has ended" in table([row], records)
    for job in range(2):
        records.add(json.loads(json.dumps(_record(job, 0.01, (0, 1)))))
    text = table([row], records)
    assert "| it | p ≤ .05 | 2 of 2 | 1.000 [0.158, 1.000] | at most 1 | **no** |" in text
    assert "| it | jobs without a finding | 0 of 2 |" in text
    assert "2 times `content` inconclusive: so it is" in text


def test_the_page_shows_each_part_as_it_was_last_run_with_its_rules_and_its_time(tmp_path: Path) -> None:
    row = Row("it", "nothing", "", (at_most("p ≤ .05", significant("content")),), (ask("content"),), jobs=4)
    parts = {"first": (row,), "second": (row,)}
    for version, p_value in (("old", 0.01), ("new", 0.5)):
        for job in range(2):
            Records(tmp_path / "first.jsonl", version).add({**_record(job, p_value, (0, 1)), "seconds": 3 + job})
    text = document(parts, tmp_path)
    assert "| first | 2 of 4 | 7 | `new` | nothing | 3.5 | 0 |" in text
    assert "| second | 0 of 4 | | | | | |" in text
    assert "| it | p ≤ .05 | 0 of 2 | 0.000 [0.000, 0.842] | at most 1 | yes |" in text
    assert text.count("| it | p ≤ .05 |") == 1
