from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.data_report import DataReport
  from ..models.demo import Demo
  from ..models.failed_calls import FailedCalls
  from ..models.result_baseline_prompt import ResultBaselinePrompt
  from ..models.result_prompt import ResultPrompt
  from ..models.result_sampling import ResultSampling
  from ..models.result_usage import ResultUsage
  from ..models.result_validation import ResultValidation
  from ..models.source_effect import SourceEffect
  from ..models.test_result import TestResult





T = TypeVar("T", bound="Result")



@_attrs_define
class Result:
    """ The best prompt so far and what is known of it.

        `sources` says what brought it, where kinds of proposals compete; `failures` are the calls that were not
    answered,
        by what the provider said, the commonest first. `notes` say what a reader should know first, such as a provider
    that
        was away when the run stopped. `sampling` says by role what of its sampling could not be set,
        `data` what repeats in the examples.

        Attributes:
            prompt (ResultPrompt):
            demos (list[Demo]):
            candidate (str):
            sources (list[SourceEffect]):
            baseline_prompt (ResultBaselinePrompt):
            validation (ResultValidation):
            test (TestResult): What the test split says. `warnings` are what its verdict must not be read without.

                    `times_used` counts the runs that have looked at any of its examples, this one included.
            notes (list[str]):
            sampling (ResultSampling):
            data (DataReport | None):
            steps (int):
            proposals (int):
            rejected (int):
            usage (ResultUsage):
            failures (list[FailedCalls]):
     """

    prompt: ResultPrompt
    demos: list[Demo]
    candidate: str
    sources: list[SourceEffect]
    baseline_prompt: ResultBaselinePrompt
    validation: ResultValidation
    test: TestResult
    notes: list[str]
    sampling: ResultSampling
    data: DataReport | None
    steps: int
    proposals: int
    rejected: int
    usage: ResultUsage
    failures: list[FailedCalls]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.demo import Demo # noqa: PLC0415
        from ..models.failed_calls import FailedCalls # noqa: PLC0415
        from ..models.result_baseline_prompt import ResultBaselinePrompt # noqa: PLC0415
        from ..models.result_prompt import ResultPrompt # noqa: PLC0415
        from ..models.result_sampling import ResultSampling # noqa: PLC0415
        from ..models.result_usage import ResultUsage # noqa: PLC0415
        from ..models.result_validation import ResultValidation # noqa: PLC0415
        from ..models.source_effect import SourceEffect # noqa: PLC0415
        from ..models.test_result import TestResult # noqa: PLC0415
        prompt = self.prompt.to_dict()

        demos = []
        for demos_item_data in self.demos:
            demos_item = demos_item_data.to_dict()
            demos.append(demos_item)



        candidate = self.candidate

        sources = []
        for sources_item_data in self.sources:
            sources_item = sources_item_data.to_dict()
            sources.append(sources_item)



        baseline_prompt = self.baseline_prompt.to_dict()

        validation = self.validation.to_dict()

        test = self.test.to_dict()

        notes = self.notes



        sampling = self.sampling.to_dict()

        data: dict[str, Any] | None
        if isinstance(self.data, DataReport):
            data = self.data.to_dict()
        else:
            data = self.data

        steps = self.steps

        proposals = self.proposals

        rejected = self.rejected

        usage = self.usage.to_dict()

        failures = []
        for failures_item_data in self.failures:
            failures_item = failures_item_data.to_dict()
            failures.append(failures_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "prompt": prompt,
            "demos": demos,
            "candidate": candidate,
            "sources": sources,
            "baseline_prompt": baseline_prompt,
            "validation": validation,
            "test": test,
            "notes": notes,
            "sampling": sampling,
            "data": data,
            "steps": steps,
            "proposals": proposals,
            "rejected": rejected,
            "usage": usage,
            "failures": failures,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.demo import Demo # noqa: PLC0415
        from ..models.failed_calls import FailedCalls # noqa: PLC0415
        from ..models.result_baseline_prompt import ResultBaselinePrompt # noqa: PLC0415
        from ..models.result_prompt import ResultPrompt # noqa: PLC0415
        from ..models.result_sampling import ResultSampling # noqa: PLC0415
        from ..models.result_usage import ResultUsage # noqa: PLC0415
        from ..models.result_validation import ResultValidation # noqa: PLC0415
        from ..models.source_effect import SourceEffect # noqa: PLC0415
        from ..models.test_result import TestResult # noqa: PLC0415
        d = dict(src_dict)
        prompt = ResultPrompt.from_dict(d.pop("prompt"))




        demos = []
        _demos = d.pop("demos")
        for demos_item_data in (_demos):
            demos_item = Demo.from_dict(demos_item_data)



            demos.append(demos_item)


        candidate = d.pop("candidate")

        sources = []
        _sources = d.pop("sources")
        for sources_item_data in (_sources):
            sources_item = SourceEffect.from_dict(sources_item_data)



            sources.append(sources_item)


        baseline_prompt = ResultBaselinePrompt.from_dict(d.pop("baseline_prompt"))




        validation = ResultValidation.from_dict(d.pop("validation"))




        test = TestResult.from_dict(d.pop("test"))




        notes = cast(list[str], d.pop("notes"))


        sampling = ResultSampling.from_dict(d.pop("sampling"))




        def _parse_data(data: object) -> DataReport | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = DataReport.from_dict(data)



                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataReport | None, data)

        data = _parse_data(d.pop("data"))


        steps = d.pop("steps")

        proposals = d.pop("proposals")

        rejected = d.pop("rejected")

        usage = ResultUsage.from_dict(d.pop("usage"))




        failures = []
        _failures = d.pop("failures")
        for failures_item_data in (_failures):
            failures_item = FailedCalls.from_dict(failures_item_data)



            failures.append(failures_item)


        result = cls(
            prompt=prompt,
            demos=demos,
            candidate=candidate,
            sources=sources,
            baseline_prompt=baseline_prompt,
            validation=validation,
            test=test,
            notes=notes,
            sampling=sampling,
            data=data,
            steps=steps,
            proposals=proposals,
            rejected=rejected,
            usage=usage,
            failures=failures,
        )


        result.additional_properties = d
        return result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
