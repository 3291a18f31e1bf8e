from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.diagnostic_result_findings import DiagnosticResultFindings
  from ..models.diagnostic_result_usage import DiagnosticResultUsage
  from ..models.material import Material





T = TypeVar("T", bound="DiagnosticResult")



@_attrs_define
class DiagnosticResult:
    """ What a diagnostic found, test by test, with every text and score it rests on.

        Attributes:
            run_id (str):
            findings (DiagnosticResultFindings):
            material (Material): All that was drawn. `minibatches` are the example ids of the columns of `crossed`, `labels`
                the allowed answers.

                    `inputs` are what those examples say, of which edits may quote; `corpus` is the task's own text, against
                which
                    placebos are checked; `audited` is what the run's test
                    left, `mute_judge` why the judge was asked nothing.
            planned_blocks (int):
            usage (DiagnosticResultUsage):
     """

    run_id: str
    findings: DiagnosticResultFindings
    material: Material
    planned_blocks: int
    usage: DiagnosticResultUsage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.diagnostic_result_findings import DiagnosticResultFindings # noqa: PLC0415
        from ..models.diagnostic_result_usage import DiagnosticResultUsage # noqa: PLC0415
        from ..models.material import Material # noqa: PLC0415
        run_id = self.run_id

        findings = self.findings.to_dict()

        material = self.material.to_dict()

        planned_blocks = self.planned_blocks

        usage = self.usage.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "run_id": run_id,
            "findings": findings,
            "material": material,
            "planned_blocks": planned_blocks,
            "usage": usage,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.diagnostic_result_findings import DiagnosticResultFindings # noqa: PLC0415
        from ..models.diagnostic_result_usage import DiagnosticResultUsage # noqa: PLC0415
        from ..models.material import Material # noqa: PLC0415
        d = dict(src_dict)
        run_id = d.pop("run_id")

        findings = DiagnosticResultFindings.from_dict(d.pop("findings"))




        material = Material.from_dict(d.pop("material"))




        planned_blocks = d.pop("planned_blocks")

        usage = DiagnosticResultUsage.from_dict(d.pop("usage"))




        diagnostic_result = cls(
            run_id=run_id,
            findings=findings,
            material=material,
            planned_blocks=planned_blocks,
            usage=usage,
        )


        diagnostic_result.additional_properties = d
        return diagnostic_result

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
