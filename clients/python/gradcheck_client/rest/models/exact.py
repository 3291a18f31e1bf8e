from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.exact_kind import check_exact_kind
from ..models.exact_kind import ExactKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Exact")



@_attrs_define
class Exact:
    """ The whole output is one of the acceptable answers.

        Attributes:
            kind (ExactKind):
            ignore_case (bool | Unset): Upper and lower case are the same. Default: True.
            ignore_outer_whitespace (bool | Unset): White space before and after the answer does not count. Default: True.
            ignore_inner_whitespace (bool | Unset): A run of white space inside the answer counts as one space. Default:
                False.
            ignore_end_punctuation (bool | Unset): Sentence marks after it and quotation marks or brackets around it do not
                count. Default: True.
            ignore_articles (bool | Unset): `a`, `an` and `the` before a word do not count. Default: False.
     """

    kind: ExactKind
    ignore_case: bool | Unset = True
    ignore_outer_whitespace: bool | Unset = True
    ignore_inner_whitespace: bool | Unset = False
    ignore_end_punctuation: bool | Unset = True
    ignore_articles: bool | Unset = False





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        ignore_case = self.ignore_case

        ignore_outer_whitespace = self.ignore_outer_whitespace

        ignore_inner_whitespace = self.ignore_inner_whitespace

        ignore_end_punctuation = self.ignore_end_punctuation

        ignore_articles = self.ignore_articles


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if ignore_case is not UNSET:
            field_dict["ignore_case"] = ignore_case
        if ignore_outer_whitespace is not UNSET:
            field_dict["ignore_outer_whitespace"] = ignore_outer_whitespace
        if ignore_inner_whitespace is not UNSET:
            field_dict["ignore_inner_whitespace"] = ignore_inner_whitespace
        if ignore_end_punctuation is not UNSET:
            field_dict["ignore_end_punctuation"] = ignore_end_punctuation
        if ignore_articles is not UNSET:
            field_dict["ignore_articles"] = ignore_articles

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_exact_kind(d.pop("kind"))




        ignore_case = d.pop("ignore_case", UNSET)

        ignore_outer_whitespace = d.pop("ignore_outer_whitespace", UNSET)

        ignore_inner_whitespace = d.pop("ignore_inner_whitespace", UNSET)

        ignore_end_punctuation = d.pop("ignore_end_punctuation", UNSET)

        ignore_articles = d.pop("ignore_articles", UNSET)

        exact = cls(
            kind=kind,
            ignore_case=ignore_case,
            ignore_outer_whitespace=ignore_outer_whitespace,
            ignore_inner_whitespace=ignore_inner_whitespace,
            ignore_end_punctuation=ignore_end_punctuation,
            ignore_articles=ignore_articles,
        )

        return exact

