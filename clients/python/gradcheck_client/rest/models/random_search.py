from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.random_search_name import check_random_search_name
from ..models.random_search_name import RandomSearchName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="RandomSearch")



@_attrs_define
class RandomSearch:
    """ The best of n random combinations of generic phrases around the prompt as it was given; it asks no optimizer.

        All combinations are of the bank in `phrases.py` and suit any task; none is tried twice, and those of one, two
    and
        three phrases are as likely as one another.

        Attributes:
            name (RandomSearchName):
            n (int | None | Unset): Proposals in all; null goes on until the budget is used. Default: 48.
            at_once (int | Unset): Proposals of a step. Default: 8.
     """

    name: RandomSearchName
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
        name = check_random_search_name(d.pop("name"))




        def _parse_n(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        n = _parse_n(d.pop("n", UNSET))


        at_once = d.pop("at_once", UNSET)

        random_search = cls(
            name=name,
            n=n,
            at_once=at_once,
        )

        return random_search

