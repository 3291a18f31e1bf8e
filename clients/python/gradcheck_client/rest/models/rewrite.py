from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rewrite_name import check_rewrite_name
from ..models.rewrite_name import RewriteName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Rewrite")



@_attrs_define
class Rewrite:
    """ Meaning-preserving rewrites of the seed, round after round.

        Attributes:
            name (RewriteName):
            rounds (int | None | Unset): Steps; null goes on until the budget is used. Default: 6.
            candidates (int | Unset): Proposals of a step. Default: 8.
     """

    name: RewriteName
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
        name = check_rewrite_name(d.pop("name"))




        def _parse_rounds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rounds = _parse_rounds(d.pop("rounds", UNSET))


        candidates = d.pop("candidates", UNSET)

        rewrite = cls(
            name=name,
            rounds=rounds,
            candidates=candidates,
        )

        return rewrite

