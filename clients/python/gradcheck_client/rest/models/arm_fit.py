from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.arm_fit_verdict import ArmFitVerdict
from ..models.arm_fit_verdict import check_arm_fit_verdict
from typing import cast






T = TypeVar("T", bound="ArmFit")



@_attrs_define
class ArmFit:
    """ How the runs of an arm score along the way. The claim is that they go on improving after the first point.

        `means` are those of `n` runs after each of `steps`, 0 the seed; a run that ended early keeps its last score.
        `later_change` is the mean slope after the first point times the span, in units of the score; `first_share` the
    gain
        at the first point as a share of the gain at the last, null where there is none. `minimum_detectable_effect` and
    the
        `runs_needed` to find delta are for 80 % power.

        Attributes:
            arm (str):
            verdict (ArmFitVerdict):
            reasons (list[str]):
            n (int):
            dropped (int):
            steps (list[int]):
            means (list[float]):
            later_change (float | None):
            ci95 (list[float] | None):
            p_value (float | None):
            holm_p_value (float | None):
            equivalence_p_value (float | None):
            minimum_detectable_effect (float | None):
            runs_needed (int | None):
            first_share (float | None):
     """

    arm: str
    verdict: ArmFitVerdict
    reasons: list[str]
    n: int
    dropped: int
    steps: list[int]
    means: list[float]
    later_change: float | None
    ci95: list[float] | None
    p_value: float | None
    holm_p_value: float | None
    equivalence_p_value: float | None
    minimum_detectable_effect: float | None
    runs_needed: int | None
    first_share: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        arm = self.arm

        verdict: str = self.verdict

        reasons = self.reasons



        n = self.n

        dropped = self.dropped

        steps = self.steps



        means = self.means



        later_change: float | None
        later_change = self.later_change

        ci95: list[float] | None
        if isinstance(self.ci95, list):
            ci95 = self.ci95


        else:
            ci95 = self.ci95

        p_value: float | None
        p_value = self.p_value

        holm_p_value: float | None
        holm_p_value = self.holm_p_value

        equivalence_p_value: float | None
        equivalence_p_value = self.equivalence_p_value

        minimum_detectable_effect: float | None
        minimum_detectable_effect = self.minimum_detectable_effect

        runs_needed: int | None
        runs_needed = self.runs_needed

        first_share: float | None
        first_share = self.first_share


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "arm": arm,
            "verdict": verdict,
            "reasons": reasons,
            "n": n,
            "dropped": dropped,
            "steps": steps,
            "means": means,
            "later_change": later_change,
            "ci95": ci95,
            "p_value": p_value,
            "holm_p_value": holm_p_value,
            "equivalence_p_value": equivalence_p_value,
            "minimum_detectable_effect": minimum_detectable_effect,
            "runs_needed": runs_needed,
            "first_share": first_share,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        arm = d.pop("arm")

        verdict = check_arm_fit_verdict(d.pop("verdict"))




        reasons = cast(list[str], d.pop("reasons"))


        n = d.pop("n")

        dropped = d.pop("dropped")

        steps = cast(list[int], d.pop("steps"))


        means = cast(list[float], d.pop("means"))


        def _parse_later_change(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        later_change = _parse_later_change(d.pop("later_change"))


        def _parse_ci95(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ci95_type_0 = cast(list[float], data)

                return ci95_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        ci95 = _parse_ci95(d.pop("ci95"))


        def _parse_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_value = _parse_p_value(d.pop("p_value"))


        def _parse_holm_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        holm_p_value = _parse_holm_p_value(d.pop("holm_p_value"))


        def _parse_equivalence_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        equivalence_p_value = _parse_equivalence_p_value(d.pop("equivalence_p_value"))


        def _parse_minimum_detectable_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        minimum_detectable_effect = _parse_minimum_detectable_effect(d.pop("minimum_detectable_effect"))


        def _parse_runs_needed(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        runs_needed = _parse_runs_needed(d.pop("runs_needed"))


        def _parse_first_share(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        first_share = _parse_first_share(d.pop("first_share"))


        arm_fit = cls(
            arm=arm,
            verdict=verdict,
            reasons=reasons,
            n=n,
            dropped=dropped,
            steps=steps,
            means=means,
            later_change=later_change,
            ci95=ci95,
            p_value=p_value,
            holm_p_value=holm_p_value,
            equivalence_p_value=equivalence_p_value,
            minimum_detectable_effect=minimum_detectable_effect,
            runs_needed=runs_needed,
            first_share=first_share,
        )


        arm_fit.additional_properties = d
        return arm_fit

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
