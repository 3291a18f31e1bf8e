from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.simba_name import check_simba_name
from ..models.simba_name import SIMBAName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="SIMBA")



@_attrs_define
class SIMBA:
    """ Sampled answers to a minibatch show where programs vary; children get a demo or a rule from there.

        A rule is a critic's advice from a better and a worse answer to one example, appended to the instruction.

        Attributes:
            name (SIMBAName):
            steps (int | Unset): Minibatches. Default: 8.
            batch (int | Unset): Train examples of a step. Default: 32.
            candidates (int | Unset): Answers sampled of each example; one child more than that is made. Default: 6.
            max_demos (int | Unset): The most demos of a program; 0 leaves only rules. Default: 4.
            sampling_temperature (float | Unset): Of the softmax by which programs are chosen to answer. Default: 0.2.
            source_temperature (float | Unset): Of the softmax by which parents are chosen. Default: 0.2.
     """

    name: SIMBAName
    steps: int | Unset = 8
    batch: int | Unset = 32
    candidates: int | Unset = 6
    max_demos: int | Unset = 4
    sampling_temperature: float | Unset = 0.2
    source_temperature: float | Unset = 0.2





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        steps = self.steps

        batch = self.batch

        candidates = self.candidates

        max_demos = self.max_demos

        sampling_temperature = self.sampling_temperature

        source_temperature = self.source_temperature


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if steps is not UNSET:
            field_dict["steps"] = steps
        if batch is not UNSET:
            field_dict["batch"] = batch
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if max_demos is not UNSET:
            field_dict["max_demos"] = max_demos
        if sampling_temperature is not UNSET:
            field_dict["sampling_temperature"] = sampling_temperature
        if source_temperature is not UNSET:
            field_dict["source_temperature"] = source_temperature

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_simba_name(d.pop("name"))




        steps = d.pop("steps", UNSET)

        batch = d.pop("batch", UNSET)

        candidates = d.pop("candidates", UNSET)

        max_demos = d.pop("max_demos", UNSET)

        sampling_temperature = d.pop("sampling_temperature", UNSET)

        source_temperature = d.pop("source_temperature", UNSET)

        simba = cls(
            name=name,
            steps=steps,
            batch=batch,
            candidates=candidates,
            max_demos=max_demos,
            sampling_temperature=sampling_temperature,
            source_temperature=source_temperature,
        )

        return simba

