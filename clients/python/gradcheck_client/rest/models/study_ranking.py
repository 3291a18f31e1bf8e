from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.arm_rank import ArmRank
  from ..models.ranked_gap import RankedGap





T = TypeVar("T", bound="StudyRanking")



@_attrs_define
class StudyRanking:
    """ Arms from the best to the worst over the `n` trials that all of them have an outcome of; `text` says it.

        `left_out` arms have no outcome at all. Arms are empty where fewer than two trials or arms can be ranked.

        Attributes:
            text (str):
            n (int):
            level (float):
            arms (list[ArmRank]):
            gaps (list[RankedGap]):
            left_out (list[str]):
     """

    text: str
    n: int
    level: float
    arms: list[ArmRank]
    gaps: list[RankedGap]
    left_out: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_rank import ArmRank # noqa: PLC0415
        from ..models.ranked_gap import RankedGap # noqa: PLC0415
        text = self.text

        n = self.n

        level = self.level

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)



        gaps = []
        for gaps_item_data in self.gaps:
            gaps_item = gaps_item_data.to_dict()
            gaps.append(gaps_item)



        left_out = self.left_out




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "text": text,
            "n": n,
            "level": level,
            "arms": arms,
            "gaps": gaps,
            "left_out": left_out,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_rank import ArmRank # noqa: PLC0415
        from ..models.ranked_gap import RankedGap # noqa: PLC0415
        d = dict(src_dict)
        text = d.pop("text")

        n = d.pop("n")

        level = d.pop("level")

        arms = []
        _arms = d.pop("arms")
        for arms_item_data in (_arms):
            arms_item = ArmRank.from_dict(arms_item_data)



            arms.append(arms_item)


        gaps = []
        _gaps = d.pop("gaps")
        for gaps_item_data in (_gaps):
            gaps_item = RankedGap.from_dict(gaps_item_data)



            gaps.append(gaps_item)


        left_out = cast(list[str], d.pop("left_out"))


        study_ranking = cls(
            text=text,
            n=n,
            level=level,
            arms=arms,
            gaps=gaps,
            left_out=left_out,
        )


        study_ranking.additional_properties = d
        return study_ranking

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
