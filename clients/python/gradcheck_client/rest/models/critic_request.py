from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.seen import Seen
  from ..models.slot import Slot
  from ..models.template import Template





T = TypeVar("T", bound="CriticRequest")



@_attrs_define
class CriticRequest:
    """ All a critic sees, under the id of the feedback it wrote; `upstream` names the feedback in its slots.

        Where it wrote several, each has the id of the request and its place after a slash. `history` are the candidates
        that it is shown as tried before.

        Attributes:
            id (str):
            candidate (str):
            component (str):
            template (Template): A prompt for a critic or an editor; gaps are written {{name}} and filled from the slots of
                that name.

                    `system` is only for the chat endpoint. `endpoint: none` asks no model: the text is `user` as it is filled.
                    `reply` says how the answer is read: the text between <tag> and </tag>, several such texts (`tags`), or the
                first
                    line. `evidence_line` renders a rollout, `feedback_line` a feedback, `history_line` a candidate that was
                tried,
                    `example_line` an example with its expected answer; `absent` stands where there is no feedback, `nothing`
                where
                    there is no history or no example. With `keeps_frame` the reader does not see the outer blocks of a
                component that
                    hold placeholders; they are put back around its answer, unless the component is nothing else.
            slots (list[Slot]):
            seen (list[Seen]):
            upstream (list[str]):
            history (list[str]):
     """

    id: str
    candidate: str
    component: str
    template: Template
    slots: list[Slot]
    seen: list[Seen]
    upstream: list[str]
    history: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.seen import Seen # noqa: PLC0415
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        id = self.id

        candidate = self.candidate

        component = self.component

        template = self.template.to_dict()

        slots = []
        for slots_item_data in self.slots:
            slots_item = slots_item_data.to_dict()
            slots.append(slots_item)



        seen = []
        for seen_item_data in self.seen:
            seen_item = seen_item_data.to_dict()
            seen.append(seen_item)



        upstream = self.upstream



        history = self.history




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "candidate": candidate,
            "component": component,
            "template": template,
            "slots": slots,
            "seen": seen,
            "upstream": upstream,
            "history": history,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.seen import Seen # noqa: PLC0415
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        d = dict(src_dict)
        id = d.pop("id")

        candidate = d.pop("candidate")

        component = d.pop("component")

        template = Template.from_dict(d.pop("template"))




        slots = []
        _slots = d.pop("slots")
        for slots_item_data in (_slots):
            slots_item = Slot.from_dict(slots_item_data)



            slots.append(slots_item)


        seen = []
        _seen = d.pop("seen")
        for seen_item_data in (_seen):
            seen_item = Seen.from_dict(seen_item_data)



            seen.append(seen_item)


        upstream = cast(list[str], d.pop("upstream"))


        history = cast(list[str], d.pop("history"))


        critic_request = cls(
            id=id,
            candidate=candidate,
            component=component,
            template=template,
            slots=slots,
            seen=seen,
            upstream=upstream,
            history=history,
        )


        critic_request.additional_properties = d
        return critic_request

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
