from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.drawn import Drawn
  from ..models.judgement import Judgement





T = TypeVar("T", bound="Block")



@_attrs_define
class Block:
    """ All arms of one replicate of one step.

        Attributes:
            step (int):
            replicate (int):
            arms (list[Drawn]):
            judged (list[Judgement]):
     """

    step: int
    replicate: int
    arms: list[Drawn]
    judged: list[Judgement]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.drawn import Drawn # noqa: PLC0415
        from ..models.judgement import Judgement # noqa: PLC0415
        step = self.step

        replicate = self.replicate

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)



        judged = []
        for judged_item_data in self.judged:
            judged_item = judged_item_data.to_dict()
            judged.append(judged_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "step": step,
            "replicate": replicate,
            "arms": arms,
            "judged": judged,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.drawn import Drawn # noqa: PLC0415
        from ..models.judgement import Judgement # noqa: PLC0415
        d = dict(src_dict)
        step = d.pop("step")

        replicate = d.pop("replicate")

        arms = []
        _arms = d.pop("arms")
        for arms_item_data in (_arms):
            arms_item = Drawn.from_dict(arms_item_data)



            arms.append(arms_item)


        judged = []
        _judged = d.pop("judged")
        for judged_item_data in (_judged):
            judged_item = Judgement.from_dict(judged_item_data)



            judged.append(judged_item)


        block = cls(
            step=step,
            replicate=replicate,
            arms=arms,
            judged=judged,
        )


        block.additional_properties = d
        return block

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
