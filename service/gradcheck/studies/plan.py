"""A study as accepted: everything resolved, stored with the study, and enough to start it again from the top."""

from typing import Any

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.dataset import DatasetUse
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import derive, digest
from gradcheck.domain.task import Example
from gradcheck.engine.label_noise import with_wrong_labels
from gradcheck.engine.plan import ModelView, Plan, model_views
from gradcheck.llm.budget import Caps
from gradcheck.studies.request import ComparisonSpec, CriticSpec, Outcome, TrackSpec


class RunSd(Value, frozen=True, kw_only=True):
    """The standard deviation between runs of an arm that planning assumes, in units of the score, and why."""

    value: float
    reason: str


class ArmOutline(Value, frozen=True, kw_only=True):
    """What is shown of an arm."""

    name: str
    trials: int
    critic: CriticSpec
    method: dict[str, Any]
    models: dict[str, ModelView]
    budget: Budget


class StudyTerms(Value, frozen=True, kw_only=True):
    """What was fixed before any run; `families` are those of a preset, `dataset` says where the examples come from."""

    preset: str | None
    families: tuple[str, ...]
    comparisons: tuple[ComparisonSpec, ...]
    outcome: Outcome
    delta: float
    alpha: float
    run_sd: RunSd
    track: TrackSpec | None
    budget: Budget
    seed: int
    dataset: DatasetUse | None = None


class StudyOutline(StudyTerms, frozen=True, kw_only=True):
    """What is shown of a study's plan, stored beside it."""

    arms: tuple[ArmOutline, ...]
    trials: int
    runs: int
    expected_calls: int


class StudyArm(Value, frozen=True, kw_only=True):
    """An arm: the plan of its runs without examples, which all arms share, and how often it is run."""

    name: str
    trials: int
    critic: CriticSpec
    plan: Plan

    @property
    def caps(self) -> Spend:
        """What a run of it may cost at worst, as far as it has caps."""
        caps = Caps.of(self.plan.budget)
        return Spend(calls=caps.calls or 0, tokens=caps.tokens or 0, cost_micro_usd=caps.cost_micro_usd or 0)

    @property
    def last_step(self) -> int | None:
        """The number of its last step if nothing stops it before; None where it goes on until its budget is used."""
        method = msgspec.to_builtins(self.plan.method)
        steps = method.get("steps", method.get("rounds", 1))
        bounds = [bound for bound in (steps, self.plan.stop.max_steps) if bound is not None]
        return min(bounds, default=None)


class StudyPlan(StudyTerms, frozen=True, kw_only=True):
    """What a study does."""

    arms: tuple[StudyArm, ...]
    examples: tuple[Example, ...]

    @property
    def trials(self) -> int:
        """How many trials there are; the later ones may have fewer arms."""
        return max(arm.trials for arm in self.arms)

    def arm(self, name: str) -> StudyArm:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    def arms_of(self, trial: int) -> tuple[StudyArm, ...]:
        """The arms that take part in a trial."""
        return tuple(arm for arm in self.arms if trial < arm.trials)

    def common_trials(self, comparison: ComparisonSpec) -> int:
        """How many trials both arms of a comparison take part in."""
        return min(self.arm(comparison.first).trials, self.arm(comparison.second).trials)

    def family_size(self, family: str) -> int:
        """How many comparisons are adjusted together."""
        return sum(comparison.family == family for comparison in self.comparisons)

    def shared_plan(self, arm: StudyArm) -> Plan:
        """The plan of an arm's runs with true labels."""
        return replace(arm.plan, examples=self.examples, dataset=self.dataset)

    def labelled_plan(self, arm: StudyArm) -> Plan:
        """The plan of an arm's runs with the labels they are shown."""
        plan = self.shared_plan(arm)
        return with_wrong_labels(plan) if arm.critic.labels == "wrong" else plan

    def seed_of(self, trial: int) -> int:
        """The seed of all runs of a trial, which is also that of the order of their data."""
        return derive("study", self.seed, trial)

    def tracked_steps(self, arm: StudyArm, last: int) -> tuple[int, ...]:
        """The steps after which a run of so many steps is scored; 0 is the seed."""
        if self.track is None or (self.track.arms is not None and arm.name not in self.track.arms):
            return ()
        return tuple(sorted({*range(0, last + 1, self.track.every), last}))

    def own_calls(self, arm: StudyArm) -> int:
        """The calls that scoring a run of the arm takes at most, beside the run's own."""
        plan = self.shared_plan(arm)
        sizes, per_item = plan.split_sizes, plan.context.per_item
        winner = 0 if self.outcome == "test" else sizes[self.outcome]
        steps = self.tracked_steps(arm, arm.last_step or 0)
        return (winner + (len(steps) * sizes[self.track.split] if self.track else 0)) * per_item

    def worst(self, arm: StudyArm) -> Spend:
        """What a run of the arm may cost at worst: its caps, and what scoring it takes.

        A prompt may grow; for tokens and dollars of that scoring prompts twice as long as the given one are assumed.
        """
        one_call, calls = self.shared_plan(arm).one_call, self.own_calls(arm)
        own_spend = Spend(
            calls=calls, tokens=2 * calls * one_call.tokens, cost_micro_usd=2 * calls * one_call.cost_micro_usd
        )
        return arm.caps + own_spend

    @property
    def expected_calls(self) -> int:
        """About how many calls all runs and the study's own scoring make."""
        return sum(arm.trials * (self.shared_plan(arm).expected_calls + self.own_calls(arm)) for arm in self.arms)

    @property
    def outline(self) -> StudyOutline:
        """What is shown of it."""
        return StudyOutline(
            **{name: getattr(self, name) for name in StudyTerms.__struct_fields__},
            arms=tuple(map(_outline, self.arms)),
            trials=self.trials,
            runs=sum(arm.trials for arm in self.arms),
            expected_calls=self.expected_calls,
        )


def run_id(study_id: str, arm: str, trial: int) -> str:
    """The id of a run of a study."""
    return f"run_{digest(study_id, arm, trial)}"


def _outline(arm: StudyArm) -> ArmOutline:
    return ArmOutline(
        name=arm.name,
        trials=arm.trials,
        critic=arm.critic,
        method=msgspec.to_builtins(arm.plan.method),
        models=model_views(arm.plan.models),
        budget=arm.plan.budget,
    )
