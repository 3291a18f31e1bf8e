from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.mipr_ov_2_auto import check_mipr_ov_2_auto
from ..models.mipr_ov_2_auto import MIPROv2Auto
from ..models.mipr_ov_2_name import check_mipr_ov_2_name
from ..models.mipr_ov_2_name import MIPROv2Name
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="MIPROv2")



@_attrs_define
class MIPROv2:
    """ Instructions written with knowledge of data and program, sets of demos, and a search over their combinations.

        `auto` gives what is not given itself: `instructions` of every component (the one it has counts), `demo_sets`
    (the
        empty one counts), `trials`, and how many validation items are used at most. With more than 50 of these a trial
    is
        scored on `minibatch` of them, drawn for it, and every `full_eval_every` trials the combination with the best
    mean
        that has not been scored on all is. With `bootstrapped` and `labelled` 0 only instructions are searched.
        `trials_at_once` are asked of the surrogate together, at most `full_eval_every`.

        Attributes:
            name (MIPROv2Name):
            auto (MIPROv2Auto | Unset): Sets what is null below, and the most validation items. Default: 'light'.
            instructions (int | None | Unset): Texts of a component, the given one included.
            demo_sets (int | None | Unset): Sets of demos of each module, the empty one included.
            trials (int | None | Unset): Combinations that are tried.
            bootstrapped (int | Unset): The most demos of a set that are made of own answers. Default: 4.
            labelled (int | Unset): Demos that a set is filled up to with expected answers. Default: 4.
            threshold (float | Unset): The least score of an answer that becomes a demo. Default: 1.0.
            minibatch (int | Unset): Validation items of a trial, where there are more than 50. Default: 35.
            full_eval_every (int | Unset): Trials of a step; then the best combination is scored on all items. Default: 5.
            trials_at_once (int | Unset): Trials that are asked of the surrogate together. Default: 1.
     """

    name: MIPROv2Name
    auto: MIPROv2Auto | Unset = 'light'
    instructions: int | None | Unset = UNSET
    demo_sets: int | None | Unset = UNSET
    trials: int | None | Unset = UNSET
    bootstrapped: int | Unset = 4
    labelled: int | Unset = 4
    threshold: float | Unset = 1.0
    minibatch: int | Unset = 35
    full_eval_every: int | Unset = 5
    trials_at_once: int | Unset = 1





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        auto: str | Unset = UNSET
        if not isinstance(self.auto, Unset):
            auto = self.auto


        instructions: int | None | Unset
        if isinstance(self.instructions, Unset):
            instructions = UNSET
        else:
            instructions = self.instructions

        demo_sets: int | None | Unset
        if isinstance(self.demo_sets, Unset):
            demo_sets = UNSET
        else:
            demo_sets = self.demo_sets

        trials: int | None | Unset
        if isinstance(self.trials, Unset):
            trials = UNSET
        else:
            trials = self.trials

        bootstrapped = self.bootstrapped

        labelled = self.labelled

        threshold = self.threshold

        minibatch = self.minibatch

        full_eval_every = self.full_eval_every

        trials_at_once = self.trials_at_once


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if auto is not UNSET:
            field_dict["auto"] = auto
        if instructions is not UNSET:
            field_dict["instructions"] = instructions
        if demo_sets is not UNSET:
            field_dict["demo_sets"] = demo_sets
        if trials is not UNSET:
            field_dict["trials"] = trials
        if bootstrapped is not UNSET:
            field_dict["bootstrapped"] = bootstrapped
        if labelled is not UNSET:
            field_dict["labelled"] = labelled
        if threshold is not UNSET:
            field_dict["threshold"] = threshold
        if minibatch is not UNSET:
            field_dict["minibatch"] = minibatch
        if full_eval_every is not UNSET:
            field_dict["full_eval_every"] = full_eval_every
        if trials_at_once is not UNSET:
            field_dict["trials_at_once"] = trials_at_once

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_mipr_ov_2_name(d.pop("name"))




        _auto = d.pop("auto", UNSET)
        auto: MIPROv2Auto | Unset
        if isinstance(_auto,  Unset):
            auto = UNSET
        else:
            auto = check_mipr_ov_2_auto(_auto)




        def _parse_instructions(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        instructions = _parse_instructions(d.pop("instructions", UNSET))


        def _parse_demo_sets(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        demo_sets = _parse_demo_sets(d.pop("demo_sets", UNSET))


        def _parse_trials(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        trials = _parse_trials(d.pop("trials", UNSET))


        bootstrapped = d.pop("bootstrapped", UNSET)

        labelled = d.pop("labelled", UNSET)

        threshold = d.pop("threshold", UNSET)

        minibatch = d.pop("minibatch", UNSET)

        full_eval_every = d.pop("full_eval_every", UNSET)

        trials_at_once = d.pop("trials_at_once", UNSET)

        mipr_ov_2 = cls(
            name=name,
            auto=auto,
            instructions=instructions,
            demo_sets=demo_sets,
            trials=trials,
            bootstrapped=bootstrapped,
            labelled=labelled,
            threshold=threshold,
            minibatch=minibatch,
            full_eval_every=full_eval_every,
            trials_at_once=trials_at_once,
        )

        return mipr_ov_2

