from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.labelled_permuted_type_5 import LabelledPermutedType5
  from ..models.labelled_true_type_5 import LabelledTrueType5
  from ..models.labelled_wrong_type_5 import LabelledWrongType5





T = TypeVar("T", bound="Labelled")



@_attrs_define
class Labelled:
    """ A shown example with its expected answer, and those it is judged by with wrong and with permuted labels.

        Attributes:
            example (str):
            true_ (bool | float | int | LabelledTrueType5 | list[Any] | None | str):
            wrong (bool | float | int | LabelledWrongType5 | list[Any] | None | str):
            permuted (bool | float | int | LabelledPermutedType5 | list[Any] | None | str):
     """

    example: str
    true_: bool | float | int | LabelledTrueType5 | list[Any] | None | str
    wrong: bool | float | int | LabelledWrongType5 | list[Any] | None | str
    permuted: bool | float | int | LabelledPermutedType5 | list[Any] | None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.labelled_permuted_type_5 import LabelledPermutedType5 # noqa: PLC0415
        from ..models.labelled_true_type_5 import LabelledTrueType5 # noqa: PLC0415
        from ..models.labelled_wrong_type_5 import LabelledWrongType5 # noqa: PLC0415
        example = self.example

        true_: bool | dict[str, Any] | float | int | list[Any] | None | str
        if isinstance(self.true_, list):
            true_ = self.true_


        elif isinstance(self.true_, LabelledTrueType5):
            true_ = self.true_.to_dict()
        else:
            true_ = self.true_

        wrong: bool | dict[str, Any] | float | int | list[Any] | None | str
        if isinstance(self.wrong, list):
            wrong = self.wrong


        elif isinstance(self.wrong, LabelledWrongType5):
            wrong = self.wrong.to_dict()
        else:
            wrong = self.wrong

        permuted: bool | dict[str, Any] | float | int | list[Any] | None | str
        if isinstance(self.permuted, list):
            permuted = self.permuted


        elif isinstance(self.permuted, LabelledPermutedType5):
            permuted = self.permuted.to_dict()
        else:
            permuted = self.permuted


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "example": example,
            "true": true_,
            "wrong": wrong,
            "permuted": permuted,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.labelled_permuted_type_5 import LabelledPermutedType5 # noqa: PLC0415
        from ..models.labelled_true_type_5 import LabelledTrueType5 # noqa: PLC0415
        from ..models.labelled_wrong_type_5 import LabelledWrongType5 # noqa: PLC0415
        d = dict(src_dict)
        example = d.pop("example")

        def _parse_true_(data: object) -> bool | float | int | LabelledTrueType5 | list[Any] | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                true_type_4 = cast(list[Any], data)

                return true_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                true_type_5 = LabelledTrueType5.from_dict(data)



                return true_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | float | int | LabelledTrueType5 | list[Any] | None | str, data)

        true_ = _parse_true_(d.pop("true"))


        def _parse_wrong(data: object) -> bool | float | int | LabelledWrongType5 | list[Any] | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                wrong_type_4 = cast(list[Any], data)

                return wrong_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                wrong_type_5 = LabelledWrongType5.from_dict(data)



                return wrong_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | float | int | LabelledWrongType5 | list[Any] | None | str, data)

        wrong = _parse_wrong(d.pop("wrong"))


        def _parse_permuted(data: object) -> bool | float | int | LabelledPermutedType5 | list[Any] | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                permuted_type_4 = cast(list[Any], data)

                return permuted_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                permuted_type_5 = LabelledPermutedType5.from_dict(data)



                return permuted_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | float | int | LabelledPermutedType5 | list[Any] | None | str, data)

        permuted = _parse_permuted(d.pop("permuted"))


        labelled = cls(
            example=example,
            true_=true_,
            wrong=wrong,
            permuted=permuted,
        )


        labelled.additional_properties = d
        return labelled

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
