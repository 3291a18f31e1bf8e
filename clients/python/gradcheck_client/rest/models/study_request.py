from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.study_request_outcome import check_study_request_outcome
from ..models.study_request_outcome import StudyRequestOutcome
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.arm_text import ArmText
  from ..models.budget import Budget
  from ..models.comparison_text import ComparisonText
  from ..models.optimize_request import OptimizeRequest
  from ..models.study_request_trials_type_1 import StudyRequestTrialsType1
  from ..models.track_text import TrackText





T = TypeVar("T", bound="StudyRequest")



@_attrs_define
class StudyRequest:
    """ Whole runs as trials of arms, compared: written out, or by the name of a preset that gives arms and comparisons.

        `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no effect, each trial has
    its
        own, the same for all arms. `trials` of a preset may be given by family. `outcome` is where the winner of a run
    is
        scored. `delta` is the smallest difference of interest, `run_sd` the standard deviation between runs of an arm
    as an
        earlier study found it, both in units of the score. A study that cannot be expected to find a difference of
    `delta`
        is refused unless `force` is set. `budget` bounds the sum over all runs: a trial is started only if the budget
    has
        room for the caps of all its runs.

        Attributes:
            optimize (OptimizeRequest): One optimization: a prompt, a task, a method, models and limits.
            preset (None | str | Unset):
            families (list[str] | None | Unset):
            arms (list[ArmText] | Unset):
            trials (int | None | StudyRequestTrialsType1 | Unset):
            comparisons (list[ComparisonText] | Unset):
            outcome (StudyRequestOutcome | Unset):  Default: 'test'.
            delta (float | Unset):  Default: 0.02.
            alpha (float | Unset):  Default: 0.05.
            run_sd (float | None | Unset):
            track (None | TrackText | Unset):
            budgets_differ (bool | Unset):  Default: False.
            force (bool | Unset):  Default: False.
            budget (Budget | Unset): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            seed (int | Unset):  Default: 0.
     """

    optimize: OptimizeRequest
    preset: None | str | Unset = UNSET
    families: list[str] | None | Unset = UNSET
    arms: list[ArmText] | Unset = UNSET
    trials: int | None | StudyRequestTrialsType1 | Unset = UNSET
    comparisons: list[ComparisonText] | Unset = UNSET
    outcome: StudyRequestOutcome | Unset = 'test'
    delta: float | Unset = 0.02
    alpha: float | Unset = 0.05
    run_sd: float | None | Unset = UNSET
    track: None | TrackText | Unset = UNSET
    budgets_differ: bool | Unset = False
    force: bool | Unset = False
    budget: Budget | Unset = UNSET
    seed: int | Unset = 0





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_text import ArmText # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.comparison_text import ComparisonText # noqa: PLC0415
        from ..models.optimize_request import OptimizeRequest # noqa: PLC0415
        from ..models.study_request_trials_type_1 import StudyRequestTrialsType1 # noqa: PLC0415
        from ..models.track_text import TrackText # noqa: PLC0415
        optimize = self.optimize.to_dict()

        preset: None | str | Unset
        if isinstance(self.preset, Unset):
            preset = UNSET
        else:
            preset = self.preset

        families: list[str] | None | Unset
        if isinstance(self.families, Unset):
            families = UNSET
        elif isinstance(self.families, list):
            families = self.families


        else:
            families = self.families

        arms: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.arms, Unset):
            arms = []
            for arms_item_data in self.arms:
                arms_item = arms_item_data.to_dict()
                arms.append(arms_item)



        trials: dict[str, Any] | int | None | Unset
        if isinstance(self.trials, Unset):
            trials = UNSET
        elif isinstance(self.trials, StudyRequestTrialsType1):
            trials = self.trials.to_dict()
        else:
            trials = self.trials

        comparisons: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.comparisons, Unset):
            comparisons = []
            for comparisons_item_data in self.comparisons:
                comparisons_item = comparisons_item_data.to_dict()
                comparisons.append(comparisons_item)



        outcome: str | Unset = UNSET
        if not isinstance(self.outcome, Unset):
            outcome = self.outcome


        delta = self.delta

        alpha = self.alpha

        run_sd: float | None | Unset
        if isinstance(self.run_sd, Unset):
            run_sd = UNSET
        else:
            run_sd = self.run_sd

        track: dict[str, Any] | None | Unset
        if isinstance(self.track, Unset):
            track = UNSET
        elif isinstance(self.track, TrackText):
            track = self.track.to_dict()
        else:
            track = self.track

        budgets_differ = self.budgets_differ

        force = self.force

        budget: dict[str, Any] | Unset = UNSET
        if not isinstance(self.budget, Unset):
            budget = self.budget.to_dict()

        seed = self.seed


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "optimize": optimize,
        })
        if preset is not UNSET:
            field_dict["preset"] = preset
        if families is not UNSET:
            field_dict["families"] = families
        if arms is not UNSET:
            field_dict["arms"] = arms
        if trials is not UNSET:
            field_dict["trials"] = trials
        if comparisons is not UNSET:
            field_dict["comparisons"] = comparisons
        if outcome is not UNSET:
            field_dict["outcome"] = outcome
        if delta is not UNSET:
            field_dict["delta"] = delta
        if alpha is not UNSET:
            field_dict["alpha"] = alpha
        if run_sd is not UNSET:
            field_dict["run_sd"] = run_sd
        if track is not UNSET:
            field_dict["track"] = track
        if budgets_differ is not UNSET:
            field_dict["budgets_differ"] = budgets_differ
        if force is not UNSET:
            field_dict["force"] = force
        if budget is not UNSET:
            field_dict["budget"] = budget
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_text import ArmText # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.comparison_text import ComparisonText # noqa: PLC0415
        from ..models.optimize_request import OptimizeRequest # noqa: PLC0415
        from ..models.study_request_trials_type_1 import StudyRequestTrialsType1 # noqa: PLC0415
        from ..models.track_text import TrackText # noqa: PLC0415
        d = dict(src_dict)
        optimize = OptimizeRequest.from_dict(d.pop("optimize"))




        def _parse_preset(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        preset = _parse_preset(d.pop("preset", UNSET))


        def _parse_families(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                families_type_0 = cast(list[str], data)

                return families_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        families = _parse_families(d.pop("families", UNSET))


        _arms = d.pop("arms", UNSET)
        arms: list[ArmText] | Unset = UNSET
        if _arms is not UNSET:
            arms = []
            for arms_item_data in _arms:
                arms_item = ArmText.from_dict(arms_item_data)



                arms.append(arms_item)


        def _parse_trials(data: object) -> int | None | StudyRequestTrialsType1 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                trials_type_1 = StudyRequestTrialsType1.from_dict(data)



                return trials_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(int | None | StudyRequestTrialsType1 | Unset, data)

        trials = _parse_trials(d.pop("trials", UNSET))


        _comparisons = d.pop("comparisons", UNSET)
        comparisons: list[ComparisonText] | Unset = UNSET
        if _comparisons is not UNSET:
            comparisons = []
            for comparisons_item_data in _comparisons:
                comparisons_item = ComparisonText.from_dict(comparisons_item_data)



                comparisons.append(comparisons_item)


        _outcome = d.pop("outcome", UNSET)
        outcome: StudyRequestOutcome | Unset
        if isinstance(_outcome,  Unset):
            outcome = UNSET
        else:
            outcome = check_study_request_outcome(_outcome)




        delta = d.pop("delta", UNSET)

        alpha = d.pop("alpha", UNSET)

        def _parse_run_sd(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        run_sd = _parse_run_sd(d.pop("run_sd", UNSET))


        def _parse_track(data: object) -> None | TrackText | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                track_type_0 = TrackText.from_dict(data)



                return track_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrackText | Unset, data)

        track = _parse_track(d.pop("track", UNSET))


        budgets_differ = d.pop("budgets_differ", UNSET)

        force = d.pop("force", UNSET)

        _budget = d.pop("budget", UNSET)
        budget: Budget | Unset
        if isinstance(_budget,  Unset):
            budget = UNSET
        else:
            budget = Budget.from_dict(_budget)




        seed = d.pop("seed", UNSET)

        study_request = cls(
            optimize=optimize,
            preset=preset,
            families=families,
            arms=arms,
            trials=trials,
            comparisons=comparisons,
            outcome=outcome,
            delta=delta,
            alpha=alpha,
            run_sd=run_sd,
            track=track,
            budgets_differ=budgets_differ,
            force=force,
            budget=budget,
            seed=seed,
        )

        return study_request

