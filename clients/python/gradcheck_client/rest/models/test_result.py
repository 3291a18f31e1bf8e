from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.test_result_verdict import check_test_result_verdict
from ..models.test_result_verdict import TestResultVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.difference import Difference
  from ..models.scored import Scored





T = TypeVar("T", bound="TestResult")



@_attrs_define
class TestResult:
    """ What the test split says. `warnings` are what its verdict must not be read without.

        `times_used` counts the runs that have looked at any of its examples, this one included.

        Attributes:
            verdict (TestResultVerdict):
            reason (str):  Default: ''.
            baseline (None | Scored):
            best (None | Scored):
            difference (Difference | None):
            fixed (int):  Default: 0.
            broken (int):  Default: 0.
            times_used (int):  Default: 0.
            warnings (list[str]):
     """

    verdict: TestResultVerdict
    baseline: None | Scored
    best: None | Scored
    difference: Difference | None
    warnings: list[str]
    reason: str = ''
    fixed: int = 0
    broken: int = 0
    times_used: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.difference import Difference # noqa: PLC0415
        from ..models.scored import Scored # noqa: PLC0415
        verdict: str = self.verdict

        reason = self.reason

        baseline: dict[str, Any] | None
        if isinstance(self.baseline, Scored):
            baseline = self.baseline.to_dict()
        else:
            baseline = self.baseline

        best: dict[str, Any] | None
        if isinstance(self.best, Scored):
            best = self.best.to_dict()
        else:
            best = self.best

        difference: dict[str, Any] | None
        if isinstance(self.difference, Difference):
            difference = self.difference.to_dict()
        else:
            difference = self.difference

        fixed = self.fixed

        broken = self.broken

        times_used = self.times_used

        warnings = self.warnings




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "verdict": verdict,
            "reason": reason,
            "baseline": baseline,
            "best": best,
            "difference": difference,
            "fixed": fixed,
            "broken": broken,
            "times_used": times_used,
            "warnings": warnings,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.difference import Difference # noqa: PLC0415
        from ..models.scored import Scored # noqa: PLC0415
        d = dict(src_dict)
        verdict = check_test_result_verdict(d.pop("verdict"))




        reason = d.pop("reason")

        def _parse_baseline(data: object) -> None | Scored:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                baseline_type_0 = Scored.from_dict(data)



                return baseline_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Scored, data)

        baseline = _parse_baseline(d.pop("baseline"))


        def _parse_best(data: object) -> None | Scored:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                best_type_0 = Scored.from_dict(data)



                return best_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Scored, data)

        best = _parse_best(d.pop("best"))


        def _parse_difference(data: object) -> Difference | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                difference_type_0 = Difference.from_dict(data)



                return difference_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Difference | None, data)

        difference = _parse_difference(d.pop("difference"))


        fixed = d.pop("fixed")

        broken = d.pop("broken")

        times_used = d.pop("times_used")

        warnings = cast(list[str], d.pop("warnings"))


        test_result = cls(
            verdict=verdict,
            reason=reason,
            baseline=baseline,
            best=best,
            difference=difference,
            fixed=fixed,
            broken=broken,
            times_used=times_used,
            warnings=warnings,
        )


        test_result.additional_properties = d
        return test_result

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
