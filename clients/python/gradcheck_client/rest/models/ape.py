from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.ape_name import APEName
from ..models.ape_name import check_ape_name
from ..models.ape_selection import APESelection
from ..models.ape_selection import check_ape_selection
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="APE")



@_attrs_define
class APE:
    """ Prompts induced from samples of examples with their answers, the best of them by score.

        Further `iterations` are the paper's Monte Carlo search: as many paraphrases of the best `survivors` compete
    with
        these.

        Attributes:
            name (APEName):
            subsamples (int | Unset): Samples of train examples that prompts are induced from. Default: 5.
            examples (int | Unset): Train examples in a sample. Default: 5.
            prompts (int | Unset): Prompts induced from each sample. Default: 50.
            iterations (int | Unset): 1 induces only; each further one tries paraphrases of the best. Default: 1.
            survivors (int | Unset): Prompts that are paraphrased and compete again. Default: 5.
            selection (APESelection | Unset): fixed scores all prompts on the same items; ucb spends pulls on those that
                promise most. Default: 'fixed'.
            samples (int | Unset): With fixed: validation items. Default: 50.
            eval_rounds (int | Unset): With ucb: pulls one after another. Default: 5.
            eval_arms (int | Unset): With ucb: prompts in one pull. Default: 50.
            eval_samples (int | Unset): With ucb: validation items in one pull. Default: 5.
            c (float | Unset): With ucb: the weight of exploration. Default: 1.0.
     """

    name: APEName
    subsamples: int | Unset = 5
    examples: int | Unset = 5
    prompts: int | Unset = 50
    iterations: int | Unset = 1
    survivors: int | Unset = 5
    selection: APESelection | Unset = 'fixed'
    samples: int | Unset = 50
    eval_rounds: int | Unset = 5
    eval_arms: int | Unset = 50
    eval_samples: int | Unset = 5
    c: float | Unset = 1.0





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        subsamples = self.subsamples

        examples = self.examples

        prompts = self.prompts

        iterations = self.iterations

        survivors = self.survivors

        selection: str | Unset = UNSET
        if not isinstance(self.selection, Unset):
            selection = self.selection


        samples = self.samples

        eval_rounds = self.eval_rounds

        eval_arms = self.eval_arms

        eval_samples = self.eval_samples

        c = self.c


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if subsamples is not UNSET:
            field_dict["subsamples"] = subsamples
        if examples is not UNSET:
            field_dict["examples"] = examples
        if prompts is not UNSET:
            field_dict["prompts"] = prompts
        if iterations is not UNSET:
            field_dict["iterations"] = iterations
        if survivors is not UNSET:
            field_dict["survivors"] = survivors
        if selection is not UNSET:
            field_dict["selection"] = selection
        if samples is not UNSET:
            field_dict["samples"] = samples
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
        name = check_ape_name(d.pop("name"))




        subsamples = d.pop("subsamples", UNSET)

        examples = d.pop("examples", UNSET)

        prompts = d.pop("prompts", UNSET)

        iterations = d.pop("iterations", UNSET)

        survivors = d.pop("survivors", UNSET)

        _selection = d.pop("selection", UNSET)
        selection: APESelection | Unset
        if isinstance(_selection,  Unset):
            selection = UNSET
        else:
            selection = check_ape_selection(_selection)




        samples = d.pop("samples", UNSET)

        eval_rounds = d.pop("eval_rounds", UNSET)

        eval_arms = d.pop("eval_arms", UNSET)

        eval_samples = d.pop("eval_samples", UNSET)

        c = d.pop("c", UNSET)

        ape = cls(
            name=name,
            subsamples=subsamples,
            examples=examples,
            prompts=prompts,
            iterations=iterations,
            survivors=survivors,
            selection=selection,
            samples=samples,
            eval_rounds=eval_rounds,
            eval_arms=eval_arms,
            eval_samples=eval_samples,
            c=c,
        )

        return ape

