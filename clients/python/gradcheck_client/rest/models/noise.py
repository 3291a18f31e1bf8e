from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.noise_basis import check_noise_basis
from ..models.noise_basis import NoiseBasis
from typing import cast






T = TypeVar("T", bound="Noise")



@_attrs_define
class Noise:
    """ The standard deviation of pair means to plan with, and where it comes from.

        Attributes:
            pair_sd (float):
            basis (NoiseBasis):
     """

    pair_sd: float
    basis: NoiseBasis
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        pair_sd = self.pair_sd

        basis: str = self.basis


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "pair_sd": pair_sd,
            "basis": basis,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pair_sd = d.pop("pair_sd")

        basis = check_noise_basis(d.pop("basis"))




        noise = cls(
            pair_sd=pair_sd,
            basis=basis,
        )


        noise.additional_properties = d
        return noise

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
