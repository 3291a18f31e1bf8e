from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.capo_name import CAPOName
from ..models.capo_name import check_capo_name
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="CAPO")



@_attrs_define
class CAPO:
    """ Crossover and mutation of instructions and of their shots, then a race of old and new that favours short prompts.

        A shot is an example from the train split with the model's own answer where that is right, else the expected
    one.

        Attributes:
            name (CAPOName):
            steps (int | Unset): Generations. Default: 10.
            population (int | Unset): Prompts that survive a race. Default: 10.
            crossovers (int | Unset): Children of a step. Default: 4.
            upper_shots (int | Unset): The most shots of a prompt. Default: 5.
            block (int | Unset): Validation items in a block of the race. Default: 30.
            blocks (int | Unset): The most blocks of a race. Default: 10.
            alpha (float | Unset): The p-value below which one prompt beats another in the race. Default: 0.2.
            length_penalty (float | Unset): Taken off the score of a prompt as long as the longest of the first population.
                Default: 0.05.
     """

    name: CAPOName
    steps: int | Unset = 10
    population: int | Unset = 10
    crossovers: int | Unset = 4
    upper_shots: int | Unset = 5
    block: int | Unset = 30
    blocks: int | Unset = 10
    alpha: float | Unset = 0.2
    length_penalty: float | Unset = 0.05





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        steps = self.steps

        population = self.population

        crossovers = self.crossovers

        upper_shots = self.upper_shots

        block = self.block

        blocks = self.blocks

        alpha = self.alpha

        length_penalty = self.length_penalty


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if steps is not UNSET:
            field_dict["steps"] = steps
        if population is not UNSET:
            field_dict["population"] = population
        if crossovers is not UNSET:
            field_dict["crossovers"] = crossovers
        if upper_shots is not UNSET:
            field_dict["upper_shots"] = upper_shots
        if block is not UNSET:
            field_dict["block"] = block
        if blocks is not UNSET:
            field_dict["blocks"] = blocks
        if alpha is not UNSET:
            field_dict["alpha"] = alpha
        if length_penalty is not UNSET:
            field_dict["length_penalty"] = length_penalty

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_capo_name(d.pop("name"))




        steps = d.pop("steps", UNSET)

        population = d.pop("population", UNSET)

        crossovers = d.pop("crossovers", UNSET)

        upper_shots = d.pop("upper_shots", UNSET)

        block = d.pop("block", UNSET)

        blocks = d.pop("blocks", UNSET)

        alpha = d.pop("alpha", UNSET)

        length_penalty = d.pop("length_penalty", UNSET)

        capo = cls(
            name=name,
            steps=steps,
            population=population,
            crossovers=crossovers,
            upper_shots=upper_shots,
            block=block,
            blocks=blocks,
            alpha=alpha,
            length_penalty=length_penalty,
        )

        return capo

