from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.judgement_question import check_judgement_question
from ..models.judgement_question import JudgementQuestion
from typing import cast






T = TypeVar("T", bound="Judgement")



@_attrs_define
class Judgement:
    """ A judge's answer about an arm's edit or feedback; None where it gave none that can be read.

        For `identify` the answer is whether it named the edit's own feedback among `options`.

        Attributes:
            question (JudgementQuestion):
            arm (str):
            answer (bool | None):
            options (list[str]):
     """

    question: JudgementQuestion
    arm: str
    answer: bool | None
    options: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        question: str = self.question

        arm = self.arm

        answer: bool | None
        answer = self.answer

        options = self.options




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "question": question,
            "arm": arm,
            "answer": answer,
            "options": options,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        question = check_judgement_question(d.pop("question"))




        arm = d.pop("arm")

        def _parse_answer(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        answer = _parse_answer(d.pop("answer"))


        options = cast(list[str], d.pop("options"))


        judgement = cls(
            question=question,
            arm=arm,
            answer=answer,
            options=options,
        )


        judgement.additional_properties = d
        return judgement

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
