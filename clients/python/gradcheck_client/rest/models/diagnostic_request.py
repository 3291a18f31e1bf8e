from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.diagnostic_request_estimand import check_diagnostic_request_estimand
from ..models.diagnostic_request_estimand import DiagnosticRequestEstimand
from ..models.diagnostic_request_evidence import check_diagnostic_request_evidence
from ..models.diagnostic_request_evidence import DiagnosticRequestEvidence
from ..models.diagnostic_request_ladder import check_diagnostic_request_ladder
from ..models.diagnostic_request_ladder import DiagnosticRequestLadder
from ..models.diagnostic_request_scope import check_diagnostic_request_scope
from ..models.diagnostic_request_scope import DiagnosticRequestScope
from ..models.diagnostic_request_stop import check_diagnostic_request_stop
from ..models.diagnostic_request_stop import DiagnosticRequestStop
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.budget import Budget





T = TypeVar("T", bound="DiagnosticRequest")



@_attrs_define
class DiagnosticRequest:
    """ Which tests to run on which recorded steps.

        `steps` null means every step that can be tested; `replicates` are pairs of edits a step; `items` bounds the
    probe
        examples; `delta` is the smallest effect of interest, by default the larger of 0.02 and a quarter of the run's
    gain.
        Scope `this_run` speaks about the run's own steps, `method` about steps like them. With the estimand
        `critic_average` the critic is asked anew for every replicate but the first. `ladder: core` leaves `content`,
        `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides examples and history from editors
    in
        every arm, so that feedback is all they have. `stop: evalue` ends as soon as the primary contrast of the first
    test
        is decided. `runs` are further runs of the same task for the test `fitting`. Without `force` a job is refused
    whose
        minimum detectable effect exceeds `delta`.

        Attributes:
            tests (list[str] | Unset):
            steps (list[int] | None | Unset):
            replicates (int | Unset):  Default: 8.
            items (int | None | Unset):
            scope (DiagnosticRequestScope | Unset):  Default: 'this_run'.
            estimand (DiagnosticRequestEstimand | Unset):  Default: 'fixed_feedback'.
            ladder (DiagnosticRequestLadder | Unset):  Default: 'whole'.
            evidence (DiagnosticRequestEvidence | Unset):  Default: 'shown'.
            stop (DiagnosticRequestStop | Unset):  Default: 'fixed'.
            runs (list[str] | Unset):
            delta (float | None | Unset):
            alpha (float | Unset):  Default: 0.05.
            force (bool | Unset):  Default: False.
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
    estimand: DiagnosticRequestEstimand | Unset = 'fixed_feedback'
    ladder: DiagnosticRequestLadder | Unset = 'whole'
    evidence: DiagnosticRequestEvidence | Unset = 'shown'
    stop: DiagnosticRequestStop | Unset = 'fixed'
    runs: list[str] | Unset = UNSET
    delta: float | None | Unset = UNSET
    alpha: float | Unset = 0.05
    force: bool | Unset = False
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


        estimand: str | Unset = UNSET
        if not isinstance(self.estimand, Unset):
            estimand = self.estimand


        ladder: str | Unset = UNSET
        if not isinstance(self.ladder, Unset):
            ladder = self.ladder


        evidence: str | Unset = UNSET
        if not isinstance(self.evidence, Unset):
            evidence = self.evidence


        stop: str | Unset = UNSET
        if not isinstance(self.stop, Unset):
            stop = self.stop


        runs: list[str] | Unset = UNSET
        if not isinstance(self.runs, Unset):
            runs = self.runs



        delta: float | None | Unset
        if isinstance(self.delta, Unset):
            delta = UNSET
        else:
            delta = self.delta

        alpha = self.alpha

        force = self.force

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
        if estimand is not UNSET:
            field_dict["estimand"] = estimand
        if ladder is not UNSET:
            field_dict["ladder"] = ladder
        if evidence is not UNSET:
            field_dict["evidence"] = evidence
        if stop is not UNSET:
            field_dict["stop"] = stop
        if runs is not UNSET:
            field_dict["runs"] = runs
        if delta is not UNSET:
            field_dict["delta"] = delta
        if alpha is not UNSET:
            field_dict["alpha"] = alpha
        if force is not UNSET:
            field_dict["force"] = force
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




        _estimand = d.pop("estimand", UNSET)
        estimand: DiagnosticRequestEstimand | Unset
        if isinstance(_estimand,  Unset):
            estimand = UNSET
        else:
            estimand = check_diagnostic_request_estimand(_estimand)




        _ladder = d.pop("ladder", UNSET)
        ladder: DiagnosticRequestLadder | Unset
        if isinstance(_ladder,  Unset):
            ladder = UNSET
        else:
            ladder = check_diagnostic_request_ladder(_ladder)




        _evidence = d.pop("evidence", UNSET)
        evidence: DiagnosticRequestEvidence | Unset
        if isinstance(_evidence,  Unset):
            evidence = UNSET
        else:
            evidence = check_diagnostic_request_evidence(_evidence)




        _stop = d.pop("stop", UNSET)
        stop: DiagnosticRequestStop | Unset
        if isinstance(_stop,  Unset):
            stop = UNSET
        else:
            stop = check_diagnostic_request_stop(_stop)




        runs = cast(list[str], d.pop("runs", UNSET))


        def _parse_delta(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        delta = _parse_delta(d.pop("delta", UNSET))


        alpha = d.pop("alpha", UNSET)

        force = d.pop("force", UNSET)

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
            estimand=estimand,
            ladder=ladder,
            evidence=evidence,
            stop=stop,
            runs=runs,
            delta=delta,
            alpha=alpha,
            force=force,
            budget=budget,
            seed=seed,
        )

        return diagnostic_request

