from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.diagnostic_summary_status import check_diagnostic_summary_status
from ..models.diagnostic_summary_status import DiagnosticSummaryStatus
from typing import cast
import datetime






T = TypeVar("T", bound="DiagnosticSummary")



@_attrs_define
class DiagnosticSummary:
    """ A diagnostic in a list.

        Attributes:
            id (str):
            run_id (str):
            status (DiagnosticSummaryStatus):
            finish_reason (None | str):
            tests (list[str]):
            created_at (datetime.datetime):
            ended_at (datetime.datetime | None):
     """

    id: str
    run_id: str
    status: DiagnosticSummaryStatus
    finish_reason: None | str
    tests: list[str]
    created_at: datetime.datetime
    ended_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        run_id = self.run_id

        status: str = self.status

        finish_reason: None | str
        finish_reason = self.finish_reason

        tests = self.tests



        created_at = self.created_at.isoformat()

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "run_id": run_id,
            "status": status,
            "finish_reason": finish_reason,
            "tests": tests,
            "created_at": created_at,
            "ended_at": ended_at,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        run_id = d.pop("run_id")

        status = check_diagnostic_summary_status(d.pop("status"))




        def _parse_finish_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))


        tests = cast(list[str], d.pop("tests"))


        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)



                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))


        diagnostic_summary = cls(
            id=id,
            run_id=run_id,
            status=status,
            finish_reason=finish_reason,
            tests=tests,
            created_at=created_at,
            ended_at=ended_at,
        )


        diagnostic_summary.additional_properties = d
        return diagnostic_summary

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
