from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.audited import Audited
  from ..models.block import Block
  from ..models.checkpoint_scores import CheckpointScores
  from ..models.parent import Parent
  from ..models.step_texts import StepTexts





T = TypeVar("T", bound="Material")



@_attrs_define
class Material:
    """ All that was drawn. `minibatches` are the example ids of the columns of `crossed`, `labels` the allowed answers.

        `inputs` are what those examples say, of which edits may quote; `corpus` is the task's own text, against which
        placebos are checked; `audited` is what the run's test
        left, `mute_judge` why the judge was asked nothing.

        Attributes:
            blocks (list[Block]):
            parents (list[Parent]):
            checkpoints (list[CheckpointScores]):
            steps (list[StepTexts]):
            minibatches (list[str]):
            inputs (list[str]):
            labels (list[str]):
            corpus (list[str]):
            mute_judge (None | str):
            audited (Audited): What the given prompt and the winner answered on the test split; `missing` says why there is
                nothing to read.

                    `quoted` are examples that the winner quotes, `lengths` those of both prompts in characters, and `improved`
                is
                    whether the run's verdict was that.
     """

    blocks: list[Block]
    parents: list[Parent]
    checkpoints: list[CheckpointScores]
    steps: list[StepTexts]
    minibatches: list[str]
    inputs: list[str]
    labels: list[str]
    corpus: list[str]
    mute_judge: None | str
    audited: Audited
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.audited import Audited # noqa: PLC0415
        from ..models.block import Block # noqa: PLC0415
        from ..models.checkpoint_scores import CheckpointScores # noqa: PLC0415
        from ..models.parent import Parent # noqa: PLC0415
        from ..models.step_texts import StepTexts # noqa: PLC0415
        blocks = []
        for blocks_item_data in self.blocks:
            blocks_item = blocks_item_data.to_dict()
            blocks.append(blocks_item)



        parents = []
        for parents_item_data in self.parents:
            parents_item = parents_item_data.to_dict()
            parents.append(parents_item)



        checkpoints = []
        for checkpoints_item_data in self.checkpoints:
            checkpoints_item = checkpoints_item_data.to_dict()
            checkpoints.append(checkpoints_item)



        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)



        minibatches = self.minibatches



        inputs = self.inputs



        labels = self.labels



        corpus = self.corpus



        mute_judge: None | str
        mute_judge = self.mute_judge

        audited = self.audited.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "blocks": blocks,
            "parents": parents,
            "checkpoints": checkpoints,
            "steps": steps,
            "minibatches": minibatches,
            "inputs": inputs,
            "labels": labels,
            "corpus": corpus,
            "mute_judge": mute_judge,
            "audited": audited,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audited import Audited # noqa: PLC0415
        from ..models.block import Block # noqa: PLC0415
        from ..models.checkpoint_scores import CheckpointScores # noqa: PLC0415
        from ..models.parent import Parent # noqa: PLC0415
        from ..models.step_texts import StepTexts # noqa: PLC0415
        d = dict(src_dict)
        blocks = []
        _blocks = d.pop("blocks")
        for blocks_item_data in (_blocks):
            blocks_item = Block.from_dict(blocks_item_data)



            blocks.append(blocks_item)


        parents = []
        _parents = d.pop("parents")
        for parents_item_data in (_parents):
            parents_item = Parent.from_dict(parents_item_data)



            parents.append(parents_item)


        checkpoints = []
        _checkpoints = d.pop("checkpoints")
        for checkpoints_item_data in (_checkpoints):
            checkpoints_item = CheckpointScores.from_dict(checkpoints_item_data)



            checkpoints.append(checkpoints_item)


        steps = []
        _steps = d.pop("steps")
        for steps_item_data in (_steps):
            steps_item = StepTexts.from_dict(steps_item_data)



            steps.append(steps_item)


        minibatches = cast(list[str], d.pop("minibatches"))


        inputs = cast(list[str], d.pop("inputs"))


        labels = cast(list[str], d.pop("labels"))


        corpus = cast(list[str], d.pop("corpus"))


        def _parse_mute_judge(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        mute_judge = _parse_mute_judge(d.pop("mute_judge"))


        audited = Audited.from_dict(d.pop("audited"))




        material = cls(
            blocks=blocks,
            parents=parents,
            checkpoints=checkpoints,
            steps=steps,
            minibatches=minibatches,
            inputs=inputs,
            labels=labels,
            corpus=corpus,
            mute_judge=mute_judge,
            audited=audited,
        )


        material.additional_properties = d
        return material

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
