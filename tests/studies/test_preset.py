"""The preset repeats the founding paper's design, family by family, and shows what is published beside it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.studies.estimate import estimate
from gradcheck.studies.presets.melcer2025 import ARMS, FAMILIES, comparisons, published
from tests.docs.pages import ROOT
from tests.studies.test_validation import errors, plan

PRESET: dict[str, Any] = {"preset": "melcer2025", "arms": [], "comparisons": [], "trials": None}


def test_the_whole_preset_is_accepted_with_the_papers_trials(tmp_path: Path) -> None:
    found = plan(tmp_path, **PRESET)
    assert found.families == ("chain", "labels", "prompt_only", "fitting", "selection", "audit")
    trials = {arm.name: arm.trials for arm in found.arms}
    assert set(trials) == set(ARMS)
    assert trials["three_stage_naive"] == 40
    assert trials["three_stage_validated"] == trials["three_stage_validated_5"] == 15
    assert trials["one_step_naive_wrong"] == 30
    assert trials["one_step_validated"] == trials["improve"] == trials["three_stage_long"] == 5
    methods = {arm.name: msgspec.to_builtins(arm.plan.method) for arm in found.arms}
    plain = {
        "momentum": 0,
        "constraints": (),
        "in_context_examples": (),
        "acceptance": "greedy",
        "briefing": False,
        "racing": False,
        "informative": None,
    }
    base = {"name": "textgrad", "batch": 3, "steps": 10, "chain": "three_stage", **plain}
    assert methods["three_stage_naive"] == {**base, "revert": "naive", "candidates": 1}
    assert methods["three_stage_validated"] == {**base, "revert": "validation", "candidates": 3}
    assert methods["three_stage_long"] == {**base, "steps": 100, "revert": "naive", "candidates": 1}
    assert methods["default"]["name"] == "none"
    assert methods["improve"]["rounds"] == 10
    assert len(found.comparisons) == 21
    assert {one.alternative for one in found.comparisons} == {"greater"}
    assert found.track is not None
    assert (found.track.every, found.track.arms) == (10, ("three_stage_long", "three_stage_long_wrong"))


def test_arms_that_families_share_are_run_once_as_often_as_needed(tmp_path: Path) -> None:
    chain = plan(tmp_path, **{**PRESET, "families": ["chain"]})
    assert {arm.name: arm.trials for arm in chain.arms} == FAMILIES["chain"].arms
    both = plan(tmp_path, **{**PRESET, "families": ["selection", "chain"]})
    names = [arm.name for arm in both.arms]
    assert len(names) == len(set(names)) == len(FAMILIES["chain"].arms) + len(FAMILIES["selection"].arms) - 2
    assert both.arm("three_stage_naive").trials == 40
    shared = next(one for one in both.comparisons if one.second == "one_step_naive")
    assert both.common_trials(shared) == 30


def test_trials_are_given_for_all_families_or_by_family(tmp_path: Path) -> None:
    few = plan(tmp_path, **{**PRESET, "families": ["chain", "prompt_only"], "trials": 6})
    assert {arm.trials for arm in few.arms} == {6}
    own = plan(tmp_path, **{**PRESET, "families": ["chain", "prompt_only"], "trials": {"prompt_only": 7}})
    assert (own.arm("improve").trials, own.arm("three_stage_validated").trials) == (7, 7)
    assert own.arm("one_step_validated").trials == 5
    assert "5 are needed" in errors(tmp_path, **{**PRESET, "families": ["labels"], "trials": 4})["trials"]


def test_the_power_at_the_papers_own_trials_is_stated(tmp_path: Path) -> None:
    found = {
        (one.family, one.trials): one for one in estimate(plan(tmp_path, **{**PRESET, "trials": 20})).published_power
    }
    assert found["prompt_only", 5].power == pytest.approx(0.15, abs=0.005)
    assert found["chain", 30].power == pytest.approx(0.86, abs=0.005)
    assert found["labels", 5].power == pytest.approx(0.12, abs=0.005)  # "about 0.12 to 0.18", the notes say
    assert ("chain", 20) not in found


def test_every_published_finding_belongs_to_a_comparison_or_family_and_is_called_second_hand() -> None:
    pairs = {(one.family, one.first, one.second) for one in comparisons(tuple(FAMILIES))}
    found = {pair: published(pair[0], pair[1:]) for pair in pairs}
    known = {pair for pair, one in found.items() if one.findings}
    assert len(known) == 19
    assert pairs - known == {("selection", f"three_stage_validated_{count}", "three_stage_naive") for count in (2, 4)}
    assert all("second-hand" in one.source for one in found.values())
    chain = found["chain", "three_stage_naive", "one_step_naive"].findings
    assert {finding.task: finding.p_value for finding in chain} == {
        "BBEH Web of Lies": 0.0037,
        "BBEH Multistep Arithmetic": 0.03,
        "GPQA Diamond": None,
    }
    assert all(published(family).findings for family in FAMILIES if family != "chain")


def test_wrong_label_arms_differ_from_their_true_ones_in_the_labels_alone() -> None:
    pairs = FAMILIES["labels"].comparisons
    for first, second in (*pairs["labels"], *pairs["labels_graded"]):
        true, wrong = ARMS[first], ARMS[second]
        assert true.overrides == wrong.overrides
        assert (true.critic.labels, wrong.critic.labels) == ("true", "wrong")
        assert true.critic.evaluation == wrong.critic.evaluation


def test_the_page_of_the_paper_has_every_comparison_and_what_is_published_of_it() -> None:
    page = (ROOT / "docs/melcer2025.md").read_text("utf-8")
    assert [family for family in FAMILIES if f"\n## `{family}`" not in page] == []
    for family, design in FAMILIES.items():
        section = page.partition(f"\n## `{family}`")[2].partition("\n## ")[0]
        for name, pairs in design.comparisons.items():
            for first, second in pairs:
                row = next(line for line in section.splitlines() if f"| `{first}` \N{MINUS SIGN} `{second}` |" in line)
                for finding in published(name, (first, second)).findings:
                    if finding.p_value is not None:
                        assert f"{finding.p_value:g}" in row or f"{finding.p_value:.3f}" in row
    assert "second-hand" in page
