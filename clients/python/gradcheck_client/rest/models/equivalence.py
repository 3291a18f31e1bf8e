from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Equivalence")



@_attrs_define
class Equivalence:
    """ Two one-sided tests of the estimate against ± delta.

        Attributes:
            delta (float):
            p_value (float):
            ci90 (list[float]):
     """

    delta: float
    p_value: float
    ci90: list[float]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        delta = self.delta

        p_value = self.p_value

        ci90 = self.ci90




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "delta": delta,
            "p_value": p_value,
            "ci90": ci90,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        delta = d.pop("delta")

        p_value = d.pop("p_value")

        ci90 = cast(list[float], d.pop("ci90"))


        equivalence = cls(
            delta=delta,
            p_value=p_value,
            ci90=ci90,
        )


        equivalence.additional_properties = d
        return equivalence

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
