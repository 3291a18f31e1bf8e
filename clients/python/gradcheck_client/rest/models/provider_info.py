from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="ProviderInfo")



@_attrs_define
class ProviderInfo:
    """ A provider as the catalogue shows it; `context` are the most tokens a call may have, null where unknown.

        `default` is the provider of requests that name none, `models` are all that it has, null where only it knows.
        `priced_models` are those whose prices the settings name; many others are in the price list of the service.

        Attributes:
            name (str):
            default (bool):  Default: False.
            default_model (None | str):
            models (list[str] | None):
            profile (str):
            max_concurrency (int):
            priced_models (list[str]):
            context (int | None):
     """

    name: str
    default_model: None | str
    models: list[str] | None
    profile: str
    max_concurrency: int
    priced_models: list[str]
    context: int | None
    default: bool = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        default = self.default

        default_model: None | str
        default_model = self.default_model

        models: list[str] | None
        if isinstance(self.models, list):
            models = self.models


        else:
            models = self.models

        profile = self.profile

        max_concurrency = self.max_concurrency

        priced_models = self.priced_models



        context: int | None
        context = self.context


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "default": default,
            "default_model": default_model,
            "models": models,
            "profile": profile,
            "max_concurrency": max_concurrency,
            "priced_models": priced_models,
            "context": context,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        default = d.pop("default")

        def _parse_default_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        default_model = _parse_default_model(d.pop("default_model"))


        def _parse_models(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                models_type_0 = cast(list[str], data)

                return models_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        models = _parse_models(d.pop("models"))


        profile = d.pop("profile")

        max_concurrency = d.pop("max_concurrency")

        priced_models = cast(list[str], d.pop("priced_models"))


        def _parse_context(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        context = _parse_context(d.pop("context"))


        provider_info = cls(
            name=name,
            default=default,
            default_model=default_model,
            models=models,
            profile=profile,
            max_concurrency=max_concurrency,
            priced_models=priced_models,
            context=context,
        )


        provider_info.additional_properties = d
        return provider_info

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
