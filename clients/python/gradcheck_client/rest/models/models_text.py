from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.model_text import ModelText





T = TypeVar("T", bound="ModelsText")



@_attrs_define
class ModelsText:
    """ Models by role; the optimizer is the task's model and the judge the optimizer's where they are left out.

        The task's may be left out where the server has a default: by its settings, else `embedded` where it declares no
        provider. `GET /providers` says which one it is.

        Attributes:
            task (ModelText | None | Unset):
            optimizer (ModelText | None | Unset):
            judge (ModelText | None | Unset):
     """

    task: ModelText | None | Unset = UNSET
    optimizer: ModelText | None | Unset = UNSET
    judge: ModelText | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.model_text import ModelText # noqa: PLC0415
        task: dict[str, Any] | None | Unset
        if isinstance(self.task, Unset):
            task = UNSET
        elif isinstance(self.task, ModelText):
            task = self.task.to_dict()
        else:
            task = self.task

        optimizer: dict[str, Any] | None | Unset
        if isinstance(self.optimizer, Unset):
            optimizer = UNSET
        elif isinstance(self.optimizer, ModelText):
            optimizer = self.optimizer.to_dict()
        else:
            optimizer = self.optimizer

        judge: dict[str, Any] | None | Unset
        if isinstance(self.judge, Unset):
            judge = UNSET
        elif isinstance(self.judge, ModelText):
            judge = self.judge.to_dict()
        else:
            judge = self.judge


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if task is not UNSET:
            field_dict["task"] = task
        if optimizer is not UNSET:
            field_dict["optimizer"] = optimizer
        if judge is not UNSET:
            field_dict["judge"] = judge

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_text import ModelText # noqa: PLC0415
        d = dict(src_dict)
        def _parse_task(data: object) -> ModelText | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                task_type_0 = ModelText.from_dict(data)



                return task_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelText | None | Unset, data)

        task = _parse_task(d.pop("task", UNSET))


        def _parse_optimizer(data: object) -> ModelText | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                optimizer_type_0 = ModelText.from_dict(data)



                return optimizer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelText | None | Unset, data)

        optimizer = _parse_optimizer(d.pop("optimizer", UNSET))


        def _parse_judge(data: object) -> ModelText | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                judge_type_0 = ModelText.from_dict(data)



                return judge_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelText | None | Unset, data)

        judge = _parse_judge(d.pop("judge", UNSET))


        models_text = cls(
            task=task,
            optimizer=optimizer,
            judge=judge,
        )

        return models_text

