from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="RankedGap")



@_attrs_define
class RankedGap:
    """ First arm minus second; the interval holds for all gaps at once, null where so few trials leave it open.

        Attributes:
            first (str):
            second (str):
            estimate (float):
            interval (list[float] | None):
            p_value (float):
            distinguishable (bool):
     """

    first: str
    second: str
    estimate: float
    interval: list[float] | None
    p_value: float
    distinguishable: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        first = self.first

        second = self.second

        estimate = self.estimate

        interval: list[float] | None
        if isinstance(self.interval, list):
            interval = self.interval


        else:
            interval = self.interval

        p_value = self.p_value

        distinguishable = self.distinguishable


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "first": first,
            "second": second,
            "estimate": estimate,
            "interval": interval,
            "p_value": p_value,
            "distinguishable": distinguishable,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first = d.pop("first")

        second = d.pop("second")

        estimate = d.pop("estimate")

        def _parse_interval(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                interval_type_0 = cast(list[float], data)

                return interval_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        interval = _parse_interval(d.pop("interval"))


        p_value = d.pop("p_value")

        distinguishable = d.pop("distinguishable")

        ranked_gap = cls(
            first=first,
            second=second,
            estimate=estimate,
            interval=interval,
            p_value=p_value,
            distinguishable=distinguishable,
        )


        ranked_gap.additional_properties = d
        return ranked_gap

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
