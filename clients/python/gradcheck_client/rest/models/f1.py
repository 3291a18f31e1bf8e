from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.f1_kind import check_f1_kind
from ..models.f1_kind import F1Kind
from typing import cast






T = TypeVar("T", bound="F1")



@_attrs_define
class F1:
    """ The F1 of the words (characters in scripts without spaces) that the output and the expected answer share.

        Attributes:
            kind (F1Kind):
     """

    kind: F1Kind





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_f1_kind(d.pop("kind"))




        f1 = cls(
            kind=kind,
        )

        return f1

