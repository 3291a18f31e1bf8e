from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="ArmCost")



@_attrs_define
class ArmCost:
    """ What an arm makes of calls: about how many, and at most if its runs have a cap.

        Attributes:
            name (str):
            trials (int):
            expected_calls (int):
            most_calls (int | None):
     """

    name: str
    trials: int
    expected_calls: int
    most_calls: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        trials = self.trials

        expected_calls = self.expected_calls

        most_calls: int | None
        most_calls = self.most_calls


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "trials": trials,
            "expected_calls": expected_calls,
            "most_calls": most_calls,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        trials = d.pop("trials")

        expected_calls = d.pop("expected_calls")

        def _parse_most_calls(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        most_calls = _parse_most_calls(d.pop("most_calls"))


        arm_cost = cls(
            name=name,
            trials=trials,
            expected_calls=expected_calls,
            most_calls=most_calls,
        )


        arm_cost.additional_properties = d
        return arm_cost

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
