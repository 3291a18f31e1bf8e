from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.study_summary_status import check_study_summary_status
from ..models.study_summary_status import StudySummaryStatus
from typing import cast
import datetime






T = TypeVar("T", bound="StudySummary")



@_attrs_define
class StudySummary:
    """ A study in a list.

        Attributes:
            id (str):
            status (StudySummaryStatus):
            finish_reason (None | str):
            preset (None | str):
            arms (list[str]):
            trials (int):
            created_at (datetime.datetime):
            ended_at (datetime.datetime | None):
     """

    id: str
    status: StudySummaryStatus
    finish_reason: None | str
    preset: None | str
    arms: list[str]
    trials: int
    created_at: datetime.datetime
    ended_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        status: str = self.status

        finish_reason: None | str
        finish_reason = self.finish_reason

        preset: None | str
        preset = self.preset

        arms = self.arms



        trials = self.trials

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
            "status": status,
            "finish_reason": finish_reason,
            "preset": preset,
            "arms": arms,
            "trials": trials,
            "created_at": created_at,
            "ended_at": ended_at,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        status = check_study_summary_status(d.pop("status"))




        def _parse_finish_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))


        def _parse_preset(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        preset = _parse_preset(d.pop("preset"))


        arms = cast(list[str], d.pop("arms"))


        trials = d.pop("trials")

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


        study_summary = cls(
            id=id,
            status=status,
            finish_reason=finish_reason,
            preset=preset,
            arms=arms,
            trials=trials,
            created_at=created_at,
            ended_at=ended_at,
        )


        study_summary.additional_properties = d
        return study_summary

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
