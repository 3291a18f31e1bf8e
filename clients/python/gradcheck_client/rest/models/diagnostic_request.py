from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.diagnostic_request_scope import check_diagnostic_request_scope
from ..models.diagnostic_request_scope import DiagnosticRequestScope
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.budget import Budget





T = TypeVar("T", bound="DiagnosticRequest")



@_attrs_define
class DiagnosticRequest:
    """ Which tests to run on which recorded steps.

        `content` asks whether what the feedback says matters; `shortcuts` reads the answers on the test split, without
    any
        call, and works on runs of every method. The rest is for tests that draw edits.

        `steps` null means every step that can be tested; `replicates` are pairs of edits a step; `items` bounds the
    probe
        examples; `delta` is the smallest effect of interest, by default the larger of 0.02 and a quarter of the run's
    gain.
        Scope `this_run` speaks about the run's own steps, `method` about steps like them.

        Attributes:
            tests (list[str] | Unset):
            steps (list[int] | None | Unset):
            replicates (int | Unset):  Default: 8.
            items (int | None | Unset):
            scope (DiagnosticRequestScope | Unset):  Default: 'this_run'.
            delta (float | None | Unset):
            alpha (float | Unset):  Default: 0.05.
            budget (Budget | Unset): Caps over all roles; null means no cap.

                    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no
                money
                    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider
                that all
                    of them wait for.
            seed (int | Unset):  Default: 0.
     """

    tests: list[str] | Unset = UNSET
    steps: list[int] | None | Unset = UNSET
    replicates: int | Unset = 8
    items: int | None | Unset = UNSET
    scope: DiagnosticRequestScope | Unset = 'this_run'
    delta: float | None | Unset = UNSET
    alpha: float | Unset = 0.05
    budget: Budget | Unset = UNSET
    seed: int | Unset = 0





    def to_dict(self) -> dict[str, Any]:
        from ..models.budget import Budget # noqa: PLC0415
        tests: list[str] | Unset = UNSET
        if not isinstance(self.tests, Unset):
            tests = self.tests



        steps: list[int] | None | Unset
        if isinstance(self.steps, Unset):
            steps = UNSET
        elif isinstance(self.steps, list):
            steps = self.steps


        else:
            steps = self.steps

        replicates = self.replicates

        items: int | None | Unset
        if isinstance(self.items, Unset):
            items = UNSET
        else:
            items = self.items

        scope: str | Unset = UNSET
        if not isinstance(self.scope, Unset):
            scope = self.scope


        delta: float | None | Unset
        if isinstance(self.delta, Unset):
            delta = UNSET
        else:
            delta = self.delta

        alpha = self.alpha

        budget: dict[str, Any] | Unset = UNSET
        if not isinstance(self.budget, Unset):
            budget = self.budget.to_dict()

        seed = self.seed


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if tests is not UNSET:
            field_dict["tests"] = tests
        if steps is not UNSET:
            field_dict["steps"] = steps
        if replicates is not UNSET:
            field_dict["replicates"] = replicates
        if items is not UNSET:
            field_dict["items"] = items
        if scope is not UNSET:
            field_dict["scope"] = scope
        if delta is not UNSET:
            field_dict["delta"] = delta
        if alpha is not UNSET:
            field_dict["alpha"] = alpha
        if budget is not UNSET:
            field_dict["budget"] = budget
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget import Budget # noqa: PLC0415
        d = dict(src_dict)
        tests = cast(list[str], d.pop("tests", UNSET))


        def _parse_steps(data: object) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                steps_type_0 = cast(list[int], data)

                return steps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        steps = _parse_steps(d.pop("steps", UNSET))


        replicates = d.pop("replicates", UNSET)

        def _parse_items(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        items = _parse_items(d.pop("items", UNSET))


        _scope = d.pop("scope", UNSET)
        scope: DiagnosticRequestScope | Unset
        if isinstance(_scope,  Unset):
            scope = UNSET
        else:
            scope = check_diagnostic_request_scope(_scope)




        def _parse_delta(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        delta = _parse_delta(d.pop("delta", UNSET))


        alpha = d.pop("alpha", UNSET)

        _budget = d.pop("budget", UNSET)
        budget: Budget | Unset
        if isinstance(_budget,  Unset):
            budget = UNSET
        else:
            budget = Budget.from_dict(_budget)




        seed = d.pop("seed", UNSET)

        diagnostic_request = cls(
            tests=tests,
            steps=steps,
            replicates=replicates,
            items=items,
            scope=scope,
            delta=delta,
            alpha=alpha,
            budget=budget,
            seed=seed,
        )

        return diagnostic_request

