from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="SourceEffect")



@_attrs_define
class SourceEffect:
    """ What proposals of one source have done in a run so far.

        `effect` is the mean, over its `proposals` that were tried, of the score minus the parent's on the same first
    items,
        `ci95` holds at whatever moment it is read, and `gain` is what its links add to the best candidate's descent.

        Attributes:
            source (str):
            proposals (int):
            effect (float | None):
            ci95 (list[float]):
            gain (float):
     """

    source: str
    proposals: int
    effect: float | None
    ci95: list[float]
    gain: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        source = self.source

        proposals = self.proposals

        effect: float | None
        effect = self.effect

        ci95 = self.ci95



        gain = self.gain


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "source": source,
            "proposals": proposals,
            "effect": effect,
            "ci95": ci95,
            "gain": gain,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        source = d.pop("source")

        proposals = d.pop("proposals")

        def _parse_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        effect = _parse_effect(d.pop("effect"))


        ci95 = cast(list[float], d.pop("ci95"))


        gain = d.pop("gain")

        source_effect = cls(
            source=source,
            proposals=proposals,
            effect=effect,
            ci95=ci95,
            gain=gain,
        )


        source_effect.additional_properties = d
        return source_effect

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
