from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.best_of_n_name import BestOfNName
from ..models.best_of_n_name import check_best_of_n_name
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="BestOfN")



@_attrs_define
class BestOfN:
    """ The best of n independent draws of the same blind edit: what sampling and selecting alone find.

        Attributes:
            name (BestOfNName):
            n (int | None | Unset): Proposals in all; null goes on until the budget is used. Default: 48.
            at_once (int | Unset): Proposals of a step. Default: 8.
     """

    name: BestOfNName
    n: int | None | Unset = 48
    at_once: int | Unset = 8





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        n: int | None | Unset
        if isinstance(self.n, Unset):
            n = UNSET
        else:
            n = self.n

        at_once = self.at_once


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if n is not UNSET:
            field_dict["n"] = n
        if at_once is not UNSET:
            field_dict["at_once"] = at_once

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_best_of_n_name(d.pop("name"))




        def _parse_n(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        n = _parse_n(d.pop("n", UNSET))


        at_once = d.pop("at_once", UNSET)

        best_of_n = cls(
            name=name,
            n=n,
            at_once=at_once,
        )

        return best_of_n

