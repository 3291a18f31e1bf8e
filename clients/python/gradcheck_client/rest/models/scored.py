from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.by_label import ByLabel





T = TypeVar("T", bound="Scored")



@_attrs_define
class Scored:
    """ A mean score with its 95 % interval; `n` items were scored, `failed` had no score.

        `by_label` says how the items of each label were answered, in a result whose task has labels that can be read.

        Attributes:
            score (float):
            ci95 (list[float]):
            n (int):
            failed (int):  Default: 0.
            by_label (ByLabel | None):
     """

    score: float
    ci95: list[float]
    n: int
    by_label: ByLabel | None
    failed: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.by_label import ByLabel # noqa: PLC0415
        score = self.score

        ci95 = self.ci95



        n = self.n

        failed = self.failed

        by_label: dict[str, Any] | None
        if isinstance(self.by_label, ByLabel):
            by_label = self.by_label.to_dict()
        else:
            by_label = self.by_label


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "score": score,
            "ci95": ci95,
            "n": n,
            "failed": failed,
            "by_label": by_label,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.by_label import ByLabel # noqa: PLC0415
        d = dict(src_dict)
        score = d.pop("score")

        ci95 = cast(list[float], d.pop("ci95"))


        n = d.pop("n")

        failed = d.pop("failed")

        def _parse_by_label(data: object) -> ByLabel | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                by_label_type_0 = ByLabel.from_dict(data)



                return by_label_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ByLabel | None, data)

        by_label = _parse_by_label(d.pop("by_label"))


        scored = cls(
            score=score,
            ci95=ci95,
            n=n,
            failed=failed,
            by_label=by_label,
        )


        scored.additional_properties = d
        return scored

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
