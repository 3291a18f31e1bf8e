from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Parent")



@_attrs_define
class Parent:
    """ The prompt before a step's edits: its scores on the probe items, once a repeat, and on the others.

        Attributes:
            step (int):
            probe (list[list[float | None]]):
            gate (list[float | None]):
            crossed (list[float | None]):
     """

    step: int
    probe: list[list[float | None]]
    gate: list[float | None]
    crossed: list[float | None]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        step = self.step

        probe = []
        for probe_item_data in self.probe:
            probe_item = []
            for probe_item_item_data in probe_item_data:
                probe_item_item: float | None
                probe_item_item = probe_item_item_data
                probe_item.append(probe_item_item)


            probe.append(probe_item)



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
            "step": step,
            "probe": probe,
            "gate": gate,
            "crossed": crossed,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        step = d.pop("step")

        probe = []
        _probe = d.pop("probe")
        for probe_item_data in (_probe):
            probe_item = []
            _probe_item = probe_item_data
            for probe_item_item_data in (_probe_item):
                def _parse_probe_item_item(data: object) -> float | None:
                    if data is None:
                        return data
                    return cast(float | None, data)

                probe_item_item = _parse_probe_item_item(probe_item_item_data)

                probe_item.append(probe_item_item)

            probe.append(probe_item)


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


        parent = cls(
            step=step,
            probe=probe,
            gate=gate,
            crossed=crossed,
        )


        parent.additional_properties = d
        return parent

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
