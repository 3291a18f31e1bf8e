from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="ArmSummary")



@_attrs_define
class ArmSummary:
    """ An arm over all blocks: mean score on the probe items, edits drawn, tries rejected.

        Attributes:
            mean (float | None):
            edits (int):
            unusable (int):
            rejected_tries (int):
     """

    mean: float | None
    edits: int
    unusable: int
    rejected_tries: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        mean: float | None
        mean = self.mean

        edits = self.edits

        unusable = self.unusable

        rejected_tries = self.rejected_tries


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "mean": mean,
            "edits": edits,
            "unusable": unusable,
            "rejected_tries": rejected_tries,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_mean(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        mean = _parse_mean(d.pop("mean"))


        edits = d.pop("edits")

        unusable = d.pop("unusable")

        rejected_tries = d.pop("rejected_tries")

        arm_summary = cls(
            mean=mean,
            edits=edits,
            unusable=unusable,
            rejected_tries=rejected_tries,
        )


        arm_summary.additional_properties = d
        return arm_summary

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
