from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.gepa_component_choice import check_gepa_component_choice
from ..models.gepa_component_choice import GEPAComponentChoice
from ..models.gepa_frontier import check_gepa_frontier
from ..models.gepa_frontier import GEPAFrontier
from ..models.gepa_name import check_gepa_name
from ..models.gepa_name import GEPAName
from ..models.gepa_objectives_item import check_gepa_objectives_item
from ..models.gepa_objectives_item import GEPAObjectivesItem
from ..models.gepa_selection import check_gepa_selection
from ..models.gepa_selection import GEPASelection
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="GEPA")



@_attrs_define
class GEPA:
    """ A parent from the Pareto front reflects on a minibatch; a child that does better there joins the pool.

        The reflection is one call that reads answers and the scorer's notes on them and writes the new text. With
        `explicit_critique` it is two: a critique of the wrong answers, then an edit. `proposals` are made at once from
        parents and minibatches of their own, and all that improve are kept. `merges` bounds how often two members of
    the
        front that changed different components are joined. `iterations: null` goes on until the budget is used.

        Attributes:
            name (GEPAName):
            iterations (int | None | Unset): Steps; null goes on until the budget is used.
            minibatch (int | Unset): Train examples that parent and child are compared on. Default: 3.
            selection (GEPASelection | Unset): How a parent is chosen from the pool. Default: 'pareto'.
            epsilon (float | Unset): With epsilon_greedy: the chance of a random parent. Default: 0.1.
            top_k (int | Unset): With top_k_pareto: how many of the best by mean score may be parents. Default: 5.
            frontier (GEPAFrontier | Unset): What the front is over: validation items, objectives, or both. Default:
                'instance'.
            objectives (list[GEPAObjectivesItem] | Unset): What counts on the frontiers objective and hybrid.
            component_choice (GEPAComponentChoice | Unset): Which components an iteration changes: the next one, or all.
                Default: 'round_robin'.
            explicit_critique (bool | Unset): A critique and an edit instead of one reflection. Default: False.
            merges (int | Unset): The most attempts to join two prompts that changed different components. Default: 0.
            proposals (int | Unset): Children made at once in a step. Default: 1.
     """

    name: GEPAName
    iterations: int | None | Unset = UNSET
    minibatch: int | Unset = 3
    selection: GEPASelection | Unset = 'pareto'
    epsilon: float | Unset = 0.1
    top_k: int | Unset = 5
    frontier: GEPAFrontier | Unset = 'instance'
    objectives: list[GEPAObjectivesItem] | Unset = UNSET
    component_choice: GEPAComponentChoice | Unset = 'round_robin'
    explicit_critique: bool | Unset = False
    merges: int | Unset = 0
    proposals: int | Unset = 1





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        iterations: int | None | Unset
        if isinstance(self.iterations, Unset):
            iterations = UNSET
        else:
            iterations = self.iterations

        minibatch = self.minibatch

        selection: str | Unset = UNSET
        if not isinstance(self.selection, Unset):
            selection = self.selection


        epsilon = self.epsilon

        top_k = self.top_k

        frontier: str | Unset = UNSET
        if not isinstance(self.frontier, Unset):
            frontier = self.frontier


        objectives: list[str] | Unset = UNSET
        if not isinstance(self.objectives, Unset):
            objectives = []
            for objectives_item_data in self.objectives:
                objectives_item: str = objectives_item_data
                objectives.append(objectives_item)



        component_choice: str | Unset = UNSET
        if not isinstance(self.component_choice, Unset):
            component_choice = self.component_choice


        explicit_critique = self.explicit_critique

        merges = self.merges

        proposals = self.proposals


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if iterations is not UNSET:
            field_dict["iterations"] = iterations
        if minibatch is not UNSET:
            field_dict["minibatch"] = minibatch
        if selection is not UNSET:
            field_dict["selection"] = selection
        if epsilon is not UNSET:
            field_dict["epsilon"] = epsilon
        if top_k is not UNSET:
            field_dict["top_k"] = top_k
        if frontier is not UNSET:
            field_dict["frontier"] = frontier
        if objectives is not UNSET:
            field_dict["objectives"] = objectives
        if component_choice is not UNSET:
            field_dict["component_choice"] = component_choice
        if explicit_critique is not UNSET:
            field_dict["explicit_critique"] = explicit_critique
        if merges is not UNSET:
            field_dict["merges"] = merges
        if proposals is not UNSET:
            field_dict["proposals"] = proposals

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_gepa_name(d.pop("name"))




        def _parse_iterations(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        iterations = _parse_iterations(d.pop("iterations", UNSET))


        minibatch = d.pop("minibatch", UNSET)

        _selection = d.pop("selection", UNSET)
        selection: GEPASelection | Unset
        if isinstance(_selection,  Unset):
            selection = UNSET
        else:
            selection = check_gepa_selection(_selection)




        epsilon = d.pop("epsilon", UNSET)

        top_k = d.pop("top_k", UNSET)

        _frontier = d.pop("frontier", UNSET)
        frontier: GEPAFrontier | Unset
        if isinstance(_frontier,  Unset):
            frontier = UNSET
        else:
            frontier = check_gepa_frontier(_frontier)




        _objectives = d.pop("objectives", UNSET)
        objectives: list[GEPAObjectivesItem] | Unset = UNSET
        if _objectives is not UNSET:
            objectives = []
            for objectives_item_data in _objectives:
                objectives_item = check_gepa_objectives_item(objectives_item_data)



                objectives.append(objectives_item)


        _component_choice = d.pop("component_choice", UNSET)
        component_choice: GEPAComponentChoice | Unset
        if isinstance(_component_choice,  Unset):
            component_choice = UNSET
        else:
            component_choice = check_gepa_component_choice(_component_choice)




        explicit_critique = d.pop("explicit_critique", UNSET)

        merges = d.pop("merges", UNSET)

        proposals = d.pop("proposals", UNSET)

        gepa = cls(
            name=name,
            iterations=iterations,
            minibatch=minibatch,
            selection=selection,
            epsilon=epsilon,
            top_k=top_k,
            frontier=frontier,
            objectives=objectives,
            component_choice=component_choice,
            explicit_critique=explicit_critique,
            merges=merges,
            proposals=proposals,
        )

        return gepa

