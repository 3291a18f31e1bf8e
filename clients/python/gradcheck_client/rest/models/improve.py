from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.improve_name import check_improve_name
from ..models.improve_name import ImproveName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Improve")



@_attrs_define
class Improve:
    """ Blind improvements of the best prompt so far.

        Attributes:
            name (ImproveName):
            rounds (int | None | Unset): Steps; null goes on until the budget is used. Default: 6.
            candidates (int | Unset): Proposals of a step. Default: 8.
     """

    name: ImproveName
    rounds: int | None | Unset = 6
    candidates: int | Unset = 8





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        rounds: int | None | Unset
        if isinstance(self.rounds, Unset):
            rounds = UNSET
        else:
            rounds = self.rounds

        candidates = self.candidates


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if rounds is not UNSET:
            field_dict["rounds"] = rounds
        if candidates is not UNSET:
            field_dict["candidates"] = candidates

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_improve_name(d.pop("name"))




        def _parse_rounds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rounds = _parse_rounds(d.pop("rounds", UNSET))


        candidates = d.pop("candidates", UNSET)

        improve = cls(
            name=name,
            rounds=rounds,
            candidates=candidates,
        )

        return improve

