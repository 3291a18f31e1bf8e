from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.arm_result_finish_reasons import ArmResultFinishReasons





T = TypeVar("T", bound="ArmResult")



@_attrs_define
class ArmResult:
    """ An arm over the runs that were begun: `n` have an outcome, `failed` have none.

        `calls` is the mean of its runs. Of `audited` runs the share `flagged` owes half of its gain or more to format
    and
        label prior, or was noted for prevalence or leakage by the shortcut audit.

        Attributes:
            name (str):
            runs (int):
            n (int):
            failed (int):
            mean (float | None):
            sd (float | None):
            finish_reasons (ArmResultFinishReasons):
            calls (float | None):
            audited (int):
            flagged (float | None):
     """

    name: str
    runs: int
    n: int
    failed: int
    mean: float | None
    sd: float | None
    finish_reasons: ArmResultFinishReasons
    calls: float | None
    audited: int
    flagged: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_result_finish_reasons import ArmResultFinishReasons # noqa: PLC0415
        name = self.name

        runs = self.runs

        n = self.n

        failed = self.failed

        mean: float | None
        mean = self.mean

        sd: float | None
        sd = self.sd

        finish_reasons = self.finish_reasons.to_dict()

        calls: float | None
        calls = self.calls

        audited = self.audited

        flagged: float | None
        flagged = self.flagged


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "runs": runs,
            "n": n,
            "failed": failed,
            "mean": mean,
            "sd": sd,
            "finish_reasons": finish_reasons,
            "calls": calls,
            "audited": audited,
            "flagged": flagged,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_result_finish_reasons import ArmResultFinishReasons # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        runs = d.pop("runs")

        n = d.pop("n")

        failed = d.pop("failed")

        def _parse_mean(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        mean = _parse_mean(d.pop("mean"))


        def _parse_sd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        sd = _parse_sd(d.pop("sd"))


        finish_reasons = ArmResultFinishReasons.from_dict(d.pop("finish_reasons"))




        def _parse_calls(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        calls = _parse_calls(d.pop("calls"))


        audited = d.pop("audited")

        def _parse_flagged(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        flagged = _parse_flagged(d.pop("flagged"))


        arm_result = cls(
            name=name,
            runs=runs,
            n=n,
            failed=failed,
            mean=mean,
            sd=sd,
            finish_reasons=finish_reasons,
            calls=calls,
            audited=audited,
            flagged=flagged,
        )


        arm_result.additional_properties = d
        return arm_result

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
