from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.contains_kind import check_contains_kind
from ..models.contains_kind import ContainsKind
from ..models.contains_of_list import check_contains_of_list
from ..models.contains_of_list import ContainsOfList
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Contains")



@_attrs_define
class Contains:
    """ The expected text, or those of a list, stand somewhere in the output.

        Attributes:
            kind (ContainsKind):
            ignore_case (bool | Unset): Upper and lower case are the same. Default: True.
            of_list (ContainsOfList | Unset): How many texts of a list the output must contain. Default: 'all'.
     """

    kind: ContainsKind
    ignore_case: bool | Unset = True
    of_list: ContainsOfList | Unset = 'all'





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        ignore_case = self.ignore_case

        of_list: str | Unset = UNSET
        if not isinstance(self.of_list, Unset):
            of_list = self.of_list



        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if ignore_case is not UNSET:
            field_dict["ignore_case"] = ignore_case
        if of_list is not UNSET:
            field_dict["of_list"] = of_list

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_contains_kind(d.pop("kind"))




        ignore_case = d.pop("ignore_case", UNSET)

        _of_list = d.pop("of_list", UNSET)
        of_list: ContainsOfList | Unset
        if isinstance(_of_list,  Unset):
            of_list = UNSET
        else:
            of_list = check_contains_of_list(_of_list)




        contains = cls(
            kind=kind,
            ignore_case=ignore_case,
            of_list=of_list,
        )

        return contains

