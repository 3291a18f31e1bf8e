from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.text_grad_chain import check_text_grad_chain
from ..models.text_grad_chain import TextGradChain
from ..models.text_grad_name import check_text_grad_name
from ..models.text_grad_name import TextGradName
from ..models.text_grad_revert import check_text_grad_revert
from ..models.text_grad_revert import TextGradRevert
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="TextGrad")



@_attrs_define
class TextGrad:
    """ A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

        `chain: three_stage` is the reference's: the scorer's note becomes feedback on the response, that becomes
    feedback
        on the prompt, and in a program of several modules also on what the earlier module wrote, last module first.
        `chain: one_step` asks for feedback on the prompt straight from the example.

        With `candidates` so many updates are drawn from the same feedback, and the best of them by validation is kept
    if it
        is no worse than the prompt before (Melcer et al. 2025, arXiv 2512.13598, validated selection).

        The reference's options of its optimizer are off by default: with `momentum` the update also sees so many
    earlier
        prompts with their feedback; `constraints` are sentences that a new prompt must keep to, and
    `in_context_examples`
        good prompts that the editor is shown.

        Attributes:
            name (TextGradName):
            steps (int | Unset): Updates of the prompt. Default: 12.
            batch (int | Unset): Train examples in a step. Default: 3.
            chain (TextGradChain | Unset): How feedback gets to the prompt: by way of the response, or in one call. Default:
                'three_stage'.
            revert (TextGradRevert | Unset): validation keeps an update that scores no worse there; naive keeps every one,
                unscored. Default: 'validation'.
            candidates (int | Unset): Updates drawn from the same feedback; the best on validation is kept. Default: 1.
            momentum (int | Unset): Earlier prompts with their feedback that an update also sees. Default: 0.
            constraints (list[str] | Unset): Sentences that a new prompt must keep to.
            in_context_examples (list[str] | Unset): Good prompts that the editor is shown.
     """

    name: TextGradName
    steps: int | Unset = 12
    batch: int | Unset = 3
    chain: TextGradChain | Unset = 'three_stage'
    revert: TextGradRevert | Unset = 'validation'
    candidates: int | Unset = 1
    momentum: int | Unset = 0
    constraints: list[str] | Unset = UNSET
    in_context_examples: list[str] | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        steps = self.steps

        batch = self.batch

        chain: str | Unset = UNSET
        if not isinstance(self.chain, Unset):
            chain = self.chain


        revert: str | Unset = UNSET
        if not isinstance(self.revert, Unset):
            revert = self.revert


        candidates = self.candidates

        momentum = self.momentum

        constraints: list[str] | Unset = UNSET
        if not isinstance(self.constraints, Unset):
            constraints = self.constraints



        in_context_examples: list[str] | Unset = UNSET
        if not isinstance(self.in_context_examples, Unset):
            in_context_examples = self.in_context_examples




        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if steps is not UNSET:
            field_dict["steps"] = steps
        if batch is not UNSET:
            field_dict["batch"] = batch
        if chain is not UNSET:
            field_dict["chain"] = chain
        if revert is not UNSET:
            field_dict["revert"] = revert
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if momentum is not UNSET:
            field_dict["momentum"] = momentum
        if constraints is not UNSET:
            field_dict["constraints"] = constraints
        if in_context_examples is not UNSET:
            field_dict["in_context_examples"] = in_context_examples

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_text_grad_name(d.pop("name"))




        steps = d.pop("steps", UNSET)

        batch = d.pop("batch", UNSET)

        _chain = d.pop("chain", UNSET)
        chain: TextGradChain | Unset
        if isinstance(_chain,  Unset):
            chain = UNSET
        else:
            chain = check_text_grad_chain(_chain)




        _revert = d.pop("revert", UNSET)
        revert: TextGradRevert | Unset
        if isinstance(_revert,  Unset):
            revert = UNSET
        else:
            revert = check_text_grad_revert(_revert)




        candidates = d.pop("candidates", UNSET)

        momentum = d.pop("momentum", UNSET)

        constraints = cast(list[str], d.pop("constraints", UNSET))


        in_context_examples = cast(list[str], d.pop("in_context_examples", UNSET))


        text_grad = cls(
            name=name,
            steps=steps,
            batch=batch,
            chain=chain,
            revert=revert,
            candidates=candidates,
            momentum=momentum,
            constraints=constraints,
            in_context_examples=in_context_examples,
        )

        return text_grad

