from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.failed_calls_role import check_failed_calls_role
from ..models.failed_calls_role import FailedCallsRole
from typing import cast






T = TypeVar("T", bound="FailedCalls")



@_attrs_define
class FailedCalls:
    """ Calls of a role that failed alike: the provider's words, and its status and code where it gave any.

        Attributes:
            count (int):
            role (FailedCallsRole):
            message (str):
            status (int | None):
            code (None | str):
     """

    count: int
    role: FailedCallsRole
    message: str
    status: int | None
    code: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        count = self.count

        role: str = self.role

        message = self.message

        status: int | None
        status = self.status

        code: None | str
        code = self.code


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "count": count,
            "role": role,
            "message": message,
            "status": status,
            "code": code,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        count = d.pop("count")

        role = check_failed_calls_role(d.pop("role"))




        message = d.pop("message")

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))


        def _parse_code(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code = _parse_code(d.pop("code"))


        failed_calls = cls(
            count=count,
            role=role,
            message=message,
            status=status,
            code=code,
        )


        failed_calls.additional_properties = d
        return failed_calls

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
