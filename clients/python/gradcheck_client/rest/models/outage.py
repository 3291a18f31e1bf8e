from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Outage")



@_attrs_define
class Outage:
    """ A model that does not answer.

        `away_s` seconds have passed since the first refusal after its last answer, `refused` attempts were made in
    them,
        `words` are what the last one met. The next attempt is made in `probe_in_s` seconds; `asked_s` is the pause that
        the provider asked for itself.

        Attributes:
            provider (str):
            model (str):
            away_s (float):
            refused (int):
            words (str):
            probe_in_s (float):
            asked_s (float | None):
     """

    provider: str
    model: str
    away_s: float
    refused: int
    words: str
    probe_in_s: float
    asked_s: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        provider = self.provider

        model = self.model

        away_s = self.away_s

        refused = self.refused

        words = self.words

        probe_in_s = self.probe_in_s

        asked_s: float | None
        asked_s = self.asked_s


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "provider": provider,
            "model": model,
            "away_s": away_s,
            "refused": refused,
            "words": words,
            "probe_in_s": probe_in_s,
            "asked_s": asked_s,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        provider = d.pop("provider")

        model = d.pop("model")

        away_s = d.pop("away_s")

        refused = d.pop("refused")

        words = d.pop("words")

        probe_in_s = d.pop("probe_in_s")

        def _parse_asked_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        asked_s = _parse_asked_s(d.pop("asked_s"))


        outage = cls(
            provider=provider,
            model=model,
            away_s=away_s,
            refused=refused,
            words=words,
            probe_in_s=probe_in_s,
            asked_s=asked_s,
        )


        outage.additional_properties = d
        return outage

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
