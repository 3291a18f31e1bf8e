from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="StepTexts")



@_attrs_define
class StepTexts:
    """ What a step's arms were made from: the prompt's component before, the recorded feedback, the minibatch.

        Attributes:
            step (int):
            component (str):
            before (str):
            feedback (list[str]):
            minibatch (list[str]):
     """

    step: int
    component: str
    before: str
    feedback: list[str]
    minibatch: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        step = self.step

        component = self.component

        before = self.before

        feedback = self.feedback



        minibatch = self.minibatch




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "step": step,
            "component": component,
            "before": before,
            "feedback": feedback,
            "minibatch": minibatch,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        step = d.pop("step")

        component = d.pop("component")

        before = d.pop("before")

        feedback = cast(list[str], d.pop("feedback"))


        minibatch = cast(list[str], d.pop("minibatch"))


        step_texts = cls(
            step=step,
            component=component,
            before=before,
            feedback=feedback,
            minibatch=minibatch,
        )


        step_texts.additional_properties = d
        return step_texts

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
