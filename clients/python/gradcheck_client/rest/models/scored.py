from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Scored")



@_attrs_define
class Scored:
    """ A mean score with its 95 % interval; `n` items were scored, `failed` had no score.

        Attributes:
            score (float):
            ci95 (list[float]):
            n (int):
            failed (int):  Default: 0.
     """

    score: float
    ci95: list[float]
    n: int
    failed: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        score = self.score

        ci95 = self.ci95



        n = self.n

        failed = self.failed


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "score": score,
            "ci95": ci95,
            "n": n,
            "failed": failed,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        score = d.pop("score")

        ci95 = cast(list[float], d.pop("ci95"))


        n = d.pop("n")

        failed = d.pop("failed")

        scored = cls(
            score=score,
            ci95=ci95,
            n=n,
            failed=failed,
        )


        scored.additional_properties = d
        return scored

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
