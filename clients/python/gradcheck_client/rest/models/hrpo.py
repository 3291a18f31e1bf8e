from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.hrpo_name import check_hrpo_name
from ..models.hrpo_name import HRPOName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="HRPO")



@_attrs_define
class HRPO:
    """ Analyses of batches of scored answers, summed up as failure modes; each is repaired, the best repair is kept.

        A trial is one repair with its score on validation. While no repair of an iteration is better than its base, all
        modes are tried again, up to `retries` times. From a validation score of `enough` on there is nothing to do.

        Attributes:
            name (HRPOName):
            trials (int | Unset): Repairs that are scored on validation. Default: 5.
            retries (int | Unset): Times that the modes are tried again while no repair is better. Default: 2.
            batch (int | Unset): Answers in one analysis. Default: 25.
            enough (float | Unset): The validation score from which on nothing is repaired. Default: 0.95.
     """

    name: HRPOName
    trials: int | Unset = 5
    retries: int | Unset = 2
    batch: int | Unset = 25
    enough: float | Unset = 0.95





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        trials = self.trials

        retries = self.retries

        batch = self.batch

        enough = self.enough


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if trials is not UNSET:
            field_dict["trials"] = trials
        if retries is not UNSET:
            field_dict["retries"] = retries
        if batch is not UNSET:
            field_dict["batch"] = batch
        if enough is not UNSET:
            field_dict["enough"] = enough

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_hrpo_name(d.pop("name"))




        trials = d.pop("trials", UNSET)

        retries = d.pop("retries", UNSET)

        batch = d.pop("batch", UNSET)

        enough = d.pop("enough", UNSET)

        hrpo = cls(
            name=name,
            trials=trials,
            retries=retries,
            batch=batch,
            enough=enough,
        )

        return hrpo

