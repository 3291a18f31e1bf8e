from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="PerturbationInfo")



@_attrs_define
class PerturbationInfo:
    """ What may stand in the feedback slots of a fresh edit, how its success is checked, and the tests that draw it.

        Attributes:
            name (str):
            changes (str):
            needs (str):
            check (str):
            tests (list[str]):
     """

    name: str
    changes: str
    needs: str
    check: str
    tests: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        changes = self.changes

        needs = self.needs

        check = self.check

        tests = self.tests




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "changes": changes,
            "needs": needs,
            "check": check,
            "tests": tests,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        changes = d.pop("changes")

        needs = d.pop("needs")

        check = d.pop("check")

        tests = cast(list[str], d.pop("tests"))


        perturbation_info = cls(
            name=name,
            changes=changes,
            needs=needs,
            check=check,
            tests=tests,
        )


        perturbation_info.additional_properties = d
        return perturbation_info

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
