from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.choice_kind import check_choice_kind
from ..models.choice_kind import ChoiceKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Choice")



@_attrs_define
class Choice:
    """ The output settles on the expected one of the allowed answers.

        Labels are whole words, the longest first; in scripts without spaces, and in Hangul, they may stand anywhere. A
        denied label (`not positive`, `不是正面`) is not named.

        Attributes:
            kind (ChoiceKind):
            choices (list[str] | None | Unset): The allowed answers in the order of their letters; null for the labels of
                the task.
     """

    kind: ChoiceKind
    choices: list[str] | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        choices: list[str] | None | Unset
        if isinstance(self.choices, Unset):
            choices = UNSET
        elif isinstance(self.choices, list):
            choices = self.choices


        else:
            choices = self.choices


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
        })
        if choices is not UNSET:
            field_dict["choices"] = choices

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_choice_kind(d.pop("kind"))




        def _parse_choices(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                choices_type_0 = cast(list[str], data)

                return choices_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        choices = _parse_choices(d.pop("choices", UNSET))


        choice = cls(
            kind=kind,
            choices=choices,
        )

        return choice

