from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.copro_name import check_copro_name
from ..models.copro_name import COPROName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="COPRO")



@_attrs_define
class COPRO:
    """ Rounds of `breadth` new texts, component after component, each beside the best texts of the others.

        The first round asks for better texts of the given one, later ones show the best of this component and their
    scores,
        the best last.

        Attributes:
            name (COPROName):
            breadth (int | Unset): Texts of a component in a round; the first round counts the given one. Default: 10.
            depth (int | Unset): Rounds over all components. Default: 3.
     """

    name: COPROName
    breadth: int | Unset = 10
    depth: int | Unset = 3





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        breadth = self.breadth

        depth = self.depth


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if breadth is not UNSET:
            field_dict["breadth"] = breadth
        if depth is not UNSET:
            field_dict["depth"] = depth

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_copro_name(d.pop("name"))




        breadth = d.pop("breadth", UNSET)

        depth = d.pop("depth", UNSET)

        copro = cls(
            name=name,
            breadth=breadth,
            depth=depth,
        )

        return copro

