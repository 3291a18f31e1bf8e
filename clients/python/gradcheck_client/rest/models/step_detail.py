from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.rollout import Rollout
  from ..models.step import Step





T = TypeVar("T", bound="StepDetail")



@_attrs_define
class StepDetail:
    """ A recorded step with its rollouts.

        Attributes:
            step (Step): One turn of a method, as recorded; its rollouts are kept beside it.
            rollouts (list[Rollout]):
     """

    step: Step
    rollouts: list[Rollout]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.rollout import Rollout # noqa: PLC0415
        from ..models.step import Step # noqa: PLC0415
        step = self.step.to_dict()

        rollouts = []
        for rollouts_item_data in self.rollouts:
            rollouts_item = rollouts_item_data.to_dict()
            rollouts.append(rollouts_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "step": step,
            "rollouts": rollouts,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rollout import Rollout # noqa: PLC0415
        from ..models.step import Step # noqa: PLC0415
        d = dict(src_dict)
        step = Step.from_dict(d.pop("step"))




        rollouts = []
        _rollouts = d.pop("rollouts")
        for rollouts_item_data in (_rollouts):
            rollouts_item = Rollout.from_dict(rollouts_item_data)



            rollouts.append(rollouts_item)


        step_detail = cls(
            step=step,
            rollouts=rollouts,
        )


        step_detail.additional_properties = d
        return step_detail

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
