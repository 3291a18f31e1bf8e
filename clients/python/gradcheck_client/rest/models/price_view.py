from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="PriceView")



@_attrs_define
class PriceView:
    """ Dollars per million tokens; `cached` is null where cached input is as dear as other input.

        Attributes:
            input_ (float):
            output (float):
            cached (float | None):
     """

    input_: float
    output: float
    cached: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        input_ = self.input_

        output = self.output

        cached: float | None
        cached = self.cached


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "input": input_,
            "output": output,
            "cached": cached,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        input_ = d.pop("input")

        output = d.pop("output")

        def _parse_cached(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cached = _parse_cached(d.pop("cached"))


        price_view = cls(
            input_=input_,
            output=output,
            cached=cached,
        )


        price_view.additional_properties = d
        return price_view

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
