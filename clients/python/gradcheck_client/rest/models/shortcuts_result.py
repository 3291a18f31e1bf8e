from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.shortcuts_result_verdict import check_shortcuts_result_verdict
from ..models.shortcuts_result_verdict import ShortcutsResultVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.label_shift import LabelShift





T = TypeVar("T", bound="ShortcutsResult")



@_attrs_define
class ShortcutsResult:
    """ What the audit found. The claim is that half of the gain or more needs no knowledge of the items.

        `format` (answers that became readable), `prior` (labels said more or less often) and `rest` add up to `gain`.
        `excess` is format + prior - gain / 2; pairs are (before, after). `quoted` are examples that the winner quotes.

        Attributes:
            verdict (ShortcutsResultVerdict):
            reading (str):
            n (int):  Default: 0.
            gain (float | None):
            format_ (float | None):
            prior (float | None):
            rest (float | None):
            excess (float | None):
            excess_ci95 (list[float] | None):
            unread (list[float] | None):
            balanced_accuracy (list[float] | None):
            labels (list[LabelShift]):
            prompt_length (list[int] | None):
            quoted (list[str]):
            flags (list[str]):
     """

    verdict: ShortcutsResultVerdict
    reading: str
    gain: float | None
    format_: float | None
    prior: float | None
    rest: float | None
    excess: float | None
    excess_ci95: list[float] | None
    unread: list[float] | None
    balanced_accuracy: list[float] | None
    labels: list[LabelShift]
    prompt_length: list[int] | None
    quoted: list[str]
    flags: list[str]
    n: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.label_shift import LabelShift # noqa: PLC0415
        verdict: str = self.verdict

        reading = self.reading

        n = self.n

        gain: float | None
        gain = self.gain

        format_: float | None
        format_ = self.format_

        prior: float | None
        prior = self.prior

        rest: float | None
        rest = self.rest

        excess: float | None
        excess = self.excess

        excess_ci95: list[float] | None
        if isinstance(self.excess_ci95, list):
            excess_ci95 = self.excess_ci95


        else:
            excess_ci95 = self.excess_ci95

        unread: list[float] | None
        if isinstance(self.unread, list):
            unread = self.unread


        else:
            unread = self.unread

        balanced_accuracy: list[float] | None
        if isinstance(self.balanced_accuracy, list):
            balanced_accuracy = self.balanced_accuracy


        else:
            balanced_accuracy = self.balanced_accuracy

        labels = []
        for labels_item_data in self.labels:
            labels_item = labels_item_data.to_dict()
            labels.append(labels_item)



        prompt_length: list[int] | None
        if isinstance(self.prompt_length, list):
            prompt_length = self.prompt_length


        else:
            prompt_length = self.prompt_length

        quoted = self.quoted



        flags = self.flags




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "verdict": verdict,
            "reading": reading,
            "n": n,
            "gain": gain,
            "format": format_,
            "prior": prior,
            "rest": rest,
            "excess": excess,
            "excess_ci95": excess_ci95,
            "unread": unread,
            "balanced_accuracy": balanced_accuracy,
            "labels": labels,
            "prompt_length": prompt_length,
            "quoted": quoted,
            "flags": flags,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label_shift import LabelShift # noqa: PLC0415
        d = dict(src_dict)
        verdict = check_shortcuts_result_verdict(d.pop("verdict"))




        reading = d.pop("reading")

        n = d.pop("n")

        def _parse_gain(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        gain = _parse_gain(d.pop("gain"))


        def _parse_format_(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        format_ = _parse_format_(d.pop("format"))


        def _parse_prior(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        prior = _parse_prior(d.pop("prior"))


        def _parse_rest(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        rest = _parse_rest(d.pop("rest"))


        def _parse_excess(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        excess = _parse_excess(d.pop("excess"))


        def _parse_excess_ci95(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                excess_ci95_type_0 = cast(list[float], data)

                return excess_ci95_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        excess_ci95 = _parse_excess_ci95(d.pop("excess_ci95"))


        def _parse_unread(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                unread_type_0 = cast(list[float], data)

                return unread_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        unread = _parse_unread(d.pop("unread"))


        def _parse_balanced_accuracy(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                balanced_accuracy_type_0 = cast(list[float], data)

                return balanced_accuracy_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        balanced_accuracy = _parse_balanced_accuracy(d.pop("balanced_accuracy"))


        labels = []
        _labels = d.pop("labels")
        for labels_item_data in (_labels):
            labels_item = LabelShift.from_dict(labels_item_data)



            labels.append(labels_item)


        def _parse_prompt_length(data: object) -> list[int] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                prompt_length_type_0 = cast(list[int], data)

                return prompt_length_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None, data)

        prompt_length = _parse_prompt_length(d.pop("prompt_length"))


        quoted = cast(list[str], d.pop("quoted"))


        flags = cast(list[str], d.pop("flags"))


        shortcuts_result = cls(
            verdict=verdict,
            reading=reading,
            n=n,
            gain=gain,
            format_=format_,
            prior=prior,
            rest=rest,
            excess=excess,
            excess_ci95=excess_ci95,
            unread=unread,
            balanced_accuracy=balanced_accuracy,
            labels=labels,
            prompt_length=prompt_length,
            quoted=quoted,
            flags=flags,
        )


        shortcuts_result.additional_properties = d
        return shortcuts_result

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
