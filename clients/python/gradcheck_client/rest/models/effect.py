from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.effect_alternative import check_effect_alternative
from ..models.effect_alternative import EffectAlternative
from ..models.effect_claim import check_effect_claim
from ..models.effect_claim import EffectClaim
from ..models.effect_verdict import check_effect_verdict
from ..models.effect_verdict import EffectVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.equivalence import Equivalence





T = TypeVar("T", bound="Effect")



@_attrs_define
class Effect:
    """ What was measured about one question; of two arms, the first minus the second.

        `claim` is what the property predicts: a `difference` above 0, or `equivalence`. `least` is the smallest
    estimate
        that supports a difference, `p_opposite` the p-value of the other side where `p_value` is one-sided. `p_value`
        belongs to `test` and is raw; `e_value` is there where the job could stop early, and `ci95` is then valid at any
        time.

        Attributes:
            name (str):
            test (str):
            claim (EffectClaim):  Default: 'difference'.
            verdict (EffectVerdict):  Default: 'not_testable'.
            reasons (list[str]):
            n_pairs (int):  Default: 0.
            dropped_pairs (int):  Default: 0.
            n_items (int):  Default: 0.
            n_steps (int):  Default: 0.
            estimate (float | None):
            ci95 (list[float] | None):
            least (float):  Default: 0.0.
            alternative (EffectAlternative):  Default: 'two_sided'.
            p_value (float | None):
            p_opposite (float | None):
            least_p_value (float | None):
            e_value (float | None):
            se (float | None):
            se_pairs (float | None):
            se_items (float | None):
            df (int | None):
            pair_sd (float | None):
            equivalence (Equivalence | None):
            minimum_detectable_effect (float | None):
            pairs_needed (int | None):
            pairs_needed_for_equivalence (int | None):
     """

    name: str
    test: str
    reasons: list[str]
    estimate: float | None
    ci95: list[float] | None
    p_value: float | None
    p_opposite: float | None
    least_p_value: float | None
    e_value: float | None
    se: float | None
    se_pairs: float | None
    se_items: float | None
    df: int | None
    pair_sd: float | None
    equivalence: Equivalence | None
    minimum_detectable_effect: float | None
    pairs_needed: int | None
    pairs_needed_for_equivalence: int | None
    claim: EffectClaim = 'difference'
    verdict: EffectVerdict = 'not_testable'
    n_pairs: int = 0
    dropped_pairs: int = 0
    n_items: int = 0
    n_steps: int = 0
    least: float = 0.0
    alternative: EffectAlternative = 'two_sided'
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.equivalence import Equivalence # noqa: PLC0415
        name = self.name

        test = self.test

        claim: str = self.claim

        verdict: str = self.verdict

        reasons = self.reasons



        n_pairs = self.n_pairs

        dropped_pairs = self.dropped_pairs

        n_items = self.n_items

        n_steps = self.n_steps

        estimate: float | None
        estimate = self.estimate

        ci95: list[float] | None
        if isinstance(self.ci95, list):
            ci95 = self.ci95


        else:
            ci95 = self.ci95

        least = self.least

        alternative: str = self.alternative

        p_value: float | None
        p_value = self.p_value

        p_opposite: float | None
        p_opposite = self.p_opposite

        least_p_value: float | None
        least_p_value = self.least_p_value

        e_value: float | None
        e_value = self.e_value

        se: float | None
        se = self.se

        se_pairs: float | None
        se_pairs = self.se_pairs

        se_items: float | None
        se_items = self.se_items

        df: int | None
        df = self.df

        pair_sd: float | None
        pair_sd = self.pair_sd

        equivalence: dict[str, Any] | None
        if isinstance(self.equivalence, Equivalence):
            equivalence = self.equivalence.to_dict()
        else:
            equivalence = self.equivalence

        minimum_detectable_effect: float | None
        minimum_detectable_effect = self.minimum_detectable_effect

        pairs_needed: int | None
        pairs_needed = self.pairs_needed

        pairs_needed_for_equivalence: int | None
        pairs_needed_for_equivalence = self.pairs_needed_for_equivalence


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "test": test,
            "claim": claim,
            "verdict": verdict,
            "reasons": reasons,
            "n_pairs": n_pairs,
            "dropped_pairs": dropped_pairs,
            "n_items": n_items,
            "n_steps": n_steps,
            "estimate": estimate,
            "ci95": ci95,
            "least": least,
            "alternative": alternative,
            "p_value": p_value,
            "p_opposite": p_opposite,
            "least_p_value": least_p_value,
            "e_value": e_value,
            "se": se,
            "se_pairs": se_pairs,
            "se_items": se_items,
            "df": df,
            "pair_sd": pair_sd,
            "equivalence": equivalence,
            "minimum_detectable_effect": minimum_detectable_effect,
            "pairs_needed": pairs_needed,
            "pairs_needed_for_equivalence": pairs_needed_for_equivalence,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.equivalence import Equivalence # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        test = d.pop("test")

        claim = check_effect_claim(d.pop("claim"))




        verdict = check_effect_verdict(d.pop("verdict"))




        reasons = cast(list[str], d.pop("reasons"))


        n_pairs = d.pop("n_pairs")

        dropped_pairs = d.pop("dropped_pairs")

        n_items = d.pop("n_items")

        n_steps = d.pop("n_steps")

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


        least = d.pop("least")

        alternative = check_effect_alternative(d.pop("alternative"))




        def _parse_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_value = _parse_p_value(d.pop("p_value"))


        def _parse_p_opposite(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_opposite = _parse_p_opposite(d.pop("p_opposite"))


        def _parse_least_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        least_p_value = _parse_least_p_value(d.pop("least_p_value"))


        def _parse_e_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        e_value = _parse_e_value(d.pop("e_value"))


        def _parse_se(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        se = _parse_se(d.pop("se"))


        def _parse_se_pairs(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        se_pairs = _parse_se_pairs(d.pop("se_pairs"))


        def _parse_se_items(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        se_items = _parse_se_items(d.pop("se_items"))


        def _parse_df(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        df = _parse_df(d.pop("df"))


        def _parse_pair_sd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        pair_sd = _parse_pair_sd(d.pop("pair_sd"))


        def _parse_equivalence(data: object) -> Equivalence | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                equivalence_type_0 = Equivalence.from_dict(data)



                return equivalence_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Equivalence | None, data)

        equivalence = _parse_equivalence(d.pop("equivalence"))


        def _parse_minimum_detectable_effect(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        minimum_detectable_effect = _parse_minimum_detectable_effect(d.pop("minimum_detectable_effect"))


        def _parse_pairs_needed(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pairs_needed = _parse_pairs_needed(d.pop("pairs_needed"))


        def _parse_pairs_needed_for_equivalence(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pairs_needed_for_equivalence = _parse_pairs_needed_for_equivalence(d.pop("pairs_needed_for_equivalence"))


        effect = cls(
            name=name,
            test=test,
            claim=claim,
            verdict=verdict,
            reasons=reasons,
            n_pairs=n_pairs,
            dropped_pairs=dropped_pairs,
            n_items=n_items,
            n_steps=n_steps,
            estimate=estimate,
            ci95=ci95,
            least=least,
            alternative=alternative,
            p_value=p_value,
            p_opposite=p_opposite,
            least_p_value=least_p_value,
            e_value=e_value,
            se=se,
            se_pairs=se_pairs,
            se_items=se_items,
            df=df,
            pair_sd=pair_sd,
            equivalence=equivalence,
            minimum_detectable_effect=minimum_detectable_effect,
            pairs_needed=pairs_needed,
            pairs_needed_for_equivalence=pairs_needed_for_equivalence,
        )


        effect.additional_properties = d
        return effect

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
