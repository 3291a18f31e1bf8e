from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method_info_interception import check_method_info_interception
from ..models.method_info_interception import MethodInfoInterception
from typing import cast

if TYPE_CHECKING:
  from ..models.costs import Costs
  from ..models.method_info_parameters import MethodInfoParameters





T = TypeVar("T", bound="MethodInfo")



@_attrs_define
class MethodInfo:
    """ A method: where it comes from, its parameters as JSON Schema, and what it costs as formulas.

        Attributes:
            summary (str):
            paper (str):  Default: ''.
            reference (str):  Default: ''.
            defaults (str):  Default: ''.
            interception (MethodInfoInterception):  Default: 'none'.
            points (list[str]):
            deviations (list[str]):
            name (str):
            description (str):
            parameters (MethodInfoParameters):
            costs (Costs): Calls and dependent rounds of a method; the seed's score and the test come on top.

                    `first` and `step` are the most calls of the first and of a later step; in `first` answers of the seed on
                validation
                    are known already. `least` and `most` are of a whole run: when no proposal can be used, and when
                    all can, those answered from what is known included. `rounds` are the dependent rounds of a step: calls that
                wait
                    for one another when every other one is made at once, a program's modules and its judge counted as one
                round.
                    `steps` is the most steps there are.
                    `terms` are names for parts, each of the method's parameters, of a task's sizes and of the terms before it.
     """

    summary: str
    points: list[str]
    deviations: list[str]
    name: str
    description: str
    parameters: MethodInfoParameters
    costs: Costs
    paper: str = ''
    reference: str = ''
    defaults: str = ''
    interception: MethodInfoInterception = 'none'
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.costs import Costs # noqa: PLC0415
        from ..models.method_info_parameters import MethodInfoParameters # noqa: PLC0415
        summary = self.summary

        paper = self.paper

        reference = self.reference

        defaults = self.defaults

        interception: str = self.interception

        points = self.points



        deviations = self.deviations



        name = self.name

        description = self.description

        parameters = self.parameters.to_dict()

        costs = self.costs.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "summary": summary,
            "paper": paper,
            "reference": reference,
            "defaults": defaults,
            "interception": interception,
            "points": points,
            "deviations": deviations,
            "name": name,
            "description": description,
            "parameters": parameters,
            "costs": costs,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.costs import Costs # noqa: PLC0415
        from ..models.method_info_parameters import MethodInfoParameters # noqa: PLC0415
        d = dict(src_dict)
        summary = d.pop("summary")

        paper = d.pop("paper")

        reference = d.pop("reference")

        defaults = d.pop("defaults")

        interception = check_method_info_interception(d.pop("interception"))




        points = cast(list[str], d.pop("points"))


        deviations = cast(list[str], d.pop("deviations"))


        name = d.pop("name")

        description = d.pop("description")

        parameters = MethodInfoParameters.from_dict(d.pop("parameters"))




        costs = Costs.from_dict(d.pop("costs"))




        method_info = cls(
            summary=summary,
            paper=paper,
            reference=reference,
            defaults=defaults,
            interception=interception,
            points=points,
            deviations=deviations,
            name=name,
            description=description,
            parameters=parameters,
            costs=costs,
        )


        method_info.additional_properties = d
        return method_info

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
