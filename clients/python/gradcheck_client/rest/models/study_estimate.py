from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.arm_cost import ArmCost
  from ..models.comparison_power import ComparisonPower
  from ..models.published_power import PublishedPower
  from ..models.run_sd import RunSd





T = TypeVar("T", bound="StudyEstimate")



@_attrs_define
class StudyEstimate:
    """ What a study would take and could tell; nothing was spent to find out.

        Attributes:
            runs (int):
            trials (int):
            expected_calls (int):
            most_calls (int | None):
            arms (list[ArmCost]):
            delta (float):
            alpha (float):
            run_sd (RunSd): The standard deviation between runs of an arm that planning assumes, in units of the score, and
                why.
            comparisons (list[ComparisonPower]):
            detects_delta (bool):
            published_power (list[PublishedPower]):
     """

    runs: int
    trials: int
    expected_calls: int
    most_calls: int | None
    arms: list[ArmCost]
    delta: float
    alpha: float
    run_sd: RunSd
    comparisons: list[ComparisonPower]
    detects_delta: bool
    published_power: list[PublishedPower]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_cost import ArmCost # noqa: PLC0415
        from ..models.comparison_power import ComparisonPower # noqa: PLC0415
        from ..models.published_power import PublishedPower # noqa: PLC0415
        from ..models.run_sd import RunSd # noqa: PLC0415
        runs = self.runs

        trials = self.trials

        expected_calls = self.expected_calls

        most_calls: int | None
        most_calls = self.most_calls

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)



        delta = self.delta

        alpha = self.alpha

        run_sd = self.run_sd.to_dict()

        comparisons = []
        for comparisons_item_data in self.comparisons:
            comparisons_item = comparisons_item_data.to_dict()
            comparisons.append(comparisons_item)



        detects_delta = self.detects_delta

        published_power = []
        for published_power_item_data in self.published_power:
            published_power_item = published_power_item_data.to_dict()
            published_power.append(published_power_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "runs": runs,
            "trials": trials,
            "expected_calls": expected_calls,
            "most_calls": most_calls,
            "arms": arms,
            "delta": delta,
            "alpha": alpha,
            "run_sd": run_sd,
            "comparisons": comparisons,
            "detects_delta": detects_delta,
            "published_power": published_power,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_cost import ArmCost # noqa: PLC0415
        from ..models.comparison_power import ComparisonPower # noqa: PLC0415
        from ..models.published_power import PublishedPower # noqa: PLC0415
        from ..models.run_sd import RunSd # noqa: PLC0415
        d = dict(src_dict)
        runs = d.pop("runs")

        trials = d.pop("trials")

        expected_calls = d.pop("expected_calls")

        def _parse_most_calls(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        most_calls = _parse_most_calls(d.pop("most_calls"))


        arms = []
        _arms = d.pop("arms")
        for arms_item_data in (_arms):
            arms_item = ArmCost.from_dict(arms_item_data)



            arms.append(arms_item)


        delta = d.pop("delta")

        alpha = d.pop("alpha")

        run_sd = RunSd.from_dict(d.pop("run_sd"))




        comparisons = []
        _comparisons = d.pop("comparisons")
        for comparisons_item_data in (_comparisons):
            comparisons_item = ComparisonPower.from_dict(comparisons_item_data)



            comparisons.append(comparisons_item)


        detects_delta = d.pop("detects_delta")

        published_power = []
        _published_power = d.pop("published_power")
        for published_power_item_data in (_published_power):
            published_power_item = PublishedPower.from_dict(published_power_item_data)



            published_power.append(published_power_item)


        study_estimate = cls(
            runs=runs,
            trials=trials,
            expected_calls=expected_calls,
            most_calls=most_calls,
            arms=arms,
            delta=delta,
            alpha=alpha,
            run_sd=run_sd,
            comparisons=comparisons,
            detects_delta=detects_delta,
            published_power=published_power,
        )


        study_estimate.additional_properties = d
        return study_estimate

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
