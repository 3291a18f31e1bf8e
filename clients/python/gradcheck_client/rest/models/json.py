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

        The JSON is the whole output, stands in a fenced block (backquotes or tildes), or in running text. `1`, `"1"`
    and
        `true` are three things.

        Attributes:
            kind (JsonKind):
            count_extra_fields (bool | Unset): Fields that were not expected count as unequal ones instead of being ignored.
                Default: False.
            ignore_order (bool | Unset): The items of a list may stand in any order. Default: False.
            in_running_text (bool | Unset): JSON may stand in running text: where it is neither the whole output nor in a
                fenced block, the last JSON object in the text counts. Default: True.
     """

    kind: JsonKind
    count_extra_fields: bool | Unset = False
    ignore_order: bool | Unset = False
    in_running_text: bool | Unset = True





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        count_extra_fields = self.count_extra_fields

        ignore_order = self.ignore_order

        in_running_text = self.in_running_text


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if count_extra_fields is not UNSET:
            field_dict["count_extra_fields"] = count_extra_fields
        if ignore_order is not UNSET:
            field_dict["ignore_order"] = ignore_order
        if in_running_text is not UNSET:
            field_dict["in_running_text"] = in_running_text

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_json_kind(d.pop("kind"))




        count_extra_fields = d.pop("count_extra_fields", UNSET)

        ignore_order = d.pop("ignore_order", UNSET)

        in_running_text = d.pop("in_running_text", UNSET)

        json = cls(
            kind=kind,
            count_extra_fields=count_extra_fields,
            ignore_order=ignore_order,
            in_running_text=in_running_text,
        )

        return json

