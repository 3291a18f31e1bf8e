from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.numeric_decimal_mark import check_numeric_decimal_mark
from ..models.numeric_decimal_mark import NumericDecimalMark
from ..models.numeric_kind import check_numeric_kind
from ..models.numeric_kind import NumericKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Numeric")



@_attrs_define
class Numeric:
    """ The last number in the output is the expected one, within a tolerance.

        Digits of any script are read. Digits are grouped in threes by the mark that is not the decimal one, by
    apostrophes,
        underscores or spaces, and by commas as in India; a list such as `3,14` ends in 14 unless the comma is the
    decimal
        mark.

        Attributes:
            kind (NumericKind):
            decimal_mark (NumericDecimalMark | Unset): What stands before the decimals in outputs and in expected texts; the
                other one of point and comma groups digits. Default: '.'.
            absolute_tolerance (float | Unset): How far off the number may be. Default: 0.0.
            relative_tolerance (float | Unset): How far off the number may be, as a share of the expected one. Default: 0.0.
     """

    kind: NumericKind
    decimal_mark: NumericDecimalMark | Unset = '.'
    absolute_tolerance: float | Unset = 0.0
    relative_tolerance: float | Unset = 0.0





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        decimal_mark: str | Unset = UNSET
        if not isinstance(self.decimal_mark, Unset):
            decimal_mark = self.decimal_mark


        absolute_tolerance = self.absolute_tolerance

        relative_tolerance = self.relative_tolerance


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if decimal_mark is not UNSET:
            field_dict["decimal_mark"] = decimal_mark
        if absolute_tolerance is not UNSET:
            field_dict["absolute_tolerance"] = absolute_tolerance
        if relative_tolerance is not UNSET:
            field_dict["relative_tolerance"] = relative_tolerance

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_numeric_kind(d.pop("kind"))




        _decimal_mark = d.pop("decimal_mark", UNSET)
        decimal_mark: NumericDecimalMark | Unset
        if isinstance(_decimal_mark,  Unset):
            decimal_mark = UNSET
        else:
            decimal_mark = check_numeric_decimal_mark(_decimal_mark)




        absolute_tolerance = d.pop("absolute_tolerance", UNSET)

        relative_tolerance = d.pop("relative_tolerance", UNSET)

        numeric = cls(
            kind=kind,
            decimal_mark=decimal_mark,
            absolute_tolerance=absolute_tolerance,
            relative_tolerance=relative_tolerance,
        )

        return numeric

