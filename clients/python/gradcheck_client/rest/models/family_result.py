from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.family_result_verdicts import FamilyResultVerdicts
  from ..models.published import Published





T = TypeVar("T", bound="FamilyResult")



@_attrs_define
class FamilyResult:
    """ The comparisons of a family by verdict, and what is published of it where a preset repeats it.

        Attributes:
            name (str):
            comparisons (int):
            verdicts (FamilyResultVerdicts):
            published (None | Published):
     """

    name: str
    comparisons: int
    verdicts: FamilyResultVerdicts
    published: None | Published
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.family_result_verdicts import FamilyResultVerdicts # noqa: PLC0415
        from ..models.published import Published # noqa: PLC0415
        name = self.name

        comparisons = self.comparisons

        verdicts = self.verdicts.to_dict()

        published: dict[str, Any] | None
        if isinstance(self.published, Published):
            published = self.published.to_dict()
        else:
            published = self.published


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "comparisons": comparisons,
            "verdicts": verdicts,
            "published": published,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.family_result_verdicts import FamilyResultVerdicts # noqa: PLC0415
        from ..models.published import Published # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        comparisons = d.pop("comparisons")

        verdicts = FamilyResultVerdicts.from_dict(d.pop("verdicts"))




        def _parse_published(data: object) -> None | Published:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                published_type_0 = Published.from_dict(data)



                return published_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Published, data)

        published = _parse_published(d.pop("published"))


        family_result = cls(
            name=name,
            comparisons=comparisons,
            verdicts=verdicts,
            published=published,
        )


        family_result.additional_properties = d
        return family_result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
