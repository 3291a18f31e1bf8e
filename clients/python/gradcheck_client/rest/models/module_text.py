from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ModuleText")



@_attrs_define
class ModuleText:
    """ One module of a program; its output is known to later modules by `output`, or else by its name.

        Attributes:
            name (str):
            system (None | str | Unset):
            user (None | str | Unset):
            output (None | str | Unset):
     """

    name: str
    system: None | str | Unset = UNSET
    user: None | str | Unset = UNSET
    output: None | str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        system: None | str | Unset
        if isinstance(self.system, Unset):
            system = UNSET
        else:
            system = self.system

        user: None | str | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        else:
            user = self.user

        output: None | str | Unset
        if isinstance(self.output, Unset):
            output = UNSET
        else:
            output = self.output


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if system is not UNSET:
            field_dict["system"] = system
        if user is not UNSET:
            field_dict["user"] = user
        if output is not UNSET:
            field_dict["output"] = output

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_system(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        system = _parse_system(d.pop("system", UNSET))


        def _parse_user(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user = _parse_user(d.pop("user", UNSET))


        def _parse_output(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        output = _parse_output(d.pop("output", UNSET))


        module_text = cls(
            name=name,
            system=system,
            user=user,
            output=output,
        )

        return module_text

