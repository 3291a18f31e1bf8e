from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="Fractions")



@_attrs_define
class Fractions:
    """ How the examples are divided; the four add up to 1.

        Attributes:
            train (float | Unset):  Default: 0.3.
            validation (float | Unset):  Default: 0.3.
            probe (float | Unset):  Default: 0.2.
            test (float | Unset):  Default: 0.2.
     """

    train: float | Unset = 0.3
    validation: float | Unset = 0.3
    probe: float | Unset = 0.2
    test: float | Unset = 0.2





    def to_dict(self) -> dict[str, Any]:
        train = self.train

        validation = self.validation

        probe = self.probe

        test = self.test


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if train is not UNSET:
            field_dict["train"] = train
        if validation is not UNSET:
            field_dict["validation"] = validation
        if probe is not UNSET:
            field_dict["probe"] = probe
        if test is not UNSET:
            field_dict["test"] = test

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        train = d.pop("train", UNSET)

        validation = d.pop("validation", UNSET)

        probe = d.pop("probe", UNSET)

        test = d.pop("test", UNSET)

        fractions = cls(
            train=train,
            validation=validation,
            probe=probe,
            test=test,
        )

        return fractions

