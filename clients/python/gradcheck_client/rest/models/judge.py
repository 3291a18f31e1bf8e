from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.judge_kind import check_judge_kind
from ..models.judge_kind import JudgeKind
from typing import cast






T = TypeVar("T", bound="Judge")



@_attrs_define
class Judge:
    """ A language model scores the output by a rubric, from 0 to 1.

        Attributes:
            kind (JudgeKind):
            rubric (str): What a good output is; 1 meets it fully, 0 fails it.
     """

    kind: JudgeKind
    rubric: str





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        rubric = self.rubric


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
            "rubric": rubric,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_judge_kind(d.pop("kind"))




        rubric = d.pop("rubric")

        judge = cls(
            kind=kind,
            rubric=rubric,
        )

        return judge

