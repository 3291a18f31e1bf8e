from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Pairs")



@_attrs_define
class Pairs:
    """ How many examples have an earlier partner of some kind, and the first of them: the partner's id and their own.

        Attributes:
            count (int):  Default: 0.
            first (list[list[str]]):
     """

    first: list[list[str]]
    count: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        count = self.count

        first = []
        for first_item_data in self.first:
            first_item = first_item_data


            first.append(first_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "count": count,
            "first": first,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        count = d.pop("count")

        first = []
        _first = d.pop("first")
        for first_item_data in (_first):
            first_item = cast(list[str], first_item_data)

            first.append(first_item)


        pairs = cls(
            count=count,
            first=first,
        )


        pairs.additional_properties = d
        return pairs

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
