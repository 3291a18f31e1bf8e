from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.sampling_extra import SamplingExtra





T = TypeVar("T", bound="Sampling")



@_attrs_define
class Sampling:
    """ How an answer is drawn. `max_tokens` bounds the answer; the seed comes from the draw.

        `effort` is how much a model may think and `extra` are further fields of the request's body, as the caller wrote
        them for the role.

        Attributes:
            temperature (float):  Default: 0.0.
            top_p (float | None):
            max_tokens (int):  Default: 256.
            effort (None | str):
            extra (SamplingExtra):
     """

    top_p: float | None
    effort: None | str
    extra: SamplingExtra
    temperature: float = 0.0
    max_tokens: int = 256
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.sampling_extra import SamplingExtra # noqa: PLC0415
        temperature = self.temperature

        top_p: float | None
        top_p = self.top_p

        max_tokens = self.max_tokens

        effort: None | str
        effort = self.effort

        extra = self.extra.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "temperature": temperature,
            "top_p": top_p,
            "max_tokens": max_tokens,
            "effort": effort,
            "extra": extra,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sampling_extra import SamplingExtra # noqa: PLC0415
        d = dict(src_dict)
        temperature = d.pop("temperature")

        def _parse_top_p(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        top_p = _parse_top_p(d.pop("top_p"))


        max_tokens = d.pop("max_tokens")

        def _parse_effort(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        effort = _parse_effort(d.pop("effort"))


        extra = SamplingExtra.from_dict(d.pop("extra"))




        sampling = cls(
            temperature=temperature,
            top_p=top_p,
            max_tokens=max_tokens,
            effort=effort,
            extra=extra,
        )


        sampling.additional_properties = d
        return sampling

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
