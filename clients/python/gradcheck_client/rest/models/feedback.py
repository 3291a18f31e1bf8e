from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.feedback_author import check_feedback_author
from ..models.feedback_author import FeedbackAuthor
from ..models.feedback_kind import check_feedback_kind
from ..models.feedback_kind import FeedbackKind
from typing import cast






T = TypeVar("T", bound="Feedback")



@_attrs_define
class Feedback:
    """ A text about a component, with the rollouts that are its evidence and the role that wrote it.

        `control` is no role: a text that knows nothing of the task, which a method sets against feedback.

        Attributes:
            id (str):
            kind (FeedbackKind):
            module (str):
            component (str):
            text (str):
            author (FeedbackAuthor):
            candidate (str):
            evidence (list[str]):
     """

    id: str
    kind: FeedbackKind
    module: str
    component: str
    text: str
    author: FeedbackAuthor
    candidate: str
    evidence: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind: str = self.kind

        module = self.module

        component = self.component

        text = self.text

        author: str = self.author

        candidate = self.candidate

        evidence = self.evidence




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "kind": kind,
            "module": module,
            "component": component,
            "text": text,
            "author": author,
            "candidate": candidate,
            "evidence": evidence,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = check_feedback_kind(d.pop("kind"))




        module = d.pop("module")

        component = d.pop("component")

        text = d.pop("text")

        author = check_feedback_author(d.pop("author"))




        candidate = d.pop("candidate")

        evidence = cast(list[str], d.pop("evidence"))


        feedback = cls(
            id=id,
            kind=kind,
            module=module,
            component=component,
            text=text,
            author=author,
            candidate=candidate,
            evidence=evidence,
        )


        feedback.additional_properties = d
        return feedback

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
