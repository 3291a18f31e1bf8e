from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.prompt_wizard_name import check_prompt_wizard_name
from ..models.prompt_wizard_name import PromptWizardName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PromptWizard")



@_attrs_define
class PromptWizard:
    """ Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.

        In each iteration variants of the prompt are written along ways of thinking and asked batches of questions until
    one
        is answered wrong or `min_correct` are right; the best is criticized and refined. Then `few_shots` examples are
        chosen, wrong answers first, and in each example round a coin decides between a refinement of the instruction by
        these examples and worked examples of the editor's own that mend what a critic misses in them. The finish adds
    the
        chosen examples with a reasoning as demos, and an expert's description and keywords to the prompt.

        Attributes:
            name (PromptWizardName):
            iterations (int | Unset): Rounds of variants, critique and refinement. Default: 3.
            mutation_rounds (int | Unset): Times that all styles are used in an iteration. Default: 3.
            styles (int | Unset): Variants in a mutation round, each along another way of thinking. Default: 5.
            batch (int | Unset): Questions that a variant is asked at once. Default: 1.
            min_correct (int | Unset): Right batches after which a variant is asked no more. Default: 3.
            example_rounds (int | Unset): Rounds that refine the instruction or synthesize examples. Default: 3.
            seen (int | Unset): Train examples from which questions and worked examples are taken. Default: 25.
            few_shots (int | Unset): Worked examples. Default: 5.
            reasoning (bool | Unset): Whether worked examples get a reasoning. Default: True.
            persona (bool | Unset): Whether the prompt gets an expert's description. Default: True.
            keywords (bool | Unset): Whether the prompt gets keywords of the task. Default: True.
     """

    name: PromptWizardName
    iterations: int | Unset = 3
    mutation_rounds: int | Unset = 3
    styles: int | Unset = 5
    batch: int | Unset = 1
    min_correct: int | Unset = 3
    example_rounds: int | Unset = 3
    seen: int | Unset = 25
    few_shots: int | Unset = 5
    reasoning: bool | Unset = True
    persona: bool | Unset = True
    keywords: bool | Unset = True





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        iterations = self.iterations

        mutation_rounds = self.mutation_rounds

        styles = self.styles

        batch = self.batch

        min_correct = self.min_correct

        example_rounds = self.example_rounds

        seen = self.seen

        few_shots = self.few_shots

        reasoning = self.reasoning

        persona = self.persona

        keywords = self.keywords


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if iterations is not UNSET:
            field_dict["iterations"] = iterations
        if mutation_rounds is not UNSET:
            field_dict["mutation_rounds"] = mutation_rounds
        if styles is not UNSET:
            field_dict["styles"] = styles
        if batch is not UNSET:
            field_dict["batch"] = batch
        if min_correct is not UNSET:
            field_dict["min_correct"] = min_correct
        if example_rounds is not UNSET:
            field_dict["example_rounds"] = example_rounds
        if seen is not UNSET:
            field_dict["seen"] = seen
        if few_shots is not UNSET:
            field_dict["few_shots"] = few_shots
        if reasoning is not UNSET:
            field_dict["reasoning"] = reasoning
        if persona is not UNSET:
            field_dict["persona"] = persona
        if keywords is not UNSET:
            field_dict["keywords"] = keywords

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_prompt_wizard_name(d.pop("name"))




        iterations = d.pop("iterations", UNSET)

        mutation_rounds = d.pop("mutation_rounds", UNSET)

        styles = d.pop("styles", UNSET)

        batch = d.pop("batch", UNSET)

        min_correct = d.pop("min_correct", UNSET)

        example_rounds = d.pop("example_rounds", UNSET)

        seen = d.pop("seen", UNSET)

        few_shots = d.pop("few_shots", UNSET)

        reasoning = d.pop("reasoning", UNSET)

        persona = d.pop("persona", UNSET)

        keywords = d.pop("keywords", UNSET)

        prompt_wizard = cls(
            name=name,
            iterations=iterations,
            mutation_rounds=mutation_rounds,
            styles=styles,
            batch=batch,
            min_correct=min_correct,
            example_rounds=example_rounds,
            seen=seen,
            few_shots=few_shots,
            reasoning=reasoning,
            persona=persona,
            keywords=keywords,
        )

        return prompt_wizard

