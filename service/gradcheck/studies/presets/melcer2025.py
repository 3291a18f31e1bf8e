"""The preset `melcer2025`: six families of ablations of a textual gradient, as arms and comparisons.

Melcer et al. 2025, "Textual Gradients are a Flawed Metaphor for Automatic Prompt Optimization", arXiv 2512.13598: 10
batches of 3 (one epoch of 30 train items), 30 trials with naive selection, 5 with validated selection among three
updates a batch, a long run of 100 steps, and a study of selection with 40 and 15 trials. Task, models and prompt are
the caller's. Its published results are second-hand and stand in `melcer2025.json`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from gradcheck.domain.base import Value
from gradcheck.studies.request import ArmSpec, ComparisonSpec, CriticSpec, TrackSpec

NAME: Final = "melcer2025"
_NAIVE, _VALIDATED, _LONG, _MANY_NAIVE, _MANY_VALIDATED = 30, 5, 5, 40, 15
_BATCH, _STEPS, _LONG_STEPS, _EPOCH = 3, 10, 100, 10
_CANDIDATES = 3


class PublishedFinding(Value, frozen=True, kw_only=True):
    """What was found on a task; the p-value where it is known."""

    task: str
    outcome: str
    p_value: float | None = None


class Published(Value, frozen=True, kw_only=True):
    """Published results that a comparison or a family repeats, and how they are known."""

    source: str
    findings: tuple[PublishedFinding, ...]


class _Publication(Value, frozen=True, kw_only=True):
    """All that is known of it; the findings of comparisons by family and pair."""

    source: str
    comparisons: dict[str, dict[str, tuple[PublishedFinding, ...]]]
    families: dict[str, tuple[PublishedFinding, ...]]


Pair = tuple[str, str]


class Family(Value, frozen=True, kw_only=True):
    """A family of the design: how often its arms are run, and the pairs it compares, the better one first.

    Pairs are adjusted together under the name they stand by.
    """

    arms: dict[str, int]
    comparisons: dict[str, tuple[Pair, ...]]


def _textgrad(chain: str, candidates: int = 0, steps: int = _STEPS) -> dict[str, Any]:
    """TextGrad with so many candidates, none for naive selection."""
    selection = {"revert": "validation", "candidates": candidates} if candidates else {"revert": "naive"}
    return {"name": "textgrad", "batch": _BATCH, "steps": steps, "chain": chain, **selection}


def _arms() -> dict[str, ArmSpec]:
    """All arms by name."""
    runs = {
        f"{chain}_{selection}": _textgrad(chain, candidates)
        for chain in ("three_stage", "one_step")
        for selection, candidates in (("naive", 0), ("validated", _CANDIDATES))
    }
    wrong = CriticSpec(labels="wrong")
    arms = [ArmSpec(name=name, overrides={"method": method}) for name, method in runs.items()]
    for name, method in runs.items():
        blind = CriticSpec(evaluation="none")
        arms.append(ArmSpec(name=f"{name}_wrong", overrides={"method": method}, critic=wrong))
        arms.append(ArmSpec(name=f"{name}_none", overrides={"method": method}, critic=blind))
    graded = {"method": runs["three_stage_naive"]}
    for critic in (CriticSpec(evaluation="binary"), CriticSpec(evaluation="smooth")):
        name = f"three_stage_naive_{critic.evaluation}"
        misled = CriticSpec(evaluation=critic.evaluation, labels="wrong")
        arms.append(ArmSpec(name=name, overrides=graded, critic=critic))
        arms.append(ArmSpec(name=f"{name}_wrong", overrides=graded, critic=misled))
    long = {"method": _textgrad("three_stage", steps=_LONG_STEPS)}
    arms += [
        ArmSpec(name="three_stage_long", overrides=long),
        ArmSpec(name="three_stage_long_wrong", overrides=long, critic=wrong),
        ArmSpec(name="default", overrides={"method": {"name": "none"}}),
    ]
    blind_search = {"rounds": _STEPS, "candidates": _CANDIDATES}
    for name in ("rewrite", "improve"):
        arms.append(ArmSpec(name=name, overrides={"method": {"name": name, **blind_search}}))
    for count in (1, 2, 4, 5):
        method = _textgrad("three_stage", count)
        arms.append(ArmSpec(name=f"three_stage_validated_{count}", overrides={"method": method}))
    return {arm.name: arm for arm in arms}


def _labels() -> Family:
    runs = {"three_stage_naive": _NAIVE, "one_step_naive": _NAIVE}
    runs |= {"three_stage_validated": _VALIDATED, "one_step_validated": _VALIDATED}
    graded = [f"three_stage_naive_{evaluation}" for evaluation in ("binary", "smooth")]
    pairs = {
        "labels": tuple((name, f"{name}_wrong") for name in runs),
        "labels_none": tuple((name, f"{name}_none") for name in runs),
        "labels_graded": tuple((name, f"{name}_wrong") for name in graded),
    }
    trials = {arm: runs.get(pair[0], _NAIVE) for comparisons in pairs.values() for pair in comparisons for arm in pair}
    return Family(arms=trials, comparisons=pairs)


_SELECTED = [f"three_stage_validated{suffix}" for suffix in ("_1", "_2", "", "_4", "_5")]
_STAGES = {"three_stage_naive": _NAIVE, "three_stage_validated": _VALIDATED}

ARMS: Final = _arms()
FAMILIES: Final[Mapping[str, Family]] = {
    "chain": Family(
        arms={**_STAGES, "one_step_naive": _NAIVE, "one_step_validated": _VALIDATED},
        comparisons={
            "chain": (("three_stage_naive", "one_step_naive"), ("three_stage_validated", "one_step_validated"))
        },
    ),
    "labels": _labels(),
    "prompt_only": Family(
        arms=dict.fromkeys(("default", "rewrite", "improve", "three_stage_validated"), _VALIDATED),
        comparisons={
            "prompt_only": (("rewrite", "default"), ("improve", "default"), ("three_stage_validated", "improve"))
        },
    ),
    "fitting": Family(
        arms=dict.fromkeys(("three_stage_long", "three_stage_long_wrong"), _LONG),
        comparisons={"fitting": (("three_stage_long", "three_stage_long_wrong"),)},
    ),
    "selection": Family(
        arms={"three_stage_naive": _MANY_NAIVE, **dict.fromkeys(_SELECTED, _MANY_VALIDATED)},
        comparisons={"selection": tuple((name, "three_stage_naive") for name in _SELECTED)},
    ),
    "audit": Family(arms=_STAGES, comparisons={}),
}


def comparisons(families: tuple[str, ...]) -> tuple[ComparisonSpec, ...]:
    """All comparisons of families, one-sided as published."""
    return tuple(
        ComparisonSpec(first=first, second=second, alternative="greater", family=name)
        for family in families
        for name, pairs in FAMILIES[family].comparisons.items()
        for first, second in pairs
    )


def track(families: tuple[str, ...]) -> TrackSpec | None:
    """What is tracked: the long runs, once an epoch."""
    if "fitting" not in families:
        return None
    return TrackSpec(every=_EPOCH, arms=tuple(FAMILIES["fitting"].arms))


def published(family: str, pair: Pair | None = None) -> Published:
    """What is published of a family, or of one of its comparisons."""
    publication = _publication()
    pairs = publication.comparisons.get(family, {})
    findings = publication.families.get(family, ()) if pair is None else pairs.get(" - ".join(pair), ())
    return Published(source=publication.source, findings=findings)


@cache
def _publication() -> _Publication:
    text = resources.files("gradcheck.studies.presets").joinpath("melcer2025.json").read_bytes()
    return msgspec.json.decode(text, type=_Publication)
