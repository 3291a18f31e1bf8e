from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.adal_flow_name import AdalFlowName
from ..models.adal_flow_name import check_adal_flow_name
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="AdalFlow")



@_attrs_define
class AdalFlow:
    """ A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.

        A step adds `batch` answers to the moving batch and draws `wrong` and `right` of it. A critic is asked about
    each of
        them, hop by hop where the program has several modules. Then come up to `proposals` updates, one after another;
    each
        sees the feedback, the best prompts so far and the proposals of this step that failed. One that does better on
    the
        drawn samples, and then on validation, is accepted: the moving batch starts anew. The others are reverted.

        Attributes:
            name (AdalFlowName):
            steps (int | Unset): Steps, each with one accepted prompt at most. Default: 12.
            batch (int | Unset): Answers that a step adds to the moving batch. Default: 4.
            proposals (int | Unset): The most proposals of a step, one after another. Default: 5.
            wrong (int | Unset): Wrong answers of the moving batch that critics see. Default: 2.
            right (int | Unset): Right answers of the moving batch that critics see. Default: 2.
            right_above (float | Unset): The score above which an answer is right. Default: 0.5.
            window (int | Unset): The most answers in the moving batch. Default: 20.
            best_shown (int | Unset): Best prompts so far that an editor sees. Default: 3.
     """

    name: AdalFlowName
    steps: int | Unset = 12
    batch: int | Unset = 4
    proposals: int | Unset = 5
    wrong: int | Unset = 2
    right: int | Unset = 2
    right_above: float | Unset = 0.5
    window: int | Unset = 20
    best_shown: int | Unset = 3





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        steps = self.steps

        batch = self.batch

        proposals = self.proposals

        wrong = self.wrong

        right = self.right

        right_above = self.right_above

        window = self.window

        best_shown = self.best_shown


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if steps is not UNSET:
            field_dict["steps"] = steps
        if batch is not UNSET:
            field_dict["batch"] = batch
        if proposals is not UNSET:
            field_dict["proposals"] = proposals
        if wrong is not UNSET:
            field_dict["wrong"] = wrong
        if right is not UNSET:
            field_dict["right"] = right
        if right_above is not UNSET:
            field_dict["right_above"] = right_above
        if window is not UNSET:
            field_dict["window"] = window
        if best_shown is not UNSET:
            field_dict["best_shown"] = best_shown

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_adal_flow_name(d.pop("name"))




        steps = d.pop("steps", UNSET)

        batch = d.pop("batch", UNSET)

        proposals = d.pop("proposals", UNSET)

        wrong = d.pop("wrong", UNSET)

        right = d.pop("right", UNSET)

        right_above = d.pop("right_above", UNSET)

        window = d.pop("window", UNSET)

        best_shown = d.pop("best_shown", UNSET)

        adal_flow = cls(
            name=name,
            steps=steps,
            batch=batch,
            proposals=proposals,
            wrong=wrong,
            right=right,
            right_above=right_above,
            window=window,
            best_shown=best_shown,
        )

        return adal_flow

