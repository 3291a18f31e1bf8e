from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.arm_outline_method import ArmOutlineMethod
  from ..models.arm_outline_models import ArmOutlineModels
  from ..models.budget import Budget
  from ..models.critic_text import CriticText





T = TypeVar("T", bound="ArmOutline")



@_attrs_define
class ArmOutline:
    """ What is shown of an arm.

        Attributes:
            name (str):
            trials (int):
            critic (CriticText): What an arm's critics and editors are told.

                    `labels: wrong` puts another answer in the place of the expected one of every train example; validation,
                probe and
                    test stay true. `evaluation` is what they see of how an answer was scored: the scorer's note; `none`,
                nothing but
                    input and answer; or in the note's place the verdict of a critic model that is told the expected answer,
                `binary`
                    (right or wrong) or `smooth` (0 to 100).

                    With `none` the method cannot know the errors on train examples either: ProTeGi then samples from all
                answers alike,
                    TextGrad looks at every answer anyway. Selection on validation keeps its scores.
            method (ArmOutlineMethod):
            models (ArmOutlineModels):
            budget (Budget): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
     """

    name: str
    trials: int
    critic: CriticText
    method: ArmOutlineMethod
    models: ArmOutlineModels
    budget: Budget
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_outline_method import ArmOutlineMethod # noqa: PLC0415
        from ..models.arm_outline_models import ArmOutlineModels # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.critic_text import CriticText # noqa: PLC0415
        name = self.name

        trials = self.trials

        critic = self.critic.to_dict()

        method = self.method.to_dict()

        models = self.models.to_dict()

        budget = self.budget.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "trials": trials,
            "critic": critic,
            "method": method,
            "models": models,
            "budget": budget,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_outline_method import ArmOutlineMethod # noqa: PLC0415
        from ..models.arm_outline_models import ArmOutlineModels # noqa: PLC0415
        from ..models.budget import Budget # noqa: PLC0415
        from ..models.critic_text import CriticText # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        trials = d.pop("trials")

        critic = CriticText.from_dict(d.pop("critic"))




        method = ArmOutlineMethod.from_dict(d.pop("method"))




        models = ArmOutlineModels.from_dict(d.pop("models"))




        budget = Budget.from_dict(d.pop("budget"))




        arm_outline = cls(
            name=name,
            trials=trials,
            critic=critic,
            method=method,
            models=models,
            budget=budget,
        )


        arm_outline.additional_properties = d
        return arm_outline

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
