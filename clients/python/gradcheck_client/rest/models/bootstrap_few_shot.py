from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.bootstrap_few_shot_name import BootstrapFewShotName
from ..models.bootstrap_few_shot_name import check_bootstrap_few_shot_name
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="BootstrapFewShot")



@_attrs_define
class BootstrapFewShot:
    """ Demos from the program's own answers that scored well, and from expected answers; random search over sets.

        The candidates are the prompt without demos, with expected answers alone, with the first answers that reached
    the
        `threshold`, and `candidates` sets of random size and order; each is scored on all of validation. `rounds` is
    how
        often an example is tried.

        Attributes:
            name (BootstrapFewShotName):
            candidates (int | Unset): Sets of demos of random size and order. Default: 16.
            bootstrapped (int | Unset): The most demos of a set that are made of own answers. Default: 4.
            labelled (int | Unset): Demos that a set is filled up to with expected answers. Default: 16.
            rounds (int | Unset): Times that a train example is tried. Default: 1.
            threshold (float | Unset): The least score of an answer that becomes a demo. Default: 1.0.
     """

    name: BootstrapFewShotName
    candidates: int | Unset = 16
    bootstrapped: int | Unset = 4
    labelled: int | Unset = 16
    rounds: int | Unset = 1
    threshold: float | Unset = 1.0





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        candidates = self.candidates

        bootstrapped = self.bootstrapped

        labelled = self.labelled

        rounds = self.rounds

        threshold = self.threshold


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if bootstrapped is not UNSET:
            field_dict["bootstrapped"] = bootstrapped
        if labelled is not UNSET:
            field_dict["labelled"] = labelled
        if rounds is not UNSET:
            field_dict["rounds"] = rounds
        if threshold is not UNSET:
            field_dict["threshold"] = threshold

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_bootstrap_few_shot_name(d.pop("name"))




        candidates = d.pop("candidates", UNSET)

        bootstrapped = d.pop("bootstrapped", UNSET)

        labelled = d.pop("labelled", UNSET)

        rounds = d.pop("rounds", UNSET)

        threshold = d.pop("threshold", UNSET)

        bootstrap_few_shot = cls(
            name=name,
            candidates=candidates,
            bootstrapped=bootstrapped,
            labelled=labelled,
            rounds=rounds,
            threshold=threshold,
        )

        return bootstrap_few_shot

