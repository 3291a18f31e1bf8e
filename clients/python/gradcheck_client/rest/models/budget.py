from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Budget")



@_attrs_define
class Budget:
    """ Caps over all roles; null means no cap.

        `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no money
        (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider that
    all
        of them wait for.

        Attributes:
            max_calls (int | None | Unset):
            max_tokens (int | None | Unset):
            max_cost_usd (float | None | Unset):
            max_seconds (float | None | Unset):
            retry_share (float | Unset):  Default: 0.1.
            weight (int | Unset):  Default: 1.
     """

    max_calls: int | None | Unset = UNSET
    max_tokens: int | None | Unset = UNSET
    max_cost_usd: float | None | Unset = UNSET
    max_seconds: float | None | Unset = UNSET
    retry_share: float | Unset = 0.1
    weight: int | Unset = 1





    def to_dict(self) -> dict[str, Any]:
        max_calls: int | None | Unset
        if isinstance(self.max_calls, Unset):
            max_calls = UNSET
        else:
            max_calls = self.max_calls

        max_tokens: int | None | Unset
        if isinstance(self.max_tokens, Unset):
            max_tokens = UNSET
        else:
            max_tokens = self.max_tokens

        max_cost_usd: float | None | Unset
        if isinstance(self.max_cost_usd, Unset):
            max_cost_usd = UNSET
        else:
            max_cost_usd = self.max_cost_usd

        max_seconds: float | None | Unset
        if isinstance(self.max_seconds, Unset):
            max_seconds = UNSET
        else:
            max_seconds = self.max_seconds

        retry_share = self.retry_share

        weight = self.weight


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if max_calls is not UNSET:
            field_dict["max_calls"] = max_calls
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if max_cost_usd is not UNSET:
            field_dict["max_cost_usd"] = max_cost_usd
        if max_seconds is not UNSET:
            field_dict["max_seconds"] = max_seconds
        if retry_share is not UNSET:
            field_dict["retry_share"] = retry_share
        if weight is not UNSET:
            field_dict["weight"] = weight

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_max_calls(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_calls = _parse_max_calls(d.pop("max_calls", UNSET))


        def _parse_max_tokens(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_tokens = _parse_max_tokens(d.pop("max_tokens", UNSET))


        def _parse_max_cost_usd(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_cost_usd = _parse_max_cost_usd(d.pop("max_cost_usd", UNSET))


        def _parse_max_seconds(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_seconds = _parse_max_seconds(d.pop("max_seconds", UNSET))


        retry_share = d.pop("retry_share", UNSET)

        weight = d.pop("weight", UNSET)

        budget = cls(
            max_calls=max_calls,
            max_tokens=max_tokens,
            max_cost_usd=max_cost_usd,
            max_seconds=max_seconds,
            retry_share=retry_share,
            weight=weight,
        )

        return budget

