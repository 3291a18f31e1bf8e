from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.study_outcome import check_study_outcome
from ..models.study_outcome import StudyOutcome
from ..models.study_status import check_study_status
from ..models.study_status import StudyStatus
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.arm_outline import ArmOutline
  from ..models.budget import Budget
  from ..models.comparison_text import ComparisonText
  from ..models.job_error import JobError
  from ..models.progress import Progress
  from ..models.run_sd import RunSd
  from ..models.study_result import StudyResult
  from ..models.track_text import TrackText





T = TypeVar("T", bound="Study")



@_attrs_define
class Study:
    """ A study: what was asked, how far it is, what it found.

        Attributes:
            preset (None | str):
            families (list[str]):
            arms (list[ArmOutline]):
            comparisons (list[ComparisonText]):
            outcome (StudyOutcome):
            delta (float):
            alpha (float):
            run_sd (RunSd): The standard deviation between runs of an arm that planning assumes, in units of the score, and
                why.
            track (None | TrackText):
            budget (Budget): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            seed (int):
            trials (int):
            runs (int):
            expected_calls (int):
            id (str):
            status (StudyStatus):
            finish_reason (None | str):
            error (JobError | None):
            created_at (datetime.datetime):
            started_at (datetime.datetime | None):
            ended_at (datetime.datetime | None):
            progress (None | Progress):
            result (None | StudyResult):
     """

    preset: None | str
    families: list[str]
    arms: list[ArmOutline]
    comparisons: list[ComparisonText]
    outcome: StudyOutcome
    delta: float
    alpha: float
    run_sd: RunSd
    track: None | TrackText
    budget: Budget
    seed: int
    trials: int
    runs: int
    expected_calls: int
    id: str
    status: StudyStatus
    finish_reason: None | str
    error: JobError | None
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    progress: None | Progress
    result: None | StudyResult
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_outline import ArmOutline # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.comparison_text import ComparisonText # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        from ..models.run_sd import RunSd # noqa: PLC0415
        from ..models.study_result import StudyResult # noqa: PLC0415
        from ..models.track_text import TrackText # noqa: PLC0415
        preset: None | str
        preset = self.preset

        families = self.families



        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)



        comparisons = []
        for comparisons_item_data in self.comparisons:
            comparisons_item = comparisons_item_data.to_dict()
            comparisons.append(comparisons_item)



        outcome: str = self.outcome

        delta = self.delta

        alpha = self.alpha

        run_sd = self.run_sd.to_dict()

        track: dict[str, Any] | None
        if isinstance(self.track, TrackText):
            track = self.track.to_dict()
        else:
            track = self.track

        budget = self.budget.to_dict()

        seed = self.seed

        trials = self.trials

        runs = self.runs

        expected_calls = self.expected_calls

        id = self.id

        status: str = self.status

        finish_reason: None | str
        finish_reason = self.finish_reason

        error: dict[str, Any] | None
        if isinstance(self.error, JobError):
            error = self.error.to_dict()
        else:
            error = self.error

        created_at = self.created_at.isoformat()

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        progress: dict[str, Any] | None
        if isinstance(self.progress, Progress):
            progress = self.progress.to_dict()
        else:
            progress = self.progress

        result: dict[str, Any] | None
        if isinstance(self.result, StudyResult):
            result = self.result.to_dict()
        else:
            result = self.result


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "preset": preset,
            "families": families,
            "arms": arms,
            "comparisons": comparisons,
            "outcome": outcome,
            "delta": delta,
            "alpha": alpha,
            "run_sd": run_sd,
            "track": track,
            "budget": budget,
            "seed": seed,
            "trials": trials,
            "runs": runs,
            "expected_calls": expected_calls,
            "id": id,
            "status": status,
            "finish_reason": finish_reason,
            "error": error,
            "created_at": created_at,
            "started_at": started_at,
            "ended_at": ended_at,
            "progress": progress,
            "result": result,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_outline import ArmOutline # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.comparison_text import ComparisonText # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        from ..models.run_sd import RunSd # noqa: PLC0415
        from ..models.study_result import StudyResult # noqa: PLC0415
        from ..models.track_text import TrackText # noqa: PLC0415
        d = dict(src_dict)
        def _parse_preset(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        preset = _parse_preset(d.pop("preset"))


        families = cast(list[str], d.pop("families"))


        arms = []
        _arms = d.pop("arms")
        for arms_item_data in (_arms):
            arms_item = ArmOutline.from_dict(arms_item_data)



            arms.append(arms_item)


        comparisons = []
        _comparisons = d.pop("comparisons")
        for comparisons_item_data in (_comparisons):
            comparisons_item = ComparisonText.from_dict(comparisons_item_data)



            comparisons.append(comparisons_item)


        outcome = check_study_outcome(d.pop("outcome"))




        delta = d.pop("delta")

        alpha = d.pop("alpha")

        run_sd = RunSd.from_dict(d.pop("run_sd"))




        def _parse_track(data: object) -> None | TrackText:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                track_type_0 = TrackText.from_dict(data)



                return track_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrackText, data)

        track = _parse_track(d.pop("track"))


        budget = Budget.from_dict(d.pop("budget"))




        seed = d.pop("seed")

        trials = d.pop("trials")

        runs = d.pop("runs")

        expected_calls = d.pop("expected_calls")

        id = d.pop("id")

        status = check_study_status(d.pop("status"))




        def _parse_finish_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))


        def _parse_error(data: object) -> JobError | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = JobError.from_dict(data)



                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobError | None, data)

        error = _parse_error(d.pop("error"))


        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)



                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))


        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)



                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))


        def _parse_progress(data: object) -> None | Progress:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                progress_type_0 = Progress.from_dict(data)



                return progress_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Progress, data)

        progress = _parse_progress(d.pop("progress"))


        def _parse_result(data: object) -> None | StudyResult:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_type_0 = StudyResult.from_dict(data)



                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StudyResult, data)

        result = _parse_result(d.pop("result"))


        study = cls(
            preset=preset,
            families=families,
            arms=arms,
            comparisons=comparisons,
            outcome=outcome,
            delta=delta,
            alpha=alpha,
            run_sd=run_sd,
            track=track,
            budget=budget,
            seed=seed,
            trials=trials,
            runs=runs,
            expected_calls=expected_calls,
            id=id,
            status=status,
            finish_reason=finish_reason,
            error=error,
            created_at=created_at,
            started_at=started_at,
            ended_at=ended_at,
            progress=progress,
            result=result,
        )


        study.additional_properties = d
        return study

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
