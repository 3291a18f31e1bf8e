from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.run_outcome_shortcuts_type_0 import check_run_outcome_shortcuts_type_0
from ..models.run_outcome_shortcuts_type_0 import RunOutcomeShortcutsType0
from ..models.run_outcome_status import check_run_outcome_status
from ..models.run_outcome_status import RunOutcomeStatus
from typing import cast

if TYPE_CHECKING:
  from ..models.curve_point import CurvePoint





T = TypeVar("T", bound="RunOutcome")



@_attrs_define
class RunOutcome:
    """ A run of a study. `outcome` is its winner's score, `missing` says why there is none.

        `shortcuts` is the verdict of the shortcut audit, null where it had nothing to read; `flags` are what it noted.

        Attributes:
            run_id (str):
            arm (str):
            trial (int):
            status (RunOutcomeStatus):
            finish_reason (None | str):
            outcome (float | None):
            missing (None | str):
            calls (int):
            shortcuts (None | RunOutcomeShortcutsType0):
            flags (list[str]):
            curve (list[CurvePoint]):
     """

    run_id: str
    arm: str
    trial: int
    status: RunOutcomeStatus
    finish_reason: None | str
    outcome: float | None
    missing: None | str
    calls: int
    shortcuts: None | RunOutcomeShortcutsType0
    flags: list[str]
    curve: list[CurvePoint]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.curve_point import CurvePoint # noqa: PLC0415
        run_id = self.run_id

        arm = self.arm

        trial = self.trial

        status: str = self.status

        finish_reason: None | str
        finish_reason = self.finish_reason

        outcome: float | None
        outcome = self.outcome

        missing: None | str
        missing = self.missing

        calls = self.calls

        shortcuts: None | str
        if isinstance(self.shortcuts, str):
            shortcuts = self.shortcuts
        else:
            shortcuts = self.shortcuts

        flags = self.flags



        curve = []
        for curve_item_data in self.curve:
            curve_item = curve_item_data.to_dict()
            curve.append(curve_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "run_id": run_id,
            "arm": arm,
            "trial": trial,
            "status": status,
            "finish_reason": finish_reason,
            "outcome": outcome,
            "missing": missing,
            "calls": calls,
            "shortcuts": shortcuts,
            "flags": flags,
            "curve": curve,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.curve_point import CurvePoint # noqa: PLC0415
        d = dict(src_dict)
        run_id = d.pop("run_id")

        arm = d.pop("arm")

        trial = d.pop("trial")

        status = check_run_outcome_status(d.pop("status"))




        def _parse_finish_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))


        def _parse_outcome(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        outcome = _parse_outcome(d.pop("outcome"))


        def _parse_missing(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        missing = _parse_missing(d.pop("missing"))


        calls = d.pop("calls")

        def _parse_shortcuts(data: object) -> None | RunOutcomeShortcutsType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                shortcuts_type_0 = check_run_outcome_shortcuts_type_0(data)



                return shortcuts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunOutcomeShortcutsType0, data)

        shortcuts = _parse_shortcuts(d.pop("shortcuts"))


        flags = cast(list[str], d.pop("flags"))


        curve = []
        _curve = d.pop("curve")
        for curve_item_data in (_curve):
            curve_item = CurvePoint.from_dict(curve_item_data)



            curve.append(curve_item)


        run_outcome = cls(
            run_id=run_id,
            arm=arm,
            trial=trial,
            status=status,
            finish_reason=finish_reason,
            outcome=outcome,
            missing=missing,
            calls=calls,
            shortcuts=shortcuts,
            flags=flags,
            curve=curve,
        )


        run_outcome.additional_properties = d
        return run_outcome

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
