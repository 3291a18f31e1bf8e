from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.budget import Budget





T = TypeVar("T", bound="ContinueRequest")



@_attrs_define
class ContinueRequest:
    """ A new budget for what an ended run left undone; what is paid for already is not paid again.

        Attributes:
            budget (Budget | Unset): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
     """

    budget: Budget | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.budget import Budget # noqa: PLC0415
        budget: dict[str, Any] | Unset = UNSET
        if not isinstance(self.budget, Unset):
            budget = self.budget.to_dict()


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if budget is not UNSET:
            field_dict["budget"] = budget

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget import Budget # noqa: PLC0415
        d = dict(src_dict)
        _budget = d.pop("budget", UNSET)
        budget: Budget | Unset
        if isinstance(_budget,  Unset):
            budget = UNSET
        else:
            budget = Budget.from_dict(_budget)




        continue_request = cls(
            budget=budget,
        )

        return continue_request

