from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.demo_fields import DemoFields





T = TypeVar("T", bound="Demo")



@_attrs_define
class Demo:
    """ A worked example that a module is shown before its input: what it was given and what to answer.

        `fields` fill its placeholders and `input` is the message where the module has no user component; `example` is
    the
        example it was taken from.

        Attributes:
            module (str):
            example (str):
            fields (DemoFields):
            input_ (str):
            output (str):
     """

    module: str
    example: str
    fields: DemoFields
    input_: str
    output: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.demo_fields import DemoFields # noqa: PLC0415
        module = self.module

        example = self.example

        fields = self.fields.to_dict()

        input_ = self.input_

        output = self.output


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "module": module,
            "example": example,
            "fields": fields,
            "input": input_,
            "output": output,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.demo_fields import DemoFields # noqa: PLC0415
        d = dict(src_dict)
        module = d.pop("module")

        example = d.pop("example")

        fields = DemoFields.from_dict(d.pop("fields"))




        input_ = d.pop("input")

        output = d.pop("output")

        demo = cls(
            module=module,
            example=example,
            fields=fields,
            input_=input_,
            output=output,
        )


        demo.additional_properties = d
        return demo

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
