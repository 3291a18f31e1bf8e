from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.diagnostic_estimand import check_diagnostic_estimand
from ..models.diagnostic_estimand import DiagnosticEstimand
from ..models.diagnostic_ladder import check_diagnostic_ladder
from ..models.diagnostic_ladder import DiagnosticLadder
from ..models.diagnostic_scope import check_diagnostic_scope
from ..models.diagnostic_scope import DiagnosticScope
from ..models.diagnostic_status import check_diagnostic_status
from ..models.diagnostic_status import DiagnosticStatus
from ..models.diagnostic_stop import check_diagnostic_stop
from ..models.diagnostic_stop import DiagnosticStop
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.diagnostic_result import DiagnosticResult
  from ..models.diagnostic_untestable import DiagnosticUntestable
  from ..models.job_error import JobError
  from ..models.noise import Noise
  from ..models.progress import Progress





T = TypeVar("T", bound="Diagnostic")



@_attrs_define
class Diagnostic:
    """ A diagnostic: what was asked, how far it is, what it found.

        Attributes:
            tests (list[str]):
            scope (DiagnosticScope):
            estimand (DiagnosticEstimand):
            ladder (DiagnosticLadder):
            stop (DiagnosticStop):
            delta (float):
            alpha (float):
            noise (Noise): The standard deviation of pair means to plan with, and where it comes from.
            seed (int):
            sampling (str):  Default: ''.
            run_id (str):
            untestable (DiagnosticUntestable):
            steps (list[int]):
            replicates (int):
            items (int):
            expected_calls (int):
            minimum_detectable_effect (float | None):
            id (str):
            status (DiagnosticStatus):
            finish_reason (None | str):
            error (JobError | None):
            created_at (datetime.datetime):
            started_at (datetime.datetime | None):
            ended_at (datetime.datetime | None):
            progress (None | Progress):
            result (DiagnosticResult | None):
     """

    tests: list[str]
    scope: DiagnosticScope
    estimand: DiagnosticEstimand
    ladder: DiagnosticLadder
    stop: DiagnosticStop
    delta: float
    alpha: float
    noise: Noise
    seed: int
    run_id: str
    untestable: DiagnosticUntestable
    steps: list[int]
    replicates: int
    items: int
    expected_calls: int
    minimum_detectable_effect: float | None
    id: str
    status: DiagnosticStatus
    finish_reason: None | str
    error: JobError | None
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    progress: None | Progress
    result: DiagnosticResult | None
    sampling: str = ''
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.diagnostic_result import DiagnosticResult # noqa: PLC0415
        from ..models.diagnostic_untestable import DiagnosticUntestable # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.noise import Noise # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        tests = self.tests



        scope: str = self.scope

        estimand: str = self.estimand

        ladder: str = self.ladder

        stop: str = self.stop

        delta = self.delta

        alpha = self.alpha

        noise = self.noise.to_dict()

        seed = self.seed

        sampling = self.sampling

        run_id = self.run_id

        untestable = self.untestable.to_dict()

        steps = self.steps



        replicates = self.replicates

        items = self.items

        expected_calls = self.expected_calls

        minimum_detectable_effect: float | None
        minimum_detectable_effect = self.minimum_detectable_effect

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
        if isinstance(self.result, DiagnosticResult):
            result = self.result.to_dict()
        else:
            result = self.result


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "tests": tests,
            "scope": scope,
            "estimand": estimand,
            "ladder": ladder,
            "stop": stop,
            "delta": delta,
            "alpha": alpha,
            "noise": noise,
            "seed": seed,
            "sampling": sampling,
            "run_id": run_id,
            "untestable": untestable,
            "steps": steps,
            "replicates": replicates,
            "items": items,
            "expected_calls": expected_calls,
            "minimum_detectable_effect": minimum_detectable_effect,
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
        from ..models.diagnostic_result import DiagnosticResult # noqa: PLC0415
        from ..models.diagnostic_untestable import DiagnosticUntestable # noqa: PLC0415
        from ..models.job_error import JobError # noqa: PLC0415
        from ..models.noise import Noise # noqa: PLC0415
        from ..models.progress import Progress # noqa: PLC0415
        d = dict(src_dict)
        tests = cast(list[str], d.pop("tests"))


        scope = check_diagnostic_scope(d.pop("scope"))




        estimand = check_diagnostic_estimand(d.pop("estimand"))




        ladder = check_diagnostic_ladder(d.pop("ladder"))




        stop = check_diagnostic_stop(d.pop("stop"))




        delta = d.pop("delta")

        alpha = d.pop("alpha")

        noise = Noise.from_dict(d.pop("noise"))




        seed = d.pop("seed")

        sampling = d.pop("sampling")

        run_id = d.pop("run_id")

        untestable = DiagnosticUntestable.from_dict(d.pop("untestable"))




        steps = cast(list[int], d.pop("steps"))


        replicates = d.pop("replicates")

        items = d.pop("items")

        expected_calls = d.pop("expected_calls")

        def _parse_minimum_detectable_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        minimum_detectable_effect = _parse_minimum_detectable_effect(d.pop("minimum_detectable_effect"))


        id = d.pop("id")

        status = check_diagnostic_status(d.pop("status"))




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


        def _parse_result(data: object) -> DiagnosticResult | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_type_0 = DiagnosticResult.from_dict(data)



                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DiagnosticResult | None, data)

        result = _parse_result(d.pop("result"))


        diagnostic = cls(
            tests=tests,
            scope=scope,
            estimand=estimand,
            ladder=ladder,
            stop=stop,
            delta=delta,
            alpha=alpha,
            noise=noise,
            seed=seed,
            sampling=sampling,
            run_id=run_id,
            untestable=untestable,
            steps=steps,
            replicates=replicates,
            items=items,
            expected_calls=expected_calls,
            minimum_detectable_effect=minimum_detectable_effect,
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


        diagnostic.additional_properties = d
        return diagnostic

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
