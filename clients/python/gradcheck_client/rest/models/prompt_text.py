from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.module_text import ModuleText





T = TypeVar("T", bound="PromptText")



@_attrs_define
class PromptText:
    """ A prompt in parts: `system` and `user`, or `modules`.

        Placeholders are {name}, or {{name}} where no single braces name a field. `frozen` lists components not to
    change,
        `max_length` bounds each in characters, `literals` lists names in braces that are text and not placeholders.

        Attributes:
            system (None | str | Unset):
            user (None | str | Unset):
            modules (list[ModuleText] | None | Unset):
            frozen (list[str] | Unset):
            max_length (int | Unset):  Default: 8000.
            literals (list[str] | Unset):
     """

    system: None | str | Unset = UNSET
    user: None | str | Unset = UNSET
    modules: list[ModuleText] | None | Unset = UNSET
    frozen: list[str] | Unset = UNSET
    max_length: int | Unset = 8000
    literals: list[str] | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.module_text import ModuleText # noqa: PLC0415
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

        modules: list[dict[str, Any]] | None | Unset
        if isinstance(self.modules, Unset):
            modules = UNSET
        elif isinstance(self.modules, list):
            modules = []
            for modules_type_0_item_data in self.modules:
                modules_type_0_item = modules_type_0_item_data.to_dict()
                modules.append(modules_type_0_item)


        else:
            modules = self.modules

        frozen: list[str] | Unset = UNSET
        if not isinstance(self.frozen, Unset):
            frozen = self.frozen



        max_length = self.max_length

        literals: list[str] | Unset = UNSET
        if not isinstance(self.literals, Unset):
            literals = self.literals




        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if system is not UNSET:
            field_dict["system"] = system
        if user is not UNSET:
            field_dict["user"] = user
        if modules is not UNSET:
            field_dict["modules"] = modules
        if frozen is not UNSET:
            field_dict["frozen"] = frozen
        if max_length is not UNSET:
            field_dict["max_length"] = max_length
        if literals is not UNSET:
            field_dict["literals"] = literals

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.module_text import ModuleText # noqa: PLC0415
        d = dict(src_dict)
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


        def _parse_modules(data: object) -> list[ModuleText] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                modules_type_0 = []
                _modules_type_0 = data
                for modules_type_0_item_data in (_modules_type_0):
                    modules_type_0_item = ModuleText.from_dict(modules_type_0_item_data)



                    modules_type_0.append(modules_type_0_item)

                return modules_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ModuleText] | None | Unset, data)

        modules = _parse_modules(d.pop("modules", UNSET))


        frozen = cast(list[str], d.pop("frozen", UNSET))


        max_length = d.pop("max_length", UNSET)

        literals = cast(list[str], d.pop("literals", UNSET))


        prompt_text = cls(
            system=system,
            user=user,
            modules=modules,
            frozen=frozen,
            max_length=max_length,
            literals=literals,
        )

        return prompt_text

