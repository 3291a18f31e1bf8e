from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.arm_text_overrides import ArmTextOverrides
  from ..models.critic_text import CriticText





T = TypeVar("T", bound="ArmText")



@_attrs_define
class ArmText:
    """ An arm: a JSON merge patch (RFC 7396) on the optimize request, and what its critics are told.

        A method with another name replaces the method as a whole. `trials` is the arm's own number where it differs.

        Attributes:
            name (str):
            overrides (ArmTextOverrides | Unset):
            critic (CriticText | Unset): What an arm's critics and editors are told.

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
            trials (int | None | Unset):
     """

    name: str
    overrides: ArmTextOverrides | Unset = UNSET
    critic: CriticText | Unset = UNSET
    trials: int | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_text_overrides import ArmTextOverrides # noqa: PLC0415
        from ..models.critic_text import CriticText # noqa: PLC0415
        name = self.name

        overrides: dict[str, Any] | Unset = UNSET
        if not isinstance(self.overrides, Unset):
            overrides = self.overrides.to_dict()

        critic: dict[str, Any] | Unset = UNSET
        if not isinstance(self.critic, Unset):
            critic = self.critic.to_dict()

        trials: int | None | Unset
        if isinstance(self.trials, Unset):
            trials = UNSET
        else:
            trials = self.trials


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if overrides is not UNSET:
            field_dict["overrides"] = overrides
        if critic is not UNSET:
            field_dict["critic"] = critic
        if trials is not UNSET:
            field_dict["trials"] = trials

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_text_overrides import ArmTextOverrides # noqa: PLC0415
        from ..models.critic_text import CriticText # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        _overrides = d.pop("overrides", UNSET)
        overrides: ArmTextOverrides | Unset
        if isinstance(_overrides,  Unset):
            overrides = UNSET
        else:
            overrides = ArmTextOverrides.from_dict(_overrides)




        _critic = d.pop("critic", UNSET)
        critic: CriticText | Unset
        if isinstance(_critic,  Unset):
            critic = UNSET
        else:
            critic = CriticText.from_dict(_critic)




        def _parse_trials(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        trials = _parse_trials(d.pop("trials", UNSET))


        arm_text = cls(
            name=name,
            overrides=overrides,
            critic=critic,
            trials=trials,
        )

        return arm_text

