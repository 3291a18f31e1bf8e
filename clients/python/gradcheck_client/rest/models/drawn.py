from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Drawn")



@_attrs_define
class Drawn:
    """ A fresh edit of an arm with its scores by item; None where the item's call failed or no edit was usable.

        `scores` are on the probe items, `gate` on the gate's, `crossed` on all steps' minibatches; empty where not
    asked
        for. `rejected` says why earlier tries, or the feedback itself, could not be used.

        Attributes:
            arm (str):
            feedback (list[str]):
            text (None | str):
            rejected (list[str]):
            scores (list[float | None]):
            gate (list[float | None]):
            crossed (list[float | None]):
     """

    arm: str
    feedback: list[str]
    text: None | str
    rejected: list[str]
    scores: list[float | None]
    gate: list[float | None]
    crossed: list[float | None]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        arm = self.arm

        feedback = self.feedback



        text: None | str
        text = self.text

        rejected = self.rejected



        scores = []
        for scores_item_data in self.scores:
            scores_item: float | None
            scores_item = scores_item_data
            scores.append(scores_item)



        gate = []
        for gate_item_data in self.gate:
            gate_item: float | None
            gate_item = gate_item_data
            gate.append(gate_item)



        crossed = []
        for crossed_item_data in self.crossed:
            crossed_item: float | None
            crossed_item = crossed_item_data
            crossed.append(crossed_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "arm": arm,
            "feedback": feedback,
            "text": text,
            "rejected": rejected,
            "scores": scores,
            "gate": gate,
            "crossed": crossed,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        arm = d.pop("arm")

        feedback = cast(list[str], d.pop("feedback"))


        def _parse_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        text = _parse_text(d.pop("text"))


        rejected = cast(list[str], d.pop("rejected"))


        scores = []
        _scores = d.pop("scores")
        for scores_item_data in (_scores):
            def _parse_scores_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            scores_item = _parse_scores_item(scores_item_data)

            scores.append(scores_item)


        gate = []
        _gate = d.pop("gate")
        for gate_item_data in (_gate):
            def _parse_gate_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            gate_item = _parse_gate_item(gate_item_data)

            gate.append(gate_item)


        crossed = []
        _crossed = d.pop("crossed")
        for crossed_item_data in (_crossed):
            def _parse_crossed_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            crossed_item = _parse_crossed_item(crossed_item_data)

            crossed.append(crossed_item)


        drawn = cls(
            arm=arm,
            feedback=feedback,
            text=text,
            rejected=rejected,
            scores=scores,
            gate=gate,
            crossed=crossed,
        )


        drawn.additional_properties = d
        return drawn

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
