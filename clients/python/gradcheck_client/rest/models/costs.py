from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.costs_terms import CostsTerms





T = TypeVar("T", bound="Costs")



@_attrs_define
class Costs:
    """ Calls and dependent rounds of a method; the seed's score and the test come on top.

        `first` and `step` are the most calls of the first and of a later step; in `first` answers of the seed on
    validation
        are known already. `least` and `most` are of a whole run: when no proposal can be used, and when
        all can, those answered from what is known included. `rounds` are the dependent rounds of a step: calls that
    wait
        for one another when every other one is made at once, a program's modules and its judge counted as one round.
        `steps` is the most steps there are.
        `terms` are names for parts, each of the method's parameters, of a task's sizes and of the terms before it.

        Attributes:
            terms (CostsTerms):
            first (str):
            step (str):
            least (str):
            most (str):
            steps (str):
            rounds (str):
     """

    terms: CostsTerms
    first: str
    step: str
    least: str
    most: str
    steps: str
    rounds: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.costs_terms import CostsTerms # noqa: PLC0415
        terms = self.terms.to_dict()

        first = self.first

        step = self.step

        least = self.least

        most = self.most

        steps = self.steps

        rounds = self.rounds


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "terms": terms,
            "first": first,
            "step": step,
            "least": least,
            "most": most,
            "steps": steps,
            "rounds": rounds,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.costs_terms import CostsTerms # noqa: PLC0415
        d = dict(src_dict)
        terms = CostsTerms.from_dict(d.pop("terms"))




        first = d.pop("first")

        step = d.pop("step")

        least = d.pop("least")

        most = d.pop("most")

        steps = d.pop("steps")

        rounds = d.pop("rounds")

        costs = cls(
            terms=terms,
            first=first,
            step=step,
            least=least,
            most=most,
            steps=steps,
            rounds=rounds,
        )


        costs.additional_properties = d
        return costs

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
