from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.regex_kind import check_regex_kind
from ..models.regex_kind import RegexKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Regex")



@_attrs_define
class Regex:
    """ A pattern is found in the output; with `group` its text is the expected answer.

        Attributes:
            kind (RegexKind):
            pattern (str): A pattern in RE2 syntax, searched anywhere in the output.
            group (int | None | str | Unset): The number or name of the group to compare with the expected answer; null for
                none.
            ignore_case (bool | Unset): Upper and lower case are the same. Default: False.
     """

    kind: RegexKind
    pattern: str
    group: int | None | str | Unset = UNSET
    ignore_case: bool | Unset = False





    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        pattern = self.pattern

        group: int | None | str | Unset
        if isinstance(self.group, Unset):
            group = UNSET
        else:
            group = self.group

        ignore_case = self.ignore_case


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "kind": kind,
            "pattern": pattern,
        })
        if group is not UNSET:
            field_dict["group"] = group
        if ignore_case is not UNSET:
            field_dict["ignore_case"] = ignore_case

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_regex_kind(d.pop("kind"))




        pattern = d.pop("pattern")

        def _parse_group(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        group = _parse_group(d.pop("group", UNSET))


        ignore_case = d.pop("ignore_case", UNSET)

        regex = cls(
            kind=kind,
            pattern=pattern,
            group=group,
            ignore_case=ignore_case,
        )

        return regex

