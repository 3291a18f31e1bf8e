from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="LabelShift")



@_attrs_define
class LabelShift:
    """ A label before and after: how often it was the truth, how often it was said, how often it was found.

        Attributes:
            label (str):
            truth (float):
            said (list[float]):
            recall (list[float | None]):
     """

    label: str
    truth: float
    said: list[float]
    recall: list[float | None]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        label = self.label

        truth = self.truth

        said = self.said



        recall = []
        for recall_item_data in self.recall:
            recall_item: float | None
            recall_item = recall_item_data
            recall.append(recall_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "label": label,
            "truth": truth,
            "said": said,
            "recall": recall,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        label = d.pop("label")

        truth = d.pop("truth")

        said = cast(list[float], d.pop("said"))


        recall = []
        _recall = d.pop("recall")
        for recall_item_data in (_recall):
            def _parse_recall_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            recall_item = _parse_recall_item(recall_item_data)

            recall.append(recall_item)


        label_shift = cls(
            label=label,
            truth=truth,
            said=said,
            recall=recall,
        )


        label_shift.additional_properties = d
        return label_shift

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
