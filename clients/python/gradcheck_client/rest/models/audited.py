from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.answered import Answered





T = TypeVar("T", bound="Audited")



@_attrs_define
class Audited:
    """ What the given prompt and the winner answered on the test split; `missing` says why there is nothing to read.

        `quoted` are examples that the winner quotes, `lengths` those of both prompts in characters, and `improved` is
        whether the run's verdict was that.

        Attributes:
            answered (list[Answered]):
            quoted (list[str]):
            lengths (list[int]):
            improved (bool):  Default: False.
            missing (None | str):
     """

    answered: list[Answered]
    quoted: list[str]
    lengths: list[int]
    missing: None | str
    improved: bool = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.answered import Answered # noqa: PLC0415
        answered = []
        for answered_item_data in self.answered:
            answered_item = answered_item_data.to_dict()
            answered.append(answered_item)



        quoted = self.quoted



        lengths = self.lengths



        improved = self.improved

        missing: None | str
        missing = self.missing


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answered": answered,
            "quoted": quoted,
            "lengths": lengths,
            "improved": improved,
            "missing": missing,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.answered import Answered # noqa: PLC0415
        d = dict(src_dict)
        answered = []
        _answered = d.pop("answered")
        for answered_item_data in (_answered):
            answered_item = Answered.from_dict(answered_item_data)



            answered.append(answered_item)


        quoted = cast(list[str], d.pop("quoted"))


        lengths = cast(list[int], d.pop("lengths"))


        improved = d.pop("improved")

        def _parse_missing(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        missing = _parse_missing(d.pop("missing"))


        audited = cls(
            answered=answered,
            quoted=quoted,
            lengths=lengths,
            improved=improved,
            missing=missing,
        )


        audited.additional_properties = d
        return audited

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
