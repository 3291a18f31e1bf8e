from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.outage import Outage





T = TypeVar("T", bound="Progress")



@_attrs_define
class Progress:
    """ How far a job is while it runs: the share done, the seconds it is likely to take yet, what it has come to.

        `calls` are those that it has the outcome of, answers that were known included, `expected_calls` what it will
    come
        to by what its steps took so far, `cost_usd` what it has settled (null where a model has no price), `best_score`
    the
        best candidate's on validation; a study counts its `runs`. `away` are the models that do not answer at the
    moment.

        Attributes:
            share (float):
            seconds_left (float | None):
            calls (int):
            failed (int):
            calls_per_second (float):
            expected_calls (int | None):
            best_score (float | None):
            cost_usd (float | None):
            runs (int | None):
            ended_runs (int | None):
            away (list[Outage]):
     """

    share: float
    seconds_left: float | None
    calls: int
    failed: int
    calls_per_second: float
    expected_calls: int | None
    best_score: float | None
    cost_usd: float | None
    runs: int | None
    ended_runs: int | None
    away: list[Outage]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.outage import Outage # noqa: PLC0415
        share = self.share

        seconds_left: float | None
        seconds_left = self.seconds_left

        calls = self.calls

        failed = self.failed

        calls_per_second = self.calls_per_second

        expected_calls: int | None
        expected_calls = self.expected_calls

        best_score: float | None
        best_score = self.best_score

        cost_usd: float | None
        cost_usd = self.cost_usd

        runs: int | None
        runs = self.runs

        ended_runs: int | None
        ended_runs = self.ended_runs

        away = []
        for away_item_data in self.away:
            away_item = away_item_data.to_dict()
            away.append(away_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "share": share,
            "seconds_left": seconds_left,
            "calls": calls,
            "failed": failed,
            "calls_per_second": calls_per_second,
            "expected_calls": expected_calls,
            "best_score": best_score,
            "cost_usd": cost_usd,
            "runs": runs,
            "ended_runs": ended_runs,
            "away": away,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outage import Outage # noqa: PLC0415
        d = dict(src_dict)
        share = d.pop("share")

        def _parse_seconds_left(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        seconds_left = _parse_seconds_left(d.pop("seconds_left"))


        calls = d.pop("calls")

        failed = d.pop("failed")

        calls_per_second = d.pop("calls_per_second")

        def _parse_expected_calls(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expected_calls = _parse_expected_calls(d.pop("expected_calls"))


        def _parse_best_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        best_score = _parse_best_score(d.pop("best_score"))


        def _parse_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cost_usd = _parse_cost_usd(d.pop("cost_usd"))


        def _parse_runs(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        runs = _parse_runs(d.pop("runs"))


        def _parse_ended_runs(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_runs = _parse_ended_runs(d.pop("ended_runs"))


        away = []
        _away = d.pop("away")
        for away_item_data in (_away):
            away_item = Outage.from_dict(away_item_data)



            away.append(away_item)


        progress = cls(
            share=share,
            seconds_left=seconds_left,
            calls=calls,
            failed=failed,
            calls_per_second=calls_per_second,
            expected_calls=expected_calls,
            best_score=best_score,
            cost_usd=cost_usd,
            runs=runs,
            ended_runs=ended_runs,
            away=away,
        )


        progress.additional_properties = d
        return progress

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
