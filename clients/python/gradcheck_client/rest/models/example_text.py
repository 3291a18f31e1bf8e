from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.example_text_split_type_0 import check_example_text_split_type_0
from ..models.example_text_split_type_0 import ExampleTextSplitType0
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.example_text_expected_type_5 import ExampleTextExpectedType5
  from ..models.example_text_input_type_1 import ExampleTextInputType1





T = TypeVar("T", bound="ExampleText")



@_attrs_define
class ExampleText:
    """ One example: `input` is a text (the field `input`) or named fields.

        Examples of one `group`, such as a document, a customer or a conversation, stand in one split.

        Attributes:
            input_ (ExampleTextInputType1 | str):
            expected (bool | ExampleTextExpectedType5 | float | int | list[Any] | None | str | Unset):
            id (None | str | Unset):
            split (ExampleTextSplitType0 | None | Unset):
            group (int | None | str | Unset):
     """

    input_: ExampleTextInputType1 | str
    expected: bool | ExampleTextExpectedType5 | float | int | list[Any] | None | str | Unset = UNSET
    id: None | str | Unset = UNSET
    split: ExampleTextSplitType0 | None | Unset = UNSET
    group: int | None | str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.example_text_expected_type_5 import ExampleTextExpectedType5 # noqa: PLC0415
        from ..models.example_text_input_type_1 import ExampleTextInputType1 # noqa: PLC0415
        input_: dict[str, Any] | str
        if isinstance(self.input_, ExampleTextInputType1):
            input_ = self.input_.to_dict()
        else:
            input_ = self.input_

        expected: bool | dict[str, Any] | float | int | list[Any] | None | str | Unset
        if isinstance(self.expected, Unset):
            expected = UNSET
        elif isinstance(self.expected, list):
            expected = self.expected


        elif isinstance(self.expected, ExampleTextExpectedType5):
            expected = self.expected.to_dict()
        else:
            expected = self.expected

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        split: None | str | Unset
        if isinstance(self.split, Unset):
            split = UNSET
        elif isinstance(self.split, str):
            split = self.split
        else:
            split = self.split

        group: int | None | str | Unset
        if isinstance(self.group, Unset):
            group = UNSET
        else:
            group = self.group


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "input": input_,
        })
        if expected is not UNSET:
            field_dict["expected"] = expected
        if id is not UNSET:
            field_dict["id"] = id
        if split is not UNSET:
            field_dict["split"] = split
        if group is not UNSET:
            field_dict["group"] = group

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.example_text_expected_type_5 import ExampleTextExpectedType5 # noqa: PLC0415
        from ..models.example_text_input_type_1 import ExampleTextInputType1 # noqa: PLC0415
        d = dict(src_dict)
        def _parse_input_(data: object) -> ExampleTextInputType1 | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                input_type_1 = ExampleTextInputType1.from_dict(data)



                return input_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExampleTextInputType1 | str, data)

        input_ = _parse_input_(d.pop("input"))


        def _parse_expected(data: object) -> bool | ExampleTextExpectedType5 | float | int | list[Any] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                expected_type_4 = cast(list[Any], data)

                return expected_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                expected_type_5 = ExampleTextExpectedType5.from_dict(data)



                return expected_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | ExampleTextExpectedType5 | float | int | list[Any] | None | str | Unset, data)

        expected = _parse_expected(d.pop("expected", UNSET))


        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))


        def _parse_split(data: object) -> ExampleTextSplitType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                split_type_0 = check_example_text_split_type_0(data)



                return split_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExampleTextSplitType0 | None | Unset, data)

        split = _parse_split(d.pop("split", UNSET))


        def _parse_group(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        group = _parse_group(d.pop("group", UNSET))


        example_text = cls(
            input_=input_,
            expected=expected,
            id=id,
            split=split,
            group=group,
        )

        return example_text

