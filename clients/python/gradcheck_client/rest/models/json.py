from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.json_kind import check_json_kind
from ..models.json_kind import JsonKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Json")



@_attrs_define
class Json:
    """ The share of the expected fields that the output has with equal values.

        Attributes:
            kind (JsonKind):
            count_extra_fields (bool | Unset): Fields that were not expected count as unequal ones instead of being ignored.
                Default: False.
     """

    kind: JsonKind
    count_extra_fields: bool | Unset = False





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        count_extra_fields = self.count_extra_fields


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if count_extra_fields is not UNSET:
            field_dict["count_extra_fields"] = count_extra_fields

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_json_kind(d.pop("kind"))




        count_extra_fields = d.pop("count_extra_fields", UNSET)

        json = cls(
            kind=kind,
            count_extra_fields=count_extra_fields,
        )

        return json

