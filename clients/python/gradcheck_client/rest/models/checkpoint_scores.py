from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="CheckpointScores")



@_attrs_define
class CheckpointScores:
    """ A run's best prompt after a step, on the train items and on the probe items.

        Attributes:
            run_id (str):
            step (int):
            train (list[float | None]):
            probe (list[float | None]):
     """

    run_id: str
    step: int
    train: list[float | None]
    probe: list[float | None]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        step = self.step

        train = []
        for train_item_data in self.train:
            train_item: float | None
            train_item = train_item_data
            train.append(train_item)



        probe = []
        for probe_item_data in self.probe:
            probe_item: float | None
            probe_item = probe_item_data
            probe.append(probe_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "run_id": run_id,
            "step": step,
            "train": train,
            "probe": probe,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        run_id = d.pop("run_id")

        step = d.pop("step")

        train = []
        _train = d.pop("train")
        for train_item_data in (_train):
            def _parse_train_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            train_item = _parse_train_item(train_item_data)

            train.append(train_item)


        probe = []
        _probe = d.pop("probe")
        for probe_item_data in (_probe):
            def _parse_probe_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            probe_item = _parse_probe_item(probe_item_data)

            probe.append(probe_item)


        checkpoint_scores = cls(
            run_id=run_id,
            step=step,
            train=train,
            probe=probe,
        )


        checkpoint_scores.additional_properties = d
        return checkpoint_scores

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
