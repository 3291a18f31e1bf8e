from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.price_view import PriceView
  from ..models.provider_check_limits import ProviderCheckLimits
  from ..models.provider_check_sent import ProviderCheckSent
  from ..models.shape_check import ShapeCheck





T = TypeVar("T", bound="ProviderCheck")



@_attrs_define
class ProviderCheck:
    """ What became of the calls, and what is known of the model.

        `limits` are the provider's own words about its rates, from its headers; `prices` and `context` are null where
        nobody knows them. `cost_usd` is what the check has cost.

        Attributes:
            provider (str):
            model (str):
            profile (str):
            dialect (str):
            works (bool):
            shapes (list[ShapeCheck]):
            sent (ProviderCheckSent):
            limits (ProviderCheckLimits):
            prices (None | PriceView):
            context (int | None):
            cost_usd (float | None):
     """

    provider: str
    model: str
    profile: str
    dialect: str
    works: bool
    shapes: list[ShapeCheck]
    sent: ProviderCheckSent
    limits: ProviderCheckLimits
    prices: None | PriceView
    context: int | None
    cost_usd: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.price_view import PriceView # noqa: PLC0415
        from ..models.provider_check_limits import ProviderCheckLimits # noqa: PLC0415
        from ..models.provider_check_sent import ProviderCheckSent # noqa: PLC0415
        from ..models.shape_check import ShapeCheck # noqa: PLC0415
        provider = self.provider

        model = self.model

        profile = self.profile

        dialect = self.dialect

        works = self.works

        shapes = []
        for shapes_item_data in self.shapes:
            shapes_item = shapes_item_data.to_dict()
            shapes.append(shapes_item)



        sent = self.sent.to_dict()

        limits = self.limits.to_dict()

        prices: dict[str, Any] | None
        if isinstance(self.prices, PriceView):
            prices = self.prices.to_dict()
        else:
            prices = self.prices

        context: int | None
        context = self.context

        cost_usd: float | None
        cost_usd = self.cost_usd


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "provider": provider,
            "model": model,
            "profile": profile,
            "dialect": dialect,
            "works": works,
            "shapes": shapes,
            "sent": sent,
            "limits": limits,
            "prices": prices,
            "context": context,
            "cost_usd": cost_usd,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.price_view import PriceView # noqa: PLC0415
        from ..models.provider_check_limits import ProviderCheckLimits # noqa: PLC0415
        from ..models.provider_check_sent import ProviderCheckSent # noqa: PLC0415
        from ..models.shape_check import ShapeCheck # noqa: PLC0415
        d = dict(src_dict)
        provider = d.pop("provider")

        model = d.pop("model")

        profile = d.pop("profile")

        dialect = d.pop("dialect")

        works = d.pop("works")

        shapes = []
        _shapes = d.pop("shapes")
        for shapes_item_data in (_shapes):
            shapes_item = ShapeCheck.from_dict(shapes_item_data)



            shapes.append(shapes_item)


        sent = ProviderCheckSent.from_dict(d.pop("sent"))




        limits = ProviderCheckLimits.from_dict(d.pop("limits"))




        def _parse_prices(data: object) -> None | PriceView:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                prices_type_0 = PriceView.from_dict(data)



                return prices_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PriceView, data)

        prices = _parse_prices(d.pop("prices"))


        def _parse_context(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        context = _parse_context(d.pop("context"))


        def _parse_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cost_usd = _parse_cost_usd(d.pop("cost_usd"))


        provider_check = cls(
            provider=provider,
            model=model,
            profile=profile,
            dialect=dialect,
            works=works,
            shapes=shapes,
            sent=sent,
            limits=limits,
            prices=prices,
            context=context,
            cost_usd=cost_usd,
        )


        provider_check.additional_properties = d
        return provider_check

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
