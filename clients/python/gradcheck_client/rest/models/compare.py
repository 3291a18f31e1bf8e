from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.compare_name import check_compare_name
from ..models.compare_name import CompareName
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.compare_alternatives_item import CompareAlternativesItem





T = TypeVar("T", bound="Compare")



@_attrs_define
class Compare:
    """ The given prompt and its alternatives on validation; the best of them goes to the test.

        An alternative gives the texts of the components in which it differs from the prompt.

        Attributes:
            name (CompareName):
            alternatives (list[CompareAlternativesItem] | Unset): Prompts to compare with the given one: for each the
                components that differ.
     """

    name: CompareName
    alternatives: list[CompareAlternativesItem] | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.compare_alternatives_item import CompareAlternativesItem # noqa: PLC0415
        name: str = self.name

        alternatives: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.alternatives, Unset):
            alternatives = []
            for alternatives_item_data in self.alternatives:
                alternatives_item = alternatives_item_data.to_dict()
                alternatives.append(alternatives_item)




        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if alternatives is not UNSET:
            field_dict["alternatives"] = alternatives

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compare_alternatives_item import CompareAlternativesItem # noqa: PLC0415
        d = dict(src_dict)
        name = check_compare_name(d.pop("name"))




        _alternatives = d.pop("alternatives", UNSET)
        alternatives: list[CompareAlternativesItem] | Unset = UNSET
        if _alternatives is not UNSET:
            alternatives = []
            for alternatives_item_data in _alternatives:
                alternatives_item = CompareAlternativesItem.from_dict(alternatives_item_data)



                alternatives.append(alternatives_item)


        compare = cls(
            name=name,
            alternatives=alternatives,
        )

        return compare

