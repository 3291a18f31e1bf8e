from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="RoleUsage")



@_attrs_define
class RoleUsage:
    """ What one role used. `cached` calls were answered by the ledger, `failed` ones have no answer.

        `cost_usd` is null where nobody knows what its model costs.

        `retries` are repeated attempts, `possibly_paid` attempts whose fate nobody knows, and `speculative` calls that
    were
        made before a decision showed that they were not needed; these three depend on timing, the others do not.

        Attributes:
            calls (int):  Default: 0.
            input_tokens (int):  Default: 0.
            output_tokens (int):  Default: 0.
            cost_usd (float | None):  Default: 0.0.
            cached (int):  Default: 0.
            failed (int):  Default: 0.
            retries (int):  Default: 0.
            possibly_paid (int):  Default: 0.
            speculative (int):  Default: 0.
     """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    cached: int = 0
    failed: int = 0
    retries: int = 0
    possibly_paid: int = 0
    speculative: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        input_tokens = self.input_tokens

        output_tokens = self.output_tokens

        cost_usd: float | None
        cost_usd = self.cost_usd

        cached = self.cached

        failed = self.failed

        retries = self.retries

        possibly_paid = self.possibly_paid

        speculative = self.speculative


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "calls": calls,
            "input_tokens": input_tokens,
            "output_tokens": output_tokens,
            "cost_usd": cost_usd,
            "cached": cached,
            "failed": failed,
            "retries": retries,
            "possibly_paid": possibly_paid,
            "speculative": speculative,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        calls = d.pop("calls")

        input_tokens = d.pop("input_tokens")

        output_tokens = d.pop("output_tokens")

        def _parse_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cost_usd = _parse_cost_usd(d.pop("cost_usd"))


        cached = d.pop("cached")

        failed = d.pop("failed")

        retries = d.pop("retries")

        possibly_paid = d.pop("possibly_paid")

        speculative = d.pop("speculative")

        role_usage = cls(
            calls=calls,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cost_usd=cost_usd,
            cached=cached,
            failed=failed,
            retries=retries,
            possibly_paid=possibly_paid,
            speculative=speculative,
        )


        role_usage.additional_properties = d
        return role_usage

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
