from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.method_info_parameters import MethodInfoParameters





T = TypeVar("T", bound="MethodInfo")



@_attrs_define
class MethodInfo:
    """ A method; `interception` says how much of its feedback a diagnostic can perturb.

        Attributes:
            name (str):
            summary (str):
            source (str):
            interception (str):
            description (str):
            parameters (MethodInfoParameters):
     """

    name: str
    summary: str
    source: str
    interception: str
    description: str
    parameters: MethodInfoParameters
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.method_info_parameters import MethodInfoParameters # noqa: PLC0415
        name = self.name

        summary = self.summary

        source = self.source

        interception = self.interception

        description = self.description

        parameters = self.parameters.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "summary": summary,
            "source": source,
            "interception": interception,
            "description": description,
            "parameters": parameters,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.method_info_parameters import MethodInfoParameters # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        summary = d.pop("summary")

        source = d.pop("source")

        interception = d.pop("interception")

        description = d.pop("description")

        parameters = MethodInfoParameters.from_dict(d.pop("parameters"))




        method_info = cls(
            name=name,
            summary=summary,
            source=source,
            interception=interception,
            description=description,
            parameters=parameters,
        )


        method_info.additional_properties = d
        return method_info

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
