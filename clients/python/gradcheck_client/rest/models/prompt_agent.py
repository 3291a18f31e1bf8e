from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.prompt_agent_name import check_prompt_agent_name
from ..models.prompt_agent_name import PromptAgentName
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PromptAgent")



@_attrs_define
class PromptAgent:
    """ Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.

        An expansion has `width` branches: each draws `batch` examples, asks for feedback on the errors of the prompt
    (or on
        what works, where there is none) and for a revision that also sees the prompts on the way from the root. All
        children are scored on validation. The simulation goes on from the best child until `depth_limit`, or past
        `min_depth` until a prompt that is worse than root and parent on average or better than all before. The result
    is
        the best prompt on the path of the highest mean reward. One expansion is one step of the record.

        Attributes:
            name (PromptAgentName):
            iterations (int | Unset): Searches from the root. Default: 10.
            width (int | Unset): Branches of an expansion. Default: 3.
            depth_limit (int | Unset): The deepest a prompt can be in the tree. Default: 5.
            min_depth (int | Unset): The depth from which on a search may end early. Default: 2.
            exploration (float | Unset): The weight of exploration in UCT. Default: 2.5.
            batch (int | Unset): Train examples of a branch. Default: 5.
     """

    name: PromptAgentName
    iterations: int | Unset = 10
    width: int | Unset = 3
    depth_limit: int | Unset = 5
    min_depth: int | Unset = 2
    exploration: float | Unset = 2.5
    batch: int | Unset = 5





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        iterations = self.iterations

        width = self.width

        depth_limit = self.depth_limit

        min_depth = self.min_depth

        exploration = self.exploration

        batch = self.batch


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if iterations is not UNSET:
            field_dict["iterations"] = iterations
        if width is not UNSET:
            field_dict["width"] = width
        if depth_limit is not UNSET:
            field_dict["depth_limit"] = depth_limit
        if min_depth is not UNSET:
            field_dict["min_depth"] = min_depth
        if exploration is not UNSET:
            field_dict["exploration"] = exploration
        if batch is not UNSET:
            field_dict["batch"] = batch

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_prompt_agent_name(d.pop("name"))




        iterations = d.pop("iterations", UNSET)

        width = d.pop("width", UNSET)

        depth_limit = d.pop("depth_limit", UNSET)

        min_depth = d.pop("min_depth", UNSET)

        exploration = d.pop("exploration", UNSET)

        batch = d.pop("batch", UNSET)

        prompt_agent = cls(
            name=name,
            iterations=iterations,
            width=width,
            depth_limit=depth_limit,
            min_depth=min_depth,
            exploration=exploration,
            batch=batch,
        )

        return prompt_agent

