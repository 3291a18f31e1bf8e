from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.study_comparison_alternative import check_study_comparison_alternative
from ..models.study_comparison_alternative import StudyComparisonAlternative
from ..models.study_comparison_verdict import check_study_comparison_verdict
from ..models.study_comparison_verdict import StudyComparisonVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.published import Published





T = TypeVar("T", bound="StudyComparison")



@_attrs_define
class StudyComparison:
    """ First arm's mean minus the second's over `n` trials, with all that is needed to judge the verdict.

        `dropped` trials lack an outcome on one side. `holm_p_value` and `equivalence_p_value` are adjusted for the
    family.
        `correlation` is that of the two arms over trials: where it is positive the test is conservative.

        Attributes:
            first (str):
            second (str):
            family (str):
            alternative (StudyComparisonAlternative):
            verdict (StudyComparisonVerdict):
            reasons (list[str]):
            n (int):
            dropped (int):
            estimate (float | None):
            ci95 (list[float] | None):
            se (float | None):
            df (float | None):
            p_value (float | None):
            holm_p_value (float | None):
            least_p_value (float | None):
            equivalence_p_value (float | None):
            ci90 (list[float] | None):
            minimum_detectable_effect (float | None):
            trials_needed (int | None):
            correlation (float | None):
            published (None | Published):
     """

    first: str
    second: str
    family: str
    alternative: StudyComparisonAlternative
    verdict: StudyComparisonVerdict
    reasons: list[str]
    n: int
    dropped: int
    estimate: float | None
    ci95: list[float] | None
    se: float | None
    df: float | None
    p_value: float | None
    holm_p_value: float | None
    least_p_value: float | None
    equivalence_p_value: float | None
    ci90: list[float] | None
    minimum_detectable_effect: float | None
    trials_needed: int | None
    correlation: float | None
    published: None | Published
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.published import Published # noqa: PLC0415
        first = self.first

        second = self.second

        family = self.family

        alternative: str = self.alternative

        verdict: str = self.verdict

        reasons = self.reasons



        n = self.n

        dropped = self.dropped

        estimate: float | None
        estimate = self.estimate

        ci95: list[float] | None
        if isinstance(self.ci95, list):
            ci95 = self.ci95


        else:
            ci95 = self.ci95

        se: float | None
        se = self.se

        df: float | None
        df = self.df

        p_value: float | None
        p_value = self.p_value

        holm_p_value: float | None
        holm_p_value = self.holm_p_value

        least_p_value: float | None
        least_p_value = self.least_p_value

        equivalence_p_value: float | None
        equivalence_p_value = self.equivalence_p_value

        ci90: list[float] | None
        if isinstance(self.ci90, list):
            ci90 = self.ci90


        else:
            ci90 = self.ci90

        minimum_detectable_effect: float | None
        minimum_detectable_effect = self.minimum_detectable_effect

        trials_needed: int | None
        trials_needed = self.trials_needed

        correlation: float | None
        correlation = self.correlation

        published: dict[str, Any] | None
        if isinstance(self.published, Published):
            published = self.published.to_dict()
        else:
            published = self.published


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "first": first,
            "second": second,
            "family": family,
            "alternative": alternative,
            "verdict": verdict,
            "reasons": reasons,
            "n": n,
            "dropped": dropped,
            "estimate": estimate,
            "ci95": ci95,
            "se": se,
            "df": df,
            "p_value": p_value,
            "holm_p_value": holm_p_value,
            "least_p_value": least_p_value,
            "equivalence_p_value": equivalence_p_value,
            "ci90": ci90,
            "minimum_detectable_effect": minimum_detectable_effect,
            "trials_needed": trials_needed,
            "correlation": correlation,
            "published": published,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.published import Published # noqa: PLC0415
        d = dict(src_dict)
        first = d.pop("first")

        second = d.pop("second")

        family = d.pop("family")

        alternative = check_study_comparison_alternative(d.pop("alternative"))




        verdict = check_study_comparison_verdict(d.pop("verdict"))




        reasons = cast(list[str], d.pop("reasons"))


        n = d.pop("n")

        dropped = d.pop("dropped")

        def _parse_estimate(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        estimate = _parse_estimate(d.pop("estimate"))


        def _parse_ci95(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ci95_type_0 = cast(list[float], data)

                return ci95_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        ci95 = _parse_ci95(d.pop("ci95"))


        def _parse_se(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        se = _parse_se(d.pop("se"))


        def _parse_df(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        df = _parse_df(d.pop("df"))


        def _parse_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_value = _parse_p_value(d.pop("p_value"))


        def _parse_holm_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        holm_p_value = _parse_holm_p_value(d.pop("holm_p_value"))


        def _parse_least_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        least_p_value = _parse_least_p_value(d.pop("least_p_value"))


        def _parse_equivalence_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        equivalence_p_value = _parse_equivalence_p_value(d.pop("equivalence_p_value"))


        def _parse_ci90(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ci90_type_0 = cast(list[float], data)

                return ci90_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        ci90 = _parse_ci90(d.pop("ci90"))


        def _parse_minimum_detectable_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        minimum_detectable_effect = _parse_minimum_detectable_effect(d.pop("minimum_detectable_effect"))


        def _parse_trials_needed(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        trials_needed = _parse_trials_needed(d.pop("trials_needed"))


        def _parse_correlation(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        correlation = _parse_correlation(d.pop("correlation"))


        def _parse_published(data: object) -> None | Published:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                published_type_0 = Published.from_dict(data)



                return published_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Published, data)

        published = _parse_published(d.pop("published"))


        study_comparison = cls(
            first=first,
            second=second,
            family=family,
            alternative=alternative,
            verdict=verdict,
            reasons=reasons,
            n=n,
            dropped=dropped,
            estimate=estimate,
            ci95=ci95,
            se=se,
            df=df,
            p_value=p_value,
            holm_p_value=holm_p_value,
            least_p_value=least_p_value,
            equivalence_p_value=equivalence_p_value,
            ci90=ci90,
            minimum_detectable_effect=minimum_detectable_effect,
            trials_needed=trials_needed,
            correlation=correlation,
            published=published,
        )


        study_comparison.additional_properties = d
        return study_comparison

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
