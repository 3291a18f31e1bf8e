from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.label_score import LabelScore





T = TypeVar("T", bound="ByLabel")



@_attrs_define
class ByLabel:
    """ Figures by label, in the order of the labels; the rows' `said` and `unread` are the confusion table.

        Attributes:
            macro_f1 (float | None): The mean F1 of the labels that an item has or an answer says; null where there is none.
            labels (list[LabelScore]):
     """

    macro_f1: float | None
    labels: list[LabelScore]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.label_score import LabelScore # noqa: PLC0415
        macro_f1: float | None
        macro_f1 = self.macro_f1

        labels = []
        for labels_item_data in self.labels:
            labels_item = labels_item_data.to_dict()
            labels.append(labels_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "macro_f1": macro_f1,
            "labels": labels,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label_score import LabelScore # noqa: PLC0415
        d = dict(src_dict)
        def _parse_macro_f1(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        macro_f1 = _parse_macro_f1(d.pop("macro_f1"))


        labels = []
        _labels = d.pop("labels")
        for labels_item_data in (_labels):
            labels_item = LabelScore.from_dict(labels_item_data)



            labels.append(labels_item)


        by_label = cls(
            macro_f1=macro_f1,
            labels=labels,
        )


        by_label.additional_properties = d
        return by_label

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
