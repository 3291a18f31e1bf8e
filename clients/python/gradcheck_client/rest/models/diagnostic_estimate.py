from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.calls import Calls
  from ..models.diagnostic_estimate_by_arm import DiagnosticEstimateByArm
  from ..models.diagnostic_estimate_by_test import DiagnosticEstimateByTest
  from ..models.diagnostic_estimate_untestable import DiagnosticEstimateUntestable





T = TypeVar("T", bound="DiagnosticEstimate")



@_attrs_define
class DiagnosticEstimate:
    """ What a diagnostic would take when every edit is usable at its first try, and what it could tell.

        `by_test` counts each test as if it were asked for alone, `calls` counts shared arms once. `cost_usd` is at the
        run's own average cost of a call, null without prices. `enough` says that `minimum_detectable_effect`, the
    effect
        found with 80 % power, does not exceed `delta`. `untestable` tests draw nothing; it says why. `sampling` is how
        edits and answers are drawn, by what is really sent.

        Attributes:
            calls (Calls): Calls by role.
            by_arm (DiagnosticEstimateByArm):
            by_test (DiagnosticEstimateByTest):
            cost_usd (float | None):
            pairs (int):
            pair_sd (float):
            basis (str):
            minimum_detectable_effect (float | None):
            delta (float):
            enough (bool):
            pairs_needed (int):
            pairs_needed_for_equivalence (int):
            untestable (DiagnosticEstimateUntestable):
            sampling (str):
     """

    calls: Calls
    by_arm: DiagnosticEstimateByArm
    by_test: DiagnosticEstimateByTest
    cost_usd: float | None
    pairs: int
    pair_sd: float
    basis: str
    minimum_detectable_effect: float | None
    delta: float
    enough: bool
    pairs_needed: int
    pairs_needed_for_equivalence: int
    untestable: DiagnosticEstimateUntestable
    sampling: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.calls import Calls # noqa: PLC0415
        from ..models.diagnostic_estimate_by_arm import DiagnosticEstimateByArm # noqa: PLC0415
        from ..models.diagnostic_estimate_by_test import DiagnosticEstimateByTest # noqa: PLC0415
        from ..models.diagnostic_estimate_untestable import DiagnosticEstimateUntestable # noqa: PLC0415
        calls = self.calls.to_dict()

        by_arm = self.by_arm.to_dict()

        by_test = self.by_test.to_dict()

        cost_usd: float | None
        cost_usd = self.cost_usd

        pairs = self.pairs

        pair_sd = self.pair_sd

        basis = self.basis

        minimum_detectable_effect: float | None
        minimum_detectable_effect = self.minimum_detectable_effect

        delta = self.delta

        enough = self.enough

        pairs_needed = self.pairs_needed

        pairs_needed_for_equivalence = self.pairs_needed_for_equivalence

        untestable = self.untestable.to_dict()

        sampling = self.sampling


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "calls": calls,
            "by_arm": by_arm,
            "by_test": by_test,
            "cost_usd": cost_usd,
            "pairs": pairs,
            "pair_sd": pair_sd,
            "basis": basis,
            "minimum_detectable_effect": minimum_detectable_effect,
            "delta": delta,
            "enough": enough,
            "pairs_needed": pairs_needed,
            "pairs_needed_for_equivalence": pairs_needed_for_equivalence,
            "untestable": untestable,
            "sampling": sampling,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.calls import Calls # noqa: PLC0415
        from ..models.diagnostic_estimate_by_arm import DiagnosticEstimateByArm # noqa: PLC0415
        from ..models.diagnostic_estimate_by_test import DiagnosticEstimateByTest # noqa: PLC0415
        from ..models.diagnostic_estimate_untestable import DiagnosticEstimateUntestable # noqa: PLC0415
        d = dict(src_dict)
        calls = Calls.from_dict(d.pop("calls"))




        by_arm = DiagnosticEstimateByArm.from_dict(d.pop("by_arm"))




        by_test = DiagnosticEstimateByTest.from_dict(d.pop("by_test"))




        def _parse_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cost_usd = _parse_cost_usd(d.pop("cost_usd"))


        pairs = d.pop("pairs")

        pair_sd = d.pop("pair_sd")

        basis = d.pop("basis")

        def _parse_minimum_detectable_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        minimum_detectable_effect = _parse_minimum_detectable_effect(d.pop("minimum_detectable_effect"))


        delta = d.pop("delta")

        enough = d.pop("enough")

        pairs_needed = d.pop("pairs_needed")

        pairs_needed_for_equivalence = d.pop("pairs_needed_for_equivalence")

        untestable = DiagnosticEstimateUntestable.from_dict(d.pop("untestable"))




        sampling = d.pop("sampling")

        diagnostic_estimate = cls(
            calls=calls,
            by_arm=by_arm,
            by_test=by_test,
            cost_usd=cost_usd,
            pairs=pairs,
            pair_sd=pair_sd,
            basis=basis,
            minimum_detectable_effect=minimum_detectable_effect,
            delta=delta,
            enough=enough,
            pairs_needed=pairs_needed,
            pairs_needed_for_equivalence=pairs_needed_for_equivalence,
            untestable=untestable,
            sampling=sampling,
        )


        diagnostic_estimate.additional_properties = d
        return diagnostic_estimate

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
