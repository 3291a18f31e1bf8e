from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.slot import Slot
  from ..models.template import Template





T = TypeVar("T", bound="Background")



@_attrs_define
class Background:
    """ A text that editors are told and that is no feedback: a summary of the data, a description of the program.

        `text` is None where none could be used, `history` are the candidates that its writer was shown as tried before.

        Attributes:
            id (str):
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
            text (None | str):
            history (list[str]):
     """

    id: str
    template: Template
    slots: list[Slot]
    text: None | str
    history: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        id = self.id

        template = self.template.to_dict()

        slots = []
        for slots_item_data in self.slots:
            slots_item = slots_item_data.to_dict()
            slots.append(slots_item)



        text: None | str
        text = self.text

        history = self.history




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "template": template,
            "slots": slots,
            "text": text,
            "history": history,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.slot import Slot # noqa: PLC0415
        from ..models.template import Template # noqa: PLC0415
        d = dict(src_dict)
        id = d.pop("id")

        template = Template.from_dict(d.pop("template"))




        slots = []
        _slots = d.pop("slots")
        for slots_item_data in (_slots):
            slots_item = Slot.from_dict(slots_item_data)



            slots.append(slots_item)


        def _parse_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        text = _parse_text(d.pop("text"))


        history = cast(list[str], d.pop("history"))


        background = cls(
            id=id,
            template=template,
            slots=slots,
            text=text,
            history=history,
        )


        background.additional_properties = d
        return background

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
