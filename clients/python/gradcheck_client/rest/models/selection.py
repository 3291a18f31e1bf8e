from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.pool_entry import PoolEntry
  from ..models.source_effect import SourceEffect





T = TypeVar("T", bound="Selection")



@_attrs_define
class Selection:
    """ What was selected from which pool, and why; `sources` where proposals of several kinds compete.

        Attributes:
            policy (str):
            pool (list[PoolEntry]):
            chosen (list[str]):
            best (str):
            reason (str):
            sources (list[SourceEffect]):
     """

    policy: str
    pool: list[PoolEntry]
    chosen: list[str]
    best: str
    reason: str
    sources: list[SourceEffect]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.pool_entry import PoolEntry # noqa: PLC0415
        from ..models.source_effect import SourceEffect # noqa: PLC0415
        policy = self.policy

        pool = []
        for pool_item_data in self.pool:
            pool_item = pool_item_data.to_dict()
            pool.append(pool_item)



        chosen = self.chosen



        best = self.best

        reason = self.reason

        sources = []
        for sources_item_data in self.sources:
            sources_item = sources_item_data.to_dict()
            sources.append(sources_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "policy": policy,
            "pool": pool,
            "chosen": chosen,
            "best": best,
            "reason": reason,
            "sources": sources,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pool_entry import PoolEntry # noqa: PLC0415
        from ..models.source_effect import SourceEffect # noqa: PLC0415
        d = dict(src_dict)
        policy = d.pop("policy")

        pool = []
        _pool = d.pop("pool")
        for pool_item_data in (_pool):
            pool_item = PoolEntry.from_dict(pool_item_data)



            pool.append(pool_item)


        chosen = cast(list[str], d.pop("chosen"))


        best = d.pop("best")

        reason = d.pop("reason")

        sources = []
        _sources = d.pop("sources")
        for sources_item_data in (_sources):
            sources_item = SourceEffect.from_dict(sources_item_data)



            sources.append(sources_item)


        selection = cls(
            policy=policy,
            pool=pool,
            chosen=chosen,
            best=best,
            reason=reason,
            sources=sources,
        )


        selection.additional_properties = d
        return selection

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
