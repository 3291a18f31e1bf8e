from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.module_call_status import check_module_call_status
from ..models.module_call_status import ModuleCallStatus
from typing import cast






T = TypeVar("T", bound="ModuleCall")



@_attrs_define
class ModuleCall:
    """ One module's call inside a rollout.

        Attributes:
            module (str):
            path (str):
            output (None | str):
            status (ModuleCallStatus):
     """

    module: str
    path: str
    output: None | str
    status: ModuleCallStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        module = self.module

        path = self.path

        output: None | str
        output = self.output

        status: str = self.status


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "module": module,
            "path": path,
            "output": output,
            "status": status,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        module = d.pop("module")

        path = d.pop("path")

        def _parse_output(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        output = _parse_output(d.pop("output"))


        status = check_module_call_status(d.pop("status"))




        module_call = cls(
            module=module,
            path=path,
            output=output,
            status=status,
        )


        module_call.additional_properties = d
        return module_call

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
