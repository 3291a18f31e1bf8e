from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.label_score_said import LabelScoreSaid





T = TypeVar("T", bound="LabelScore")



@_attrs_define
class LabelScore:
    """ How the items of one label were answered: its row of the confusion table.

        Attributes:
            label (str):
            n (int): Items whose expected answer has this label, and which have a score.
            failed (int): Such items without a score: a call failed. They count nowhere else.
            recall (float | None): The share of the n that were answered with the label.
            precision (float | None): The share of the answers with the label that are right; null without any.
            f1 (float | None): The F1 of both; null where no item has the label and no answer says it.
            said (LabelScoreSaid): How many of the n were answered with each label; labels that never were are left out.
                Where answers are sets: how often the label was there, and which wrong ones were where it was missing.
            unread (int): How many of the n have an answer that says no label, or several where one is asked for.
     """

    label: str
    n: int
    failed: int
    recall: float | None
    precision: float | None
    f1: float | None
    said: LabelScoreSaid
    unread: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.label_score_said import LabelScoreSaid # noqa: PLC0415
        label = self.label

        n = self.n

        failed = self.failed

        recall: float | None
        recall = self.recall

        precision: float | None
        precision = self.precision

        f1: float | None
        f1 = self.f1

        said = self.said.to_dict()

        unread = self.unread


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "label": label,
            "n": n,
            "failed": failed,
            "recall": recall,
            "precision": precision,
            "f1": f1,
            "said": said,
            "unread": unread,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label_score_said import LabelScoreSaid # noqa: PLC0415
        d = dict(src_dict)
        label = d.pop("label")

        n = d.pop("n")

        failed = d.pop("failed")

        def _parse_recall(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        recall = _parse_recall(d.pop("recall"))


        def _parse_precision(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        precision = _parse_precision(d.pop("precision"))


        def _parse_f1(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        f1 = _parse_f1(d.pop("f1"))


        said = LabelScoreSaid.from_dict(d.pop("said"))




        unread = d.pop("unread")

        label_score = cls(
            label=label,
            n=n,
            failed=failed,
            recall=recall,
            precision=precision,
            f1=f1,
            said=said,
            unread=unread,
        )


        label_score.additional_properties = d
        return label_score

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
