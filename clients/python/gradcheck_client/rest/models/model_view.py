from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="ModelView")



@_attrs_define
class ModelView:
    """ A role's model as it was resolved.

        Attributes:
            provider (str):
            model (str):
            profile (str):
            temperature (float):
            max_tokens (int):
     """

    provider: str
    model: str
    profile: str
    temperature: float
    max_tokens: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        provider = self.provider

        model = self.model

        profile = self.profile

        temperature = self.temperature

        max_tokens = self.max_tokens


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "provider": provider,
            "model": model,
            "profile": profile,
            "temperature": temperature,
            "max_tokens": max_tokens,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        provider = d.pop("provider")

        model = d.pop("model")

        profile = d.pop("profile")

        temperature = d.pop("temperature")

        max_tokens = d.pop("max_tokens")

        model_view = cls(
            provider=provider,
            model=model,
            profile=profile,
            temperature=temperature,
            max_tokens=max_tokens,
        )


        model_view.additional_properties = d
        return model_view

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
