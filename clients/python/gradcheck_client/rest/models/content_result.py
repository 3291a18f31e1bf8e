from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.content_result_verdict import check_content_result_verdict
from ..models.content_result_verdict import ContentResultVerdict
from typing import cast

if TYPE_CHECKING:
  from ..models.block import Block
  from ..models.check import Check
  from ..models.content_result_arms import ContentResultArms
  from ..models.contrast import Contrast





T = TypeVar("T", bound="ContentResult")



@_attrs_define
class ContentResult:
    """ What the content diagnostic found. The verdict is the primary contrast's.

        Attributes:
            verdict (ContentResultVerdict):
            reading (str):
            primary (Contrast): First arm minus second arm, with all that is needed to judge the verdict.
            secondary (Contrast): First arm minus second arm, with all that is needed to judge the verdict.
            noise_floor (Contrast): First arm minus second arm, with all that is needed to judge the verdict.
            arms (ContentResultArms):
            checks (list[Check]):
            blocks (list[Block]):
     """

    verdict: ContentResultVerdict
    reading: str
    primary: Contrast
    secondary: Contrast
    noise_floor: Contrast
    arms: ContentResultArms
    checks: list[Check]
    blocks: list[Block]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.block import Block # noqa: PLC0415
        from ..models.check import Check # noqa: PLC0415
        from ..models.content_result_arms import ContentResultArms # noqa: PLC0415
        from ..models.contrast import Contrast # noqa: PLC0415
        verdict: str = self.verdict

        reading = self.reading

        primary = self.primary.to_dict()

        secondary = self.secondary.to_dict()

        noise_floor = self.noise_floor.to_dict()

        arms = self.arms.to_dict()

        checks = []
        for checks_item_data in self.checks:
            checks_item = checks_item_data.to_dict()
            checks.append(checks_item)



        blocks = []
        for blocks_item_data in self.blocks:
            blocks_item = blocks_item_data.to_dict()
            blocks.append(blocks_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "verdict": verdict,
            "reading": reading,
            "primary": primary,
            "secondary": secondary,
            "noise_floor": noise_floor,
            "arms": arms,
            "checks": checks,
            "blocks": blocks,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.block import Block # noqa: PLC0415
        from ..models.check import Check # noqa: PLC0415
        from ..models.content_result_arms import ContentResultArms # noqa: PLC0415
        from ..models.contrast import Contrast # noqa: PLC0415
        d = dict(src_dict)
        verdict = check_content_result_verdict(d.pop("verdict"))




        reading = d.pop("reading")

        primary = Contrast.from_dict(d.pop("primary"))




        secondary = Contrast.from_dict(d.pop("secondary"))




        noise_floor = Contrast.from_dict(d.pop("noise_floor"))




        arms = ContentResultArms.from_dict(d.pop("arms"))




        checks = []
        _checks = d.pop("checks")
        for checks_item_data in (_checks):
            checks_item = Check.from_dict(checks_item_data)



            checks.append(checks_item)


        blocks = []
        _blocks = d.pop("blocks")
        for blocks_item_data in (_blocks):
            blocks_item = Block.from_dict(blocks_item_data)



            blocks.append(blocks_item)


        content_result = cls(
            verdict=verdict,
            reading=reading,
            primary=primary,
            secondary=secondary,
            noise_floor=noise_floor,
            arms=arms,
            checks=checks,
            blocks=blocks,
        )


        content_result.additional_properties = d
        return content_result

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
