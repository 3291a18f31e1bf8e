from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.pro_te_gi_name import check_pro_te_gi_name
from ..models.pro_te_gi_name import ProTeGiName
from ..models.pro_te_gi_selection import check_pro_te_gi_selection
from ..models.pro_te_gi_selection import ProTeGiSelection
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ProTeGi")



@_attrs_define
class ProTeGi:
    """ A critic explains samples of errors, an editor mends what it names, paraphrases widen, a bandit keeps a beam.

        Attributes:
            name (ProTeGiName):
            rounds (int | Unset): Steps of the search. Default: 6.
            beam (int | Unset): Prompts kept after each round. Default: 4.
            minibatch (int | Unset): Train examples that look for errors in a round. Default: 64.
            gradients (int | Unset): Samples of errors that a critic is shown for each prompt of the beam. Default: 4.
            errors_per_gradient (int | Unset): Errors in one sample. Default: 4.
            reasons_per_gradient (int | Unset): Reasons the critic is asked for of one sample. Default: 1.
            edits_per_reason (int | Unset): New prompts the editor is asked for of one reason. Default: 1.
            paraphrases (int | Unset): Paraphrases of each edit, and of the prompt before it. Default: 2.
            max_expansion (int | Unset): New prompts of one parent that are scored; more are left out at random. Default: 8.
            selection (ProTeGiSelection | Unset): How the beam is chosen on validation. Default: 'ucb'.
            eval_rounds (int | Unset): With ucb: pulls one after another. The three eval_ numbers are successive_rejects'
                budget. Default: 8.
            eval_arms (int | Unset): With ucb: prompts in one pull. Default: 8.
            eval_samples (int | Unset): With ucb: validation items in one pull. Default: 32.
            c (float | Unset): With ucb: the weight of exploration. Default: 1.0.
     """

    name: ProTeGiName
    rounds: int | Unset = 6
    beam: int | Unset = 4
    minibatch: int | Unset = 64
    gradients: int | Unset = 4
    errors_per_gradient: int | Unset = 4
    reasons_per_gradient: int | Unset = 1
    edits_per_reason: int | Unset = 1
    paraphrases: int | Unset = 2
    max_expansion: int | Unset = 8
    selection: ProTeGiSelection | Unset = 'ucb'
    eval_rounds: int | Unset = 8
    eval_arms: int | Unset = 8
    eval_samples: int | Unset = 32
    c: float | Unset = 1.0





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        rounds = self.rounds

        beam = self.beam

        minibatch = self.minibatch

        gradients = self.gradients

        errors_per_gradient = self.errors_per_gradient

        reasons_per_gradient = self.reasons_per_gradient

        edits_per_reason = self.edits_per_reason

        paraphrases = self.paraphrases

        max_expansion = self.max_expansion

        selection: str | Unset = UNSET
        if not isinstance(self.selection, Unset):
            selection = self.selection


        eval_rounds = self.eval_rounds

        eval_arms = self.eval_arms

        eval_samples = self.eval_samples

        c = self.c


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if rounds is not UNSET:
            field_dict["rounds"] = rounds
        if beam is not UNSET:
            field_dict["beam"] = beam
        if minibatch is not UNSET:
            field_dict["minibatch"] = minibatch
        if gradients is not UNSET:
            field_dict["gradients"] = gradients
        if errors_per_gradient is not UNSET:
            field_dict["errors_per_gradient"] = errors_per_gradient
        if reasons_per_gradient is not UNSET:
            field_dict["reasons_per_gradient"] = reasons_per_gradient
        if edits_per_reason is not UNSET:
            field_dict["edits_per_reason"] = edits_per_reason
        if paraphrases is not UNSET:
            field_dict["paraphrases"] = paraphrases
        if max_expansion is not UNSET:
            field_dict["max_expansion"] = max_expansion
        if selection is not UNSET:
            field_dict["selection"] = selection
        if eval_rounds is not UNSET:
            field_dict["eval_rounds"] = eval_rounds
        if eval_arms is not UNSET:
            field_dict["eval_arms"] = eval_arms
        if eval_samples is not UNSET:
            field_dict["eval_samples"] = eval_samples
        if c is not UNSET:
            field_dict["c"] = c

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_pro_te_gi_name(d.pop("name"))




        rounds = d.pop("rounds", UNSET)

        beam = d.pop("beam", UNSET)

        minibatch = d.pop("minibatch", UNSET)

        gradients = d.pop("gradients", UNSET)

        errors_per_gradient = d.pop("errors_per_gradient", UNSET)

        reasons_per_gradient = d.pop("reasons_per_gradient", UNSET)

        edits_per_reason = d.pop("edits_per_reason", UNSET)

        paraphrases = d.pop("paraphrases", UNSET)

        max_expansion = d.pop("max_expansion", UNSET)

        _selection = d.pop("selection", UNSET)
        selection: ProTeGiSelection | Unset
        if isinstance(_selection,  Unset):
            selection = UNSET
        else:
            selection = check_pro_te_gi_selection(_selection)




        eval_rounds = d.pop("eval_rounds", UNSET)

        eval_arms = d.pop("eval_arms", UNSET)

        eval_samples = d.pop("eval_samples", UNSET)

        c = d.pop("c", UNSET)

        pro_te_gi = cls(
            name=name,
            rounds=rounds,
            beam=beam,
            minibatch=minibatch,
            gradients=gradients,
            errors_per_gradient=errors_per_gradient,
            reasons_per_gradient=reasons_per_gradient,
            edits_per_reason=edits_per_reason,
            paraphrases=paraphrases,
            max_expansion=max_expansion,
            selection=selection,
            eval_rounds=eval_rounds,
            eval_arms=eval_arms,
            eval_samples=eval_samples,
            c=c,
        )

        return pro_te_gi

