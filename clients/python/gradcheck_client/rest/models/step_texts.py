from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.labelled import Labelled





T = TypeVar("T", bound="StepTexts")



@_attrs_define
class StepTexts:
    """ What a step's arms were made from: the prompt's component before, the recorded feedback, the minibatch.

        `behind` are the examples that each feedback's critics were shown, `labels` all of them and the editor's, where
        labels are dealt anew. Asking the critics again makes `critic_calls`. `is_last`: the component is the last
    module's.

        Attributes:
            step (int):
            component (str):
            before (str):
            feedback (list[str]):
            minibatch (list[str]):
            behind (list[list[str]]):
            labels (list[Labelled]):
            critic_calls (int):  Default: 0.
            is_last (bool):  Default: True.
     """

    step: int
    component: str
    before: str
    feedback: list[str]
    minibatch: list[str]
    behind: list[list[str]]
    labels: list[Labelled]
    critic_calls: int = 0
    is_last: bool = True
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.labelled import Labelled # noqa: PLC0415
        step = self.step

        component = self.component

        before = self.before

        feedback = self.feedback



        minibatch = self.minibatch



        behind = []
        for behind_item_data in self.behind:
            behind_item = behind_item_data


            behind.append(behind_item)



        labels = []
        for labels_item_data in self.labels:
            labels_item = labels_item_data.to_dict()
            labels.append(labels_item)



        critic_calls = self.critic_calls

        is_last = self.is_last


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "step": step,
            "component": component,
            "before": before,
            "feedback": feedback,
            "minibatch": minibatch,
            "behind": behind,
            "labels": labels,
            "critic_calls": critic_calls,
            "is_last": is_last,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.labelled import Labelled # noqa: PLC0415
        d = dict(src_dict)
        step = d.pop("step")

        component = d.pop("component")

        before = d.pop("before")

        feedback = cast(list[str], d.pop("feedback"))


        minibatch = cast(list[str], d.pop("minibatch"))


        behind = []
        _behind = d.pop("behind")
        for behind_item_data in (_behind):
            behind_item = cast(list[str], behind_item_data)

            behind.append(behind_item)


        labels = []
        _labels = d.pop("labels")
        for labels_item_data in (_labels):
            labels_item = Labelled.from_dict(labels_item_data)



            labels.append(labels_item)


        critic_calls = d.pop("critic_calls")

        is_last = d.pop("is_last")

        step_texts = cls(
            step=step,
            component=component,
            before=before,
            feedback=feedback,
            minibatch=minibatch,
            behind=behind,
            labels=labels,
            critic_calls=critic_calls,
            is_last=is_last,
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
