from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.run_placeholders import check_run_placeholders
from ..models.run_placeholders import RunPlaceholders
from ..models.run_status import check_run_status
from ..models.run_status import RunStatus
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.budget import Budget
  from ..models.data_report import DataReport
  from ..models.job_error import JobError
  from ..models.progress import Progress
  from ..models.result import Result
  from ..models.run_method import RunMethod
  from ..models.run_models import RunModels
  from ..models.run_splits import RunSplits
  from ..models.stop import Stop





T = TypeVar("T", bound="Run")



@_attrs_define
class Run:
    """ A run: what was asked, how far it is, what came of it; `study` is the one it is a trial of.

        Attributes:
            method (RunMethod):
            seed (int):
            models (RunModels):
            budget (Budget): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            stop (Stop): When to stop before the method is done.

                    After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps
                in a
                    row; its score is its mean on the validation items that it was tried on, which are few where a method races.
            splits (RunSplits):
            expected_calls (int):
            placeholders (RunPlaceholders):  Default: 'single'.
            data (DataReport | None):
            id (str):
            status (RunStatus):
            finish_reason (None | str):
            error (JobError | None):
            parent (None | str):
            study (None | str):
            created_at (datetime.datetime):
            started_at (datetime.datetime | None):
            ended_at (datetime.datetime | None):
            progress (None | Progress):
            result (None | Result):
     """

    method: RunMethod
    seed: int
    models: RunModels
    budget: Budget
    stop: Stop
    splits: RunSplits
    expected_calls: int
    data: DataReport | None
    id: str
    status: RunStatus
    finish_reason: None | str
    error: JobError | None
    parent: None | str
    study: None | str
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    progress: None | Progress
    result: None | Result
    placeholders: RunPlaceholders = 'single'
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        from ..models.result import Result # noqa: PLC0415
        from ..models.run_method import RunMethod # noqa: PLC0415
        from ..models.run_models import RunModels # noqa: PLC0415
        from ..models.run_splits import RunSplits # noqa: PLC0415
        from ..models.stop import Stop # noqa: PLC0415
        method = self.method.to_dict()

        seed = self.seed

        models = self.models.to_dict()

        budget = self.budget.to_dict()

        stop = self.stop.to_dict()

        splits = self.splits.to_dict()

        expected_calls = self.expected_calls

        placeholders: str = self.placeholders

        data: dict[str, Any] | None
        if isinstance(self.data, DataReport):
            data = self.data.to_dict()
        else:
            data = self.data

        id = self.id

        status: str = self.status

        finish_reason: None | str
        finish_reason = self.finish_reason

        error: dict[str, Any] | None
        if isinstance(self.error, JobError):
            error = self.error.to_dict()
        else:
            error = self.error

        parent: None | str
        parent = self.parent

        study: None | str
        study = self.study

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
        if isinstance(self.result, Result):
            result = self.result.to_dict()
        else:
            result = self.result


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "method": method,
            "seed": seed,
            "models": models,
            "budget": budget,
            "stop": stop,
            "splits": splits,
            "expected_calls": expected_calls,
            "placeholders": placeholders,
            "data": data,
            "id": id,
            "status": status,
            "finish_reason": finish_reason,
            "error": error,
            "parent": parent,
            "study": study,
            "created_at": created_at,
            "started_at": started_at,
            "ended_at": ended_at,
            "progress": progress,
            "result": result,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        from ..models.result import Result # noqa: PLC0415
        from ..models.run_method import RunMethod # noqa: PLC0415
        from ..models.run_models import RunModels # noqa: PLC0415
        from ..models.run_splits import RunSplits # noqa: PLC0415
        from ..models.stop import Stop # noqa: PLC0415
        d = dict(src_dict)
        method = RunMethod.from_dict(d.pop("method"))




        seed = d.pop("seed")

        models = RunModels.from_dict(d.pop("models"))




        budget = Budget.from_dict(d.pop("budget"))




        stop = Stop.from_dict(d.pop("stop"))




        splits = RunSplits.from_dict(d.pop("splits"))




        expected_calls = d.pop("expected_calls")

        placeholders = check_run_placeholders(d.pop("placeholders"))




        def _parse_data(data: object) -> DataReport | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = DataReport.from_dict(data)



                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataReport | None, data)

        data = _parse_data(d.pop("data"))


        id = d.pop("id")

        status = check_run_status(d.pop("status"))




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


        def _parse_parent(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        parent = _parse_parent(d.pop("parent"))


        def _parse_study(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        study = _parse_study(d.pop("study"))


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


        def _parse_result(data: object) -> None | Result:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_type_0 = Result.from_dict(data)



                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Result, data)

        result = _parse_result(d.pop("result"))


        run = cls(
            method=method,
            seed=seed,
            models=models,
            budget=budget,
            stop=stop,
            splits=splits,
            expected_calls=expected_calls,
            placeholders=placeholders,
            data=data,
            id=id,
            status=status,
            finish_reason=finish_reason,
            error=error,
            parent=parent,
            study=study,
            created_at=created_at,
            started_at=started_at,
            ended_at=ended_at,
            progress=progress,
            result=result,
        )


        run.additional_properties = d
        return run

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
