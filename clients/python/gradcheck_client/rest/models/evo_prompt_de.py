from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.evo_prompt_de_name import check_evo_prompt_de_name
from ..models.evo_prompt_de_name import EvoPromptDEName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="EvoPromptDE")



@_attrs_define
class EvoPromptDE:
    """ For each prompt one call puts what differs between two others into the best, crossed with the prompt itself.

        Attributes:
            name (EvoPromptDEName):
            population (int | Unset): Prompts in a generation: each needs two others as donors. Default: 10.
            generations (int | Unset): Generations after the first population. Default: 10.
     """

    name: EvoPromptDEName
    population: int | Unset = 10
    generations: int | Unset = 10





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        population = self.population

        generations = self.generations


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if population is not UNSET:
            field_dict["population"] = population
        if generations is not UNSET:
            field_dict["generations"] = generations

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_evo_prompt_de_name(d.pop("name"))




        population = d.pop("population", UNSET)

        generations = d.pop("generations", UNSET)

        evo_prompt_de = cls(
            name=name,
            population=population,
            generations=generations,
        )

        return evo_prompt_de

