from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.track_text_split import check_track_text_split
from ..models.track_text_split import TrackTextSplit
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="TrackText")



@_attrs_define
class TrackText:
    """ Score the best candidate after every n-th step on a split, once a run has ended; `arms` null means all.

        In an arm with wrong labels the train examples count as they were shown: tracked is how well a run fits them.

        Attributes:
            every (int):
            split (TrackTextSplit | Unset):  Default: 'train'.
            arms (list[str] | None | Unset):
     """

    every: int
    split: TrackTextSplit | Unset = 'train'
    arms: list[str] | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        every = self.every

        split: str | Unset = UNSET
        if not isinstance(self.split, Unset):
            split = self.split


        arms: list[str] | None | Unset
        if isinstance(self.arms, Unset):
            arms = UNSET
        elif isinstance(self.arms, list):
            arms = self.arms


        else:
            arms = self.arms


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "every": every,
        })
        if split is not UNSET:
            field_dict["split"] = split
        if arms is not UNSET:
            field_dict["arms"] = arms

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        every = d.pop("every")

        _split = d.pop("split", UNSET)
        split: TrackTextSplit | Unset
        if isinstance(_split,  Unset):
            split = UNSET
        else:
            split = check_track_text_split(_split)




        def _parse_arms(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                arms_type_0 = cast(list[str], data)

                return arms_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        arms = _parse_arms(d.pop("arms", UNSET))


        track_text = cls(
            every=every,
            split=split,
            arms=arms,
        )

        return track_text

