from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.critic_text_evaluation import check_critic_text_evaluation
from ..models.critic_text_evaluation import CriticTextEvaluation
from ..models.critic_text_labels import check_critic_text_labels
from ..models.critic_text_labels import CriticTextLabels
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="CriticText")



@_attrs_define
class CriticText:
    """ What an arm's critics and editors are told.

        `labels: wrong` puts another answer in the place of the expected one of every train example; validation, probe
    and
        test stay true. `evaluation` is what they see of how an answer was scored: the scorer's note; `none`, nothing
    but
        input and answer; or in the note's place the verdict of a critic model that is told the expected answer,
    `binary`
        (right or wrong) or `smooth` (0 to 100).

        With `none` the method cannot know the errors on train examples either: ProTeGi then samples from all answers
    alike,
        TextGrad looks at every answer anyway. Selection on validation keeps its scores.

        Attributes:
            labels (CriticTextLabels | Unset):  Default: 'true'.
            evaluation (CriticTextEvaluation | Unset):  Default: 'scorer'.
     """

    labels: CriticTextLabels | Unset = 'true'
    evaluation: CriticTextEvaluation | Unset = 'scorer'





    def to_dict(self) -> dict[str, Any]:
        labels: str | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels


        evaluation: str | Unset = UNSET
        if not isinstance(self.evaluation, Unset):
            evaluation = self.evaluation



        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if labels is not UNSET:
            field_dict["labels"] = labels
        if evaluation is not UNSET:
            field_dict["evaluation"] = evaluation

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _labels = d.pop("labels", UNSET)
        labels: CriticTextLabels | Unset
        if isinstance(_labels,  Unset):
            labels = UNSET
        else:
            labels = check_critic_text_labels(_labels)




        _evaluation = d.pop("evaluation", UNSET)
        evaluation: CriticTextEvaluation | Unset
        if isinstance(_evaluation,  Unset):
            evaluation = UNSET
        else:
            evaluation = check_critic_text_evaluation(_evaluation)




        critic_text = cls(
            labels=labels,
            evaluation=evaluation,
        )

        return critic_text

