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





T = TypeVar("T", bound="EditRequest")



@_attrs_define
class EditRequest:
    """ All an editor sees: operator, parents, the component to change, template, slots, draw.

        `feedback` names the feedback in its slots, `seen` is what its evidence shows, `history` are the candidates that
    it
        is shown as tried before.

        Attributes:
            id (str):
            operator (str):
            parents (list[str]):
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
            feedback (list[str]):
            history (list[str]):
            draw (int):  Default: 0.
     """

    id: str
    operator: str
    parents: list[str]
    component: str
    template: Template
    slots: list[Slot]
    seen: list[Seen]
    feedback: list[str]
    history: list[str]
    draw: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.seen import Seen # noqa: PLC0415
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        id = self.id

        operator = self.operator

        parents = self.parents



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



        feedback = self.feedback



        history = self.history



        draw = self.draw


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "operator": operator,
            "parents": parents,
            "component": component,
            "template": template,
            "slots": slots,
            "seen": seen,
            "feedback": feedback,
            "history": history,
            "draw": draw,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.seen import Seen # noqa: PLC0415
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        d = dict(src_dict)
        id = d.pop("id")

        operator = d.pop("operator")

        parents = cast(list[str], d.pop("parents"))


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


        feedback = cast(list[str], d.pop("feedback"))


        history = cast(list[str], d.pop("history"))


        draw = d.pop("draw")

        edit_request = cls(
            id=id,
            operator=operator,
            parents=parents,
            component=component,
            template=template,
            slots=slots,
            seen=seen,
            feedback=feedback,
            history=history,
            draw=draw,
        )


        edit_request.additional_properties = d
        return edit_request

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
