from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Stop")



@_attrs_define
class Stop:
    """ When to stop before the method is done.

        After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps in
    a
        row; its score is its mean on the validation items that it was tried on, which are few where a method races.

        Attributes:
            target_score (float | None | Unset):
            patience (int | None | Unset):
            max_steps (int | None | Unset):
     """

    target_score: float | None | Unset = UNSET
    patience: int | None | Unset = UNSET
    max_steps: int | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        target_score: float | None | Unset
        if isinstance(self.target_score, Unset):
            target_score = UNSET
        else:
            target_score = self.target_score

        patience: int | None | Unset
        if isinstance(self.patience, Unset):
            patience = UNSET
        else:
            patience = self.patience

        max_steps: int | None | Unset
        if isinstance(self.max_steps, Unset):
            max_steps = UNSET
        else:
            max_steps = self.max_steps


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if target_score is not UNSET:
            field_dict["target_score"] = target_score
        if patience is not UNSET:
            field_dict["patience"] = patience
        if max_steps is not UNSET:
            field_dict["max_steps"] = max_steps

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_target_score(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        target_score = _parse_target_score(d.pop("target_score", UNSET))


        def _parse_patience(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        patience = _parse_patience(d.pop("patience", UNSET))


        def _parse_max_steps(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_steps = _parse_max_steps(d.pop("max_steps", UNSET))


        stop = cls(
            target_score=target_score,
            patience=patience,
            max_steps=max_steps,
        )

        return stop

