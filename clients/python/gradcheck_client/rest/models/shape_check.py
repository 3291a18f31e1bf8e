from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.shape_check_endpoint import check_shape_check_endpoint
from ..models.shape_check_endpoint import ShapeCheckEndpoint
from ..models.shape_check_role import check_shape_check_role
from ..models.shape_check_role import ShapeCheckRole
from typing import cast






T = TypeVar("T", bound="ShapeCheck")



@_attrs_define
class ShapeCheck:
    """ One call in the shape of a role.

        `message` says why it does not work, in the provider's words and with the setting that would mend it where one
    is
        known; `status` and `code` are the provider's. `answer` is the beginning of what was said.

        Attributes:
            role (ShapeCheckRole):
            endpoint (ShapeCheckEndpoint):
            works (bool):
            latency_s (float):
            answer (None | str):
            message (None | str):
            status (int | None):
            code (None | str):
     """

    role: ShapeCheckRole
    endpoint: ShapeCheckEndpoint
    works: bool
    latency_s: float
    answer: None | str
    message: None | str
    status: int | None
    code: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        role: str = self.role

        endpoint: str = self.endpoint

        works = self.works

        latency_s = self.latency_s

        answer: None | str
        answer = self.answer

        message: None | str
        message = self.message

        status: int | None
        status = self.status

        code: None | str
        code = self.code


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "role": role,
            "endpoint": endpoint,
            "works": works,
            "latency_s": latency_s,
            "answer": answer,
            "message": message,
            "status": status,
            "code": code,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        role = check_shape_check_role(d.pop("role"))




        endpoint = check_shape_check_endpoint(d.pop("endpoint"))




        works = d.pop("works")

        latency_s = d.pop("latency_s")

        def _parse_answer(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answer = _parse_answer(d.pop("answer"))


        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))


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


        shape_check = cls(
            role=role,
            endpoint=endpoint,
            works=works,
            latency_s=latency_s,
            answer=answer,
            message=message,
            status=status,
            code=code,
        )


        shape_check.additional_properties = d
        return shape_check

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
