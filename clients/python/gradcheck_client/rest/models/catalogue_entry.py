from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.catalogue_entry_parameters import CatalogueEntryParameters





T = TypeVar("T", bound="CatalogueEntry")



@_attrs_define
class CatalogueEntry:
    """ What a caller needs to know to choose a scorer; `parameters` is a JSON Schema.

        Attributes:
            name (str):
            summary (str):
            needs_expected (bool):
            parameters (CatalogueEntryParameters):
     """

    name: str
    summary: str
    needs_expected: bool
    parameters: CatalogueEntryParameters
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.catalogue_entry_parameters import CatalogueEntryParameters # noqa: PLC0415
        name = self.name

        summary = self.summary

        needs_expected = self.needs_expected

        parameters = self.parameters.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "summary": summary,
            "needs_expected": needs_expected,
            "parameters": parameters,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.catalogue_entry_parameters import CatalogueEntryParameters # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        summary = d.pop("summary")

        needs_expected = d.pop("needs_expected")

        parameters = CatalogueEntryParameters.from_dict(d.pop("parameters"))




        catalogue_entry = cls(
            name=name,
            summary=summary,
            needs_expected=needs_expected,
            parameters=parameters,
        )


        catalogue_entry.additional_properties = d
        return catalogue_entry

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
