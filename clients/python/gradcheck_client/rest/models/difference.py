from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.difference_test import check_difference_test
from ..models.difference_test import DifferenceTest
from typing import cast






T = TypeVar("T", bound="Difference")



@_attrs_define
class Difference:
    """ The paired difference best - baseline on the same items.

        Attributes:
            estimate (float):
            ci95 (list[float]):
            p_value (float):
            n (int):
            test (DifferenceTest):
     """

    estimate: float
    ci95: list[float]
    p_value: float
    n: int
    test: DifferenceTest
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        estimate = self.estimate

        ci95 = self.ci95



        p_value = self.p_value

        n = self.n

        test: str = self.test


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "estimate": estimate,
            "ci95": ci95,
            "p_value": p_value,
            "n": n,
            "test": test,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        estimate = d.pop("estimate")

        ci95 = cast(list[float], d.pop("ci95"))


        p_value = d.pop("p_value")

        n = d.pop("n")

        test = check_difference_test(d.pop("test"))




        difference = cls(
            estimate=estimate,
            ci95=ci95,
            p_value=p_value,
            n=n,
            test=test,
        )


        difference.additional_properties = d
        return difference

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
