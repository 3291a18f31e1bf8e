from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.comparison_text_alternative import check_comparison_text_alternative
from ..models.comparison_text_alternative import ComparisonTextAlternative
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ComparisonText")



@_attrs_define
class ComparisonText:
    """ First arm minus second arm; `greater` claims that the first is better. Families are adjusted by Holm.

        Attributes:
            first (str):
            second (str):
            alternative (ComparisonTextAlternative | Unset):  Default: 'two_sided'.
            family (str | Unset):  Default: 'comparisons'.
     """

    first: str
    second: str
    alternative: ComparisonTextAlternative | Unset = 'two_sided'
    family: str | Unset = 'comparisons'





    def to_dict(self) -> dict[str, Any]:
        first = self.first

        second = self.second

        alternative: str | Unset = UNSET
        if not isinstance(self.alternative, Unset):
            alternative = self.alternative


        family = self.family


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "first": first,
            "second": second,
        })
        if alternative is not UNSET:
            field_dict["alternative"] = alternative
        if family is not UNSET:
            field_dict["family"] = family

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first = d.pop("first")

        second = d.pop("second")

        _alternative = d.pop("alternative", UNSET)
        alternative: ComparisonTextAlternative | Unset
        if isinstance(_alternative,  Unset):
            alternative = UNSET
        else:
            alternative = check_comparison_text_alternative(_alternative)




        family = d.pop("family", UNSET)

        comparison_text = cls(
            first=first,
            second=second,
            alternative=alternative,
            family=family,
        )

        return comparison_text

