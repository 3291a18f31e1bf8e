from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.budget import Budget
  from ..models.compare import Compare
  from ..models.improve import Improve
  from ..models.models_text import ModelsText
  from ..models.pro_te_gi import ProTeGi
  from ..models.prompt_text import PromptText
  from ..models.rewrite import Rewrite
  from ..models.stop import Stop
  from ..models.task_text import TaskText
  from ..models.text_grad import TextGrad





T = TypeVar("T", bound="OptimizeRequest")



@_attrs_define
class OptimizeRequest:
    """ One optimization: a prompt, a task, a method, models and limits.

        Attributes:
            prompt (PromptText | str):
            task (TaskText): The task: examples, how answers are scored, and a description for critics, editors and judges.
            method (Compare | Improve | ProTeGi | Rewrite | str | TextGrad):
            models (ModelsText | Unset): Models by role; the optimizer is the task's model and the judge the optimizer's
                where they are left out.
            budget (Budget | Unset): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            stop (Stop | Unset): When to stop before the method is done.
            seed (int | Unset):  Default: 0.
     """

    prompt: PromptText | str
    task: TaskText
    method: Compare | Improve | ProTeGi | Rewrite | str | TextGrad
    models: ModelsText | Unset = UNSET
    budget: Budget | Unset = UNSET
    stop: Stop | Unset = UNSET
    seed: int | Unset = 0





    def to_dict(self) -> dict[str, Any]:
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.compare import Compare # noqa: PLC0415
        from ..models.improve import Improve # noqa: PLC0415
        from ..models.models_text import ModelsText # noqa: PLC0415
        from ..models.pro_te_gi import ProTeGi # noqa: PLC0415
        from ..models.prompt_text import PromptText # noqa: PLC0415
        from ..models.rewrite import Rewrite # noqa: PLC0415
        from ..models.stop import Stop # noqa: PLC0415
        from ..models.task_text import TaskText # noqa: PLC0415
        from ..models.text_grad import TextGrad # noqa: PLC0415
        prompt: dict[str, Any] | str
        if isinstance(self.prompt, PromptText):
            prompt = self.prompt.to_dict()
        else:
            prompt = self.prompt

        task = self.task.to_dict()

        method: dict[str, Any] | str
        if isinstance(self.method, ProTeGi):
            method = self.method.to_dict()
        elif isinstance(self.method, TextGrad):
            method = self.method.to_dict()
        elif isinstance(self.method, Rewrite):
            method = self.method.to_dict()
        elif isinstance(self.method, Improve):
            method = self.method.to_dict()
        elif isinstance(self.method, Compare):
            method = self.method.to_dict()
        else:
            method = self.method

        models: dict[str, Any] | Unset = UNSET
        if not isinstance(self.models, Unset):
            models = self.models.to_dict()

        budget: dict[str, Any] | Unset = UNSET
        if not isinstance(self.budget, Unset):
            budget = self.budget.to_dict()

        stop: dict[str, Any] | Unset = UNSET
        if not isinstance(self.stop, Unset):
            stop = self.stop.to_dict()

        seed = self.seed


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "prompt": prompt,
            "task": task,
            "method": method,
        })
        if models is not UNSET:
            field_dict["models"] = models
        if budget is not UNSET:
            field_dict["budget"] = budget
        if stop is not UNSET:
            field_dict["stop"] = stop
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.compare import Compare # noqa: PLC0415
        from ..models.improve import Improve # noqa: PLC0415
        from ..models.models_text import ModelsText # noqa: PLC0415
        from ..models.pro_te_gi import ProTeGi # noqa: PLC0415
        from ..models.prompt_text import PromptText # noqa: PLC0415
        from ..models.rewrite import Rewrite # noqa: PLC0415
        from ..models.stop import Stop # noqa: PLC0415
        from ..models.task_text import TaskText # noqa: PLC0415
        from ..models.text_grad import TextGrad # noqa: PLC0415
        d = dict(src_dict)
        def _parse_prompt(data: object) -> PromptText | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                prompt_type_1 = PromptText.from_dict(data)



                return prompt_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(PromptText | str, data)

        prompt = _parse_prompt(d.pop("prompt"))


        task = TaskText.from_dict(d.pop("task"))




        def _parse_method(data: object) -> Compare | Improve | ProTeGi | Rewrite | str | TextGrad:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_0 = ProTeGi.from_dict(data)



                return method_type_1_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_1 = TextGrad.from_dict(data)



                return method_type_1_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_2 = Rewrite.from_dict(data)



                return method_type_1_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_3 = Improve.from_dict(data)



                return method_type_1_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_4 = Compare.from_dict(data)



                return method_type_1_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Compare | Improve | ProTeGi | Rewrite | str | TextGrad, data)

        method = _parse_method(d.pop("method"))


        _models = d.pop("models", UNSET)
        models: ModelsText | Unset
        if isinstance(_models,  Unset):
            models = UNSET
        else:
            models = ModelsText.from_dict(_models)




        _budget = d.pop("budget", UNSET)
        budget: Budget | Unset
        if isinstance(_budget,  Unset):
            budget = UNSET
        else:
            budget = Budget.from_dict(_budget)




        _stop = d.pop("stop", UNSET)
        stop: Stop | Unset
        if isinstance(_stop,  Unset):
            stop = UNSET
        else:
            stop = Stop.from_dict(_stop)




        seed = d.pop("seed", UNSET)

        optimize_request = cls(
            prompt=prompt,
            task=task,
            method=method,
            models=models,
            budget=budget,
            stop=stop,
            seed=seed,
        )

        return optimize_request

