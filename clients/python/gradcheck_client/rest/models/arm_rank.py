from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="ArmRank")



@_attrs_define
class ArmRank:
    """ An arm's mean over the ranked trials and the ranks it may have, 1 the best; all arms' hold at once.

        Attributes:
            arm (str):
            mean (float):
            best_rank (int):
            worst_rank (int):
     """

    arm: str
    mean: float
    best_rank: int
    worst_rank: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        arm = self.arm

        mean = self.mean

        best_rank = self.best_rank

        worst_rank = self.worst_rank


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "arm": arm,
            "mean": mean,
            "best_rank": best_rank,
            "worst_rank": worst_rank,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        arm = d.pop("arm")

        mean = d.pop("mean")

        best_rank = d.pop("best_rank")

        worst_rank = d.pop("worst_rank")

        arm_rank = cls(
            arm=arm,
            mean=mean,
            best_rank=best_rank,
            worst_rank=worst_rank,
        )


        arm_rank.additional_properties = d
        return arm_rank

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
