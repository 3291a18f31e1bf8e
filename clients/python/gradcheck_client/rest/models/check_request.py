from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.check_request_extra import CheckRequestExtra





T = TypeVar("T", bound="CheckRequest")



@_attrs_define
class CheckRequest:
    """ Which of a provider's models to check; its default one where none is named, asked with `effort` and `extra`.

        Attributes:
            model (None | str | Unset):
            effort (None | str | Unset):
            extra (CheckRequestExtra | Unset):
     """

    model: None | str | Unset = UNSET
    effort: None | str | Unset = UNSET
    extra: CheckRequestExtra | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.check_request_extra import CheckRequestExtra # noqa: PLC0415
        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        effort: None | str | Unset
        if isinstance(self.effort, Unset):
            effort = UNSET
        else:
            effort = self.effort

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = self.extra.to_dict()


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if model is not UNSET:
            field_dict["model"] = model
        if effort is not UNSET:
            field_dict["effort"] = effort
        if extra is not UNSET:
            field_dict["extra"] = extra

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.check_request_extra import CheckRequestExtra # noqa: PLC0415
        d = dict(src_dict)
        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))


        def _parse_effort(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        effort = _parse_effort(d.pop("effort", UNSET))


        _extra = d.pop("extra", UNSET)
        extra: CheckRequestExtra | Unset
        if isinstance(_extra,  Unset):
            extra = UNSET
        else:
            extra = CheckRequestExtra.from_dict(_extra)




        check_request = cls(
            model=model,
            effort=effort,
            extra=extra,
        )

        return check_request

