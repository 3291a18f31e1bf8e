from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.comparison_power_alternative import check_comparison_power_alternative
from ..models.comparison_power_alternative import ComparisonPowerAlternative
from typing import cast






T = TypeVar("T", bound="ComparisonPower")



@_attrs_define
class ComparisonPower:
    """ What a comparison could show. `level` is alpha divided by the comparisons of its family, as Holm begins.

        `minimum_detectable_effect` is found with 80 % power, `trials_needed` are those that find delta so.
    `power_large` is
        the power for a difference of 0.8 standard deviations between runs.

        Attributes:
            first (str):
            second (str):
            family (str):
            alternative (ComparisonPowerAlternative):
            trials (int):
            level (float):
            least_p_value (float):
            minimum_detectable_effect (float):
            trials_needed (int):
            power_large (float):
     """

    first: str
    second: str
    family: str
    alternative: ComparisonPowerAlternative
    trials: int
    level: float
    least_p_value: float
    minimum_detectable_effect: float
    trials_needed: int
    power_large: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        first = self.first

        second = self.second

        family = self.family

        alternative: str = self.alternative

        trials = self.trials

        level = self.level

        least_p_value = self.least_p_value

        minimum_detectable_effect = self.minimum_detectable_effect

        trials_needed = self.trials_needed

        power_large = self.power_large


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "first": first,
            "second": second,
            "family": family,
            "alternative": alternative,
            "trials": trials,
            "level": level,
            "least_p_value": least_p_value,
            "minimum_detectable_effect": minimum_detectable_effect,
            "trials_needed": trials_needed,
            "power_large": power_large,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first = d.pop("first")

        second = d.pop("second")

        family = d.pop("family")

        alternative = check_comparison_power_alternative(d.pop("alternative"))




        trials = d.pop("trials")

        level = d.pop("level")

        least_p_value = d.pop("least_p_value")

        minimum_detectable_effect = d.pop("minimum_detectable_effect")

        trials_needed = d.pop("trials_needed")

        power_large = d.pop("power_large")

        comparison_power = cls(
            first=first,
            second=second,
            family=family,
            alternative=alternative,
            trials=trials,
            level=level,
            least_p_value=least_p_value,
            minimum_detectable_effect=minimum_detectable_effect,
            trials_needed=trials_needed,
            power_large=power_large,
        )


        comparison_power.additional_properties = d
        return comparison_power

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
