from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.finding_verdict import check_finding_verdict
from ..models.finding_verdict import FindingVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.check import Check
  from ..models.effect import Effect
  from ..models.figure import Figure
  from ..models.label_shift import LabelShift





T = TypeVar("T", bound="Finding")



@_attrs_define
class Finding:
    """ What a test found: the verdict on the property, its reading in words, and all it rests on.

        `p_value` is the largest of the claims, which must all hold; `p_holm` is adjusted for the tests asked for
    together.

        Attributes:
            verdict (FindingVerdict):
            reading (str):
            reasons (list[str]):
            p_value (float | None):
            p_holm (float | None):
            claims (list[Effect]):
            others (list[Effect]):
            checks (list[Check]):
            figures (list[Figure]):
            labels (list[LabelShift]):
            flags (list[str]):
     """

    verdict: FindingVerdict
    reading: str
    reasons: list[str]
    p_value: float | None
    p_holm: float | None
    claims: list[Effect]
    others: list[Effect]
    checks: list[Check]
    figures: list[Figure]
    labels: list[LabelShift]
    flags: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.check import Check # noqa: PLC0415
        from ..models.effect import Effect # noqa: PLC0415
        from ..models.figure import Figure # noqa: PLC0415
        from ..models.label_shift import LabelShift # noqa: PLC0415
        verdict: str = self.verdict

        reading = self.reading

        reasons = self.reasons



        p_value: float | None
        p_value = self.p_value

        p_holm: float | None
        p_holm = self.p_holm

        claims = []
        for claims_item_data in self.claims:
            claims_item = claims_item_data.to_dict()
            claims.append(claims_item)



        others = []
        for others_item_data in self.others:
            others_item = others_item_data.to_dict()
            others.append(others_item)



        checks = []
        for checks_item_data in self.checks:
            checks_item = checks_item_data.to_dict()
            checks.append(checks_item)



        figures = []
        for figures_item_data in self.figures:
            figures_item = figures_item_data.to_dict()
            figures.append(figures_item)



        labels = []
        for labels_item_data in self.labels:
            labels_item = labels_item_data.to_dict()
            labels.append(labels_item)



        flags = self.flags




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "verdict": verdict,
            "reading": reading,
            "reasons": reasons,
            "p_value": p_value,
            "p_holm": p_holm,
            "claims": claims,
            "others": others,
            "checks": checks,
            "figures": figures,
            "labels": labels,
            "flags": flags,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.check import Check # noqa: PLC0415
        from ..models.effect import Effect # noqa: PLC0415
        from ..models.figure import Figure # noqa: PLC0415
        from ..models.label_shift import LabelShift # noqa: PLC0415
        d = dict(src_dict)
        verdict = check_finding_verdict(d.pop("verdict"))




        reading = d.pop("reading")

        reasons = cast(list[str], d.pop("reasons"))


        def _parse_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_value = _parse_p_value(d.pop("p_value"))


        def _parse_p_holm(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_holm = _parse_p_holm(d.pop("p_holm"))


        claims = []
        _claims = d.pop("claims")
        for claims_item_data in (_claims):
            claims_item = Effect.from_dict(claims_item_data)



            claims.append(claims_item)


        others = []
        _others = d.pop("others")
        for others_item_data in (_others):
            others_item = Effect.from_dict(others_item_data)



            others.append(others_item)


        checks = []
        _checks = d.pop("checks")
        for checks_item_data in (_checks):
            checks_item = Check.from_dict(checks_item_data)



            checks.append(checks_item)


        figures = []
        _figures = d.pop("figures")
        for figures_item_data in (_figures):
            figures_item = Figure.from_dict(figures_item_data)



            figures.append(figures_item)


        labels = []
        _labels = d.pop("labels")
        for labels_item_data in (_labels):
            labels_item = LabelShift.from_dict(labels_item_data)



            labels.append(labels_item)


        flags = cast(list[str], d.pop("flags"))


        finding = cls(
            verdict=verdict,
            reading=reading,
            reasons=reasons,
            p_value=p_value,
            p_holm=p_holm,
            claims=claims,
            others=others,
            checks=checks,
            figures=figures,
            labels=labels,
            flags=flags,
        )


        finding.additional_properties = d
        return finding

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
