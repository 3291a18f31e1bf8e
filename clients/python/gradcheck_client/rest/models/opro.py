from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.opro_name import check_opro_name
from ..models.opro_name import OPROName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="OPRO")



@_attrs_define
class OPRO:
    """ Each step asks several times for a prompt that beats those of a list: the best so far, the best of them last.

        Prompts below `threshold` are not shown; those longer than `max_characters`, or than the given prompt where that
    is
        longer, are left out.

        Attributes:
            name (OPROName):
            steps (int | Unset): Steps from one list to new prompts. Default: 200.
            candidates (int | Unset): New prompts of a step. Default: 8.
            memory (int | Unset): The most prompts in the list: the best so far. Default: 20.
            exemplars (int | Unset): Train examples with their answers that a step shows. Default: 3.
            threshold (float | Unset): The least score of a prompt in the list. Default: 0.0.
            max_characters (int | Unset): Longer new prompts are left out. Default: 500.
     """

    name: OPROName
    steps: int | Unset = 200
    candidates: int | Unset = 8
    memory: int | Unset = 20
    exemplars: int | Unset = 3
    threshold: float | Unset = 0.0
    max_characters: int | Unset = 500





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        steps = self.steps

        candidates = self.candidates

        memory = self.memory

        exemplars = self.exemplars

        threshold = self.threshold

        max_characters = self.max_characters


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if steps is not UNSET:
            field_dict["steps"] = steps
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if memory is not UNSET:
            field_dict["memory"] = memory
        if exemplars is not UNSET:
            field_dict["exemplars"] = exemplars
        if threshold is not UNSET:
            field_dict["threshold"] = threshold
        if max_characters is not UNSET:
            field_dict["max_characters"] = max_characters

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_opro_name(d.pop("name"))




        steps = d.pop("steps", UNSET)

        candidates = d.pop("candidates", UNSET)

        memory = d.pop("memory", UNSET)

        exemplars = d.pop("exemplars", UNSET)

        threshold = d.pop("threshold", UNSET)

        max_characters = d.pop("max_characters", UNSET)

        opro = cls(
            name=name,
            steps=steps,
            candidates=candidates,
            memory=memory,
            exemplars=exemplars,
            threshold=threshold,
            max_characters=max_characters,
        )

        return opro

