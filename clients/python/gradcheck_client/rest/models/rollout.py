from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rollout_cause_type_0 import check_rollout_cause_type_0
from ..models.rollout_cause_type_0 import RolloutCauseType0
from ..models.rollout_status import check_rollout_status
from ..models.rollout_status import RolloutStatus
from typing import cast

if TYPE_CHECKING:
  from ..models.module_call import ModuleCall





T = TypeVar("T", bound="Rollout")



@_attrs_define
class Rollout:
    """ One candidate on one example. A failed call is a failure: its score is None, never 0.

        An answer without text is the prompt's doing: the score is 0 and `cause` says why there is no text. `tokens` are
        those of the program's own calls, read and written.

        Attributes:
            candidate (str):
            example (str):
            sample (int):
            stage (str):
            status (RolloutStatus):
            output (None | str):
            score (float | None):
            note (str):
            trace (list[ModuleCall]):
            judge_paths (list[str]):
            tokens (int):  Default: 0.
            cause (None | RolloutCauseType0):
     """

    candidate: str
    example: str
    sample: int
    stage: str
    status: RolloutStatus
    output: None | str
    score: float | None
    note: str
    trace: list[ModuleCall]
    judge_paths: list[str]
    cause: None | RolloutCauseType0
    tokens: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.module_call import ModuleCall # noqa: PLC0415
        candidate = self.candidate

        example = self.example

        sample = self.sample

        stage = self.stage

        status: str = self.status

        output: None | str
        output = self.output

        score: float | None
        score = self.score

        note = self.note

        trace = []
        for trace_item_data in self.trace:
            trace_item = trace_item_data.to_dict()
            trace.append(trace_item)



        judge_paths = self.judge_paths



        tokens = self.tokens

        cause: None | str
        if isinstance(self.cause, str):
            cause = self.cause
        else:
            cause = self.cause


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "candidate": candidate,
            "example": example,
            "sample": sample,
            "stage": stage,
            "status": status,
            "output": output,
            "score": score,
            "note": note,
            "trace": trace,
            "judge_paths": judge_paths,
            "tokens": tokens,
            "cause": cause,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.module_call import ModuleCall # noqa: PLC0415
        d = dict(src_dict)
        candidate = d.pop("candidate")

        example = d.pop("example")

        sample = d.pop("sample")

        stage = d.pop("stage")

        status = check_rollout_status(d.pop("status"))




        def _parse_output(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        output = _parse_output(d.pop("output"))


        def _parse_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        score = _parse_score(d.pop("score"))


        note = d.pop("note")

        trace = []
        _trace = d.pop("trace")
        for trace_item_data in (_trace):
            trace_item = ModuleCall.from_dict(trace_item_data)



            trace.append(trace_item)


        judge_paths = cast(list[str], d.pop("judge_paths"))


        tokens = d.pop("tokens")

        def _parse_cause(data: object) -> None | RolloutCauseType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                cause_type_0 = check_rollout_cause_type_0(data)



                return cause_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RolloutCauseType0, data)

        cause = _parse_cause(d.pop("cause"))


        rollout = cls(
            candidate=candidate,
            example=example,
            sample=sample,
            stage=stage,
            status=status,
            output=output,
            score=score,
            note=note,
            trace=trace,
            judge_paths=judge_paths,
            tokens=tokens,
            cause=cause,
        )


        rollout.additional_properties = d
        return rollout

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
