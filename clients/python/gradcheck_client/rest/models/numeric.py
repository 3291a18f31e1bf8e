from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.numeric_kind import check_numeric_kind
from ..models.numeric_kind import NumericKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Numeric")



@_attrs_define
class Numeric:
    """ The last number in the output is the expected one, within a tolerance.

        Attributes:
            kind (NumericKind):
            absolute_tolerance (float | Unset): How far off the number may be. Default: 0.0.
            relative_tolerance (float | Unset): How far off the number may be, as a share of the expected one. Default: 0.0.
     """

    kind: NumericKind
    absolute_tolerance: float | Unset = 0.0
    relative_tolerance: float | Unset = 0.0





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        absolute_tolerance = self.absolute_tolerance

        relative_tolerance = self.relative_tolerance


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if absolute_tolerance is not UNSET:
            field_dict["absolute_tolerance"] = absolute_tolerance
        if relative_tolerance is not UNSET:
            field_dict["relative_tolerance"] = relative_tolerance

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_numeric_kind(d.pop("kind"))




        absolute_tolerance = d.pop("absolute_tolerance", UNSET)

        relative_tolerance = d.pop("relative_tolerance", UNSET)

        numeric = cls(
            kind=kind,
            absolute_tolerance=absolute_tolerance,
            relative_tolerance=relative_tolerance,
        )

        return numeric

