from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.candidate_components import CandidateComponents
  from ..models.demo import Demo





T = TypeVar("T", bound="Candidate")



@_attrs_define
class Candidate:
    """ An immutable set of component texts and demos, with where it came from.

        Attributes:
            id (str):
            components (CandidateComponents):
            demos (list[Demo]):
            parents (list[str]):
            operator (str):  Default: 'seed'.
            feedback (list[str]):
     """

    id: str
    components: CandidateComponents
    demos: list[Demo]
    parents: list[str]
    feedback: list[str]
    operator: str = 'seed'
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.candidate_components import CandidateComponents # noqa: PLC0415
        from ..models.demo import Demo # noqa: PLC0415
        id = self.id

        components = self.components.to_dict()

        demos = []
        for demos_item_data in self.demos:
            demos_item = demos_item_data.to_dict()
            demos.append(demos_item)



        parents = self.parents



        operator = self.operator

        feedback = self.feedback




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "components": components,
            "demos": demos,
            "parents": parents,
            "operator": operator,
            "feedback": feedback,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.candidate_components import CandidateComponents # noqa: PLC0415
        from ..models.demo import Demo # noqa: PLC0415
        d = dict(src_dict)
        id = d.pop("id")

        components = CandidateComponents.from_dict(d.pop("components"))




        demos = []
        _demos = d.pop("demos")
        for demos_item_data in (_demos):
            demos_item = Demo.from_dict(demos_item_data)



            demos.append(demos_item)


        parents = cast(list[str], d.pop("parents"))


        operator = d.pop("operator")

        feedback = cast(list[str], d.pop("feedback"))


        candidate = cls(
            id=id,
            components=components,
            demos=demos,
            parents=parents,
            operator=operator,
            feedback=feedback,
        )


        candidate.additional_properties = d
        return candidate

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
