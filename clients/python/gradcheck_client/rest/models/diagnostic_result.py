from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.content_result import ContentResult
  from ..models.diagnostic_result_usage import DiagnosticResultUsage
  from ..models.shortcuts_result import ShortcutsResult





T = TypeVar("T", bound="DiagnosticResult")



@_attrs_define
class DiagnosticResult:
    """ What a diagnostic found, with every text and score it rests on.

        Attributes:
            run_id (str):
            content (ContentResult | None):
            shortcuts (None | ShortcutsResult):
            planned_blocks (int):
            usage (DiagnosticResultUsage):
     """

    run_id: str
    content: ContentResult | None
    shortcuts: None | ShortcutsResult
    planned_blocks: int
    usage: DiagnosticResultUsage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.content_result import ContentResult # noqa: PLC0415
        from ..models.diagnostic_result_usage import DiagnosticResultUsage # noqa: PLC0415
        from ..models.shortcuts_result import ShortcutsResult # noqa: PLC0415
        run_id = self.run_id

        content: dict[str, Any] | None
        if isinstance(self.content, ContentResult):
            content = self.content.to_dict()
        else:
            content = self.content

        shortcuts: dict[str, Any] | None
        if isinstance(self.shortcuts, ShortcutsResult):
            shortcuts = self.shortcuts.to_dict()
        else:
            shortcuts = self.shortcuts

        planned_blocks = self.planned_blocks

        usage = self.usage.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "run_id": run_id,
            "content": content,
            "shortcuts": shortcuts,
            "planned_blocks": planned_blocks,
            "usage": usage,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.content_result import ContentResult # noqa: PLC0415
        from ..models.diagnostic_result_usage import DiagnosticResultUsage # noqa: PLC0415
        from ..models.shortcuts_result import ShortcutsResult # noqa: PLC0415
        d = dict(src_dict)
        run_id = d.pop("run_id")

        def _parse_content(data: object) -> ContentResult | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_type_0 = ContentResult.from_dict(data)



                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ContentResult | None, data)

        content = _parse_content(d.pop("content"))


        def _parse_shortcuts(data: object) -> None | ShortcutsResult:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                shortcuts_type_0 = ShortcutsResult.from_dict(data)



                return shortcuts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ShortcutsResult, data)

        shortcuts = _parse_shortcuts(d.pop("shortcuts"))


        planned_blocks = d.pop("planned_blocks")

        usage = DiagnosticResultUsage.from_dict(d.pop("usage"))




        diagnostic_result = cls(
            run_id=run_id,
            content=content,
            shortcuts=shortcuts,
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
