from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.adal_flow import AdalFlow
  from ..models.ape import APE
  from ..models.best_of_n import BestOfN
  from ..models.bootstrap_few_shot import BootstrapFewShot
  from ..models.budget import Budget
  from ..models.capo import CAPO
  from ..models.compare import Compare
  from ..models.copro import COPRO
  from ..models.evo_prompt_de import EvoPromptDE
  from ..models.evo_prompt_ga import EvoPromptGA
  from ..models.gepa import GEPA
  from ..models.hrpo import HRPO
  from ..models.improve import Improve
  from ..models.mipr_ov_2 import MIPROv2
  from ..models.models_text import ModelsText
  from ..models.opro import OPRO
  from ..models.portfolio import Portfolio
  from ..models.pro_te_gi import ProTeGi
  from ..models.prompt_agent import PromptAgent
  from ..models.prompt_text import PromptText
  from ..models.prompt_wizard import PromptWizard
  from ..models.random_search import RandomSearch
  from ..models.rewrite import Rewrite
  from ..models.simba import SIMBA
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
            method (AdalFlow | APE | BestOfN | BootstrapFewShot | CAPO | Compare | COPRO | EvoPromptDE | EvoPromptGA | GEPA
                | HRPO | Improve | MIPROv2 | OPRO | Portfolio | PromptAgent | PromptWizard | ProTeGi | RandomSearch | Rewrite |
                SIMBA | str | TextGrad):
            models (ModelsText | Unset): Models by role; the optimizer is the task's model and the judge the optimizer's
                where they are left out.

                    The task's may be left out where the server has a default: by its settings, else `embedded` where it
                declares no
                    provider. `GET /providers` says which one it is.
            budget (Budget | Unset): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            stop (Stop | Unset): When to stop before the method is done.

                    After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps
                in a
                    row; its score is its mean on the validation items that it was tried on, which are few where a method races.
            seed (int | Unset):  Default: 0.
     """

    prompt: PromptText | str
    task: TaskText
    method: AdalFlow | APE | BestOfN | BootstrapFewShot | CAPO | Compare | COPRO | EvoPromptDE | EvoPromptGA | GEPA | HRPO | Improve | MIPROv2 | OPRO | Portfolio | PromptAgent | PromptWizard | ProTeGi | RandomSearch | Rewrite | SIMBA | str | TextGrad
    models: ModelsText | Unset = UNSET
    budget: Budget | Unset = UNSET
    stop: Stop | Unset = UNSET
    seed: int | Unset = 0





    def to_dict(self) -> dict[str, Any]:
        from ..models.adal_flow import AdalFlow # noqa: PLC0415
        from ..models.ape import APE # noqa: PLC0415
        from ..models.best_of_n import BestOfN # noqa: PLC0415
        from ..models.bootstrap_few_shot import BootstrapFewShot # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.capo import CAPO # noqa: PLC0415
        from ..models.compare import Compare # noqa: PLC0415
        from ..models.copro import COPRO # noqa: PLC0415
        from ..models.evo_prompt_de import EvoPromptDE # noqa: PLC0415
        from ..models.evo_prompt_ga import EvoPromptGA # noqa: PLC0415
        from ..models.gepa import GEPA # noqa: PLC0415
        from ..models.hrpo import HRPO # noqa: PLC0415
        from ..models.improve import Improve # noqa: PLC0415
        from ..models.mipr_ov_2 import MIPROv2 # noqa: PLC0415
        from ..models.models_text import ModelsText # noqa: PLC0415
        from ..models.opro import OPRO # noqa: PLC0415
        from ..models.portfolio import Portfolio # noqa: PLC0415
        from ..models.pro_te_gi import ProTeGi # noqa: PLC0415
        from ..models.prompt_agent import PromptAgent # noqa: PLC0415
        from ..models.prompt_text import PromptText # noqa: PLC0415
        from ..models.prompt_wizard import PromptWizard # noqa: PLC0415
        from ..models.random_search import RandomSearch # noqa: PLC0415
        from ..models.rewrite import Rewrite # noqa: PLC0415
        from ..models.simba import SIMBA # noqa: PLC0415
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
        elif isinstance(self.method, GEPA):
            method = self.method.to_dict()
        elif isinstance(self.method, PromptAgent):
            method = self.method.to_dict()
        elif isinstance(self.method, PromptWizard):
            method = self.method.to_dict()
        elif isinstance(self.method, AdalFlow):
            method = self.method.to_dict()
        elif isinstance(self.method, HRPO):
            method = self.method.to_dict()
        elif isinstance(self.method, SIMBA):
            method = self.method.to_dict()
        elif isinstance(self.method, Portfolio):
            method = self.method.to_dict()
        elif isinstance(self.method, APE):
            method = self.method.to_dict()
        elif isinstance(self.method, OPRO):
            method = self.method.to_dict()
        elif isinstance(self.method, COPRO):
            method = self.method.to_dict()
        elif isinstance(self.method, EvoPromptGA):
            method = self.method.to_dict()
        elif isinstance(self.method, EvoPromptDE):
            method = self.method.to_dict()
        elif isinstance(self.method, CAPO):
            method = self.method.to_dict()
        elif isinstance(self.method, MIPROv2):
            method = self.method.to_dict()
        elif isinstance(self.method, BootstrapFewShot):
            method = self.method.to_dict()
        elif isinstance(self.method, RandomSearch):
            method = self.method.to_dict()
        elif isinstance(self.method, BestOfN):
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
        from ..models.adal_flow import AdalFlow # noqa: PLC0415
        from ..models.ape import APE # noqa: PLC0415
        from ..models.best_of_n import BestOfN # noqa: PLC0415
        from ..models.bootstrap_few_shot import BootstrapFewShot # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.capo import CAPO # noqa: PLC0415
        from ..models.compare import Compare # noqa: PLC0415
        from ..models.copro import COPRO # noqa: PLC0415
        from ..models.evo_prompt_de import EvoPromptDE # noqa: PLC0415
        from ..models.evo_prompt_ga import EvoPromptGA # noqa: PLC0415
        from ..models.gepa import GEPA # noqa: PLC0415
        from ..models.hrpo import HRPO # noqa: PLC0415
        from ..models.improve import Improve # noqa: PLC0415
        from ..models.mipr_ov_2 import MIPROv2 # noqa: PLC0415
        from ..models.models_text import ModelsText # noqa: PLC0415
        from ..models.opro import OPRO # noqa: PLC0415
        from ..models.portfolio import Portfolio # noqa: PLC0415
        from ..models.pro_te_gi import ProTeGi # noqa: PLC0415
        from ..models.prompt_agent import PromptAgent # noqa: PLC0415
        from ..models.prompt_text import PromptText # noqa: PLC0415
        from ..models.prompt_wizard import PromptWizard # noqa: PLC0415
        from ..models.random_search import RandomSearch # noqa: PLC0415
        from ..models.rewrite import Rewrite # noqa: PLC0415
        from ..models.simba import SIMBA # noqa: PLC0415
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




        def _parse_method(data: object) -> AdalFlow | APE | BestOfN | BootstrapFewShot | CAPO | Compare | COPRO | EvoPromptDE | EvoPromptGA | GEPA | HRPO | Improve | MIPROv2 | OPRO | Portfolio | PromptAgent | PromptWizard | ProTeGi | RandomSearch | Rewrite | SIMBA | str | TextGrad:
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
                method_type_1_type_2 = GEPA.from_dict(data)



                return method_type_1_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_3 = PromptAgent.from_dict(data)



                return method_type_1_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_4 = PromptWizard.from_dict(data)



                return method_type_1_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_5 = AdalFlow.from_dict(data)



                return method_type_1_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_6 = HRPO.from_dict(data)



                return method_type_1_type_6
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_7 = SIMBA.from_dict(data)



                return method_type_1_type_7
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_8 = Portfolio.from_dict(data)



                return method_type_1_type_8
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_9 = APE.from_dict(data)



                return method_type_1_type_9
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_10 = OPRO.from_dict(data)



                return method_type_1_type_10
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_11 = COPRO.from_dict(data)



                return method_type_1_type_11
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_12 = EvoPromptGA.from_dict(data)



                return method_type_1_type_12
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_13 = EvoPromptDE.from_dict(data)



                return method_type_1_type_13
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_14 = CAPO.from_dict(data)



                return method_type_1_type_14
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_15 = MIPROv2.from_dict(data)



                return method_type_1_type_15
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_16 = BootstrapFewShot.from_dict(data)



                return method_type_1_type_16
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_17 = RandomSearch.from_dict(data)



                return method_type_1_type_17
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_18 = BestOfN.from_dict(data)



                return method_type_1_type_18
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_19 = Rewrite.from_dict(data)



                return method_type_1_type_19
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_20 = Improve.from_dict(data)



                return method_type_1_type_20
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                method_type_1_type_21 = Compare.from_dict(data)



                return method_type_1_type_21
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AdalFlow | APE | BestOfN | BootstrapFewShot | CAPO | Compare | COPRO | EvoPromptDE | EvoPromptGA | GEPA | HRPO | Improve | MIPROv2 | OPRO | Portfolio | PromptAgent | PromptWizard | ProTeGi | RandomSearch | Rewrite | SIMBA | str | TextGrad, data)

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

