from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.model_view_extra import ModelViewExtra
  from ..models.model_view_sent import ModelViewSent
  from ..models.price_view import PriceView





T = TypeVar("T", bound="ModelView")



@_attrs_define
class ModelView:
    """ A role's model as it was resolved.

        `temperature` to `extra` are what was asked for, `sent` what requests hold of it beside the messages, in the
    words
        of the model's `dialect`; `prices` and `context` are null where nobody knows them, or knew when the run was
    stored.

        Attributes:
            provider (str):
            model (str):
            profile (str):
            temperature (float):
            max_tokens (int):
            top_p (float | None):
            effort (None | str):
            extra (ModelViewExtra):
            dialect (str):  Default: 'standard'.
            sent (ModelViewSent):
            prices (None | PriceView):
            context (int | None):
     """

    provider: str
    model: str
    profile: str
    temperature: float
    max_tokens: int
    top_p: float | None
    effort: None | str
    extra: ModelViewExtra
    sent: ModelViewSent
    prices: None | PriceView
    context: int | None
    dialect: str = 'standard'
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.model_view_extra import ModelViewExtra # noqa: PLC0415
        from ..models.model_view_sent import ModelViewSent # noqa: PLC0415
        from ..models.price_view import PriceView # noqa: PLC0415
        provider = self.provider

        model = self.model

        profile = self.profile

        temperature = self.temperature

        max_tokens = self.max_tokens

        top_p: float | None
        top_p = self.top_p

        effort: None | str
        effort = self.effort

        extra = self.extra.to_dict()

        dialect = self.dialect

        sent = self.sent.to_dict()

        prices: dict[str, Any] | None
        if isinstance(self.prices, PriceView):
            prices = self.prices.to_dict()
        else:
            prices = self.prices

        context: int | None
        context = self.context


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "provider": provider,
            "model": model,
            "profile": profile,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "top_p": top_p,
            "effort": effort,
            "extra": extra,
            "dialect": dialect,
            "sent": sent,
            "prices": prices,
            "context": context,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_view_extra import ModelViewExtra # noqa: PLC0415
        from ..models.model_view_sent import ModelViewSent # noqa: PLC0415
        from ..models.price_view import PriceView # noqa: PLC0415
        d = dict(src_dict)
        provider = d.pop("provider")

        model = d.pop("model")

        profile = d.pop("profile")

        temperature = d.pop("temperature")

        max_tokens = d.pop("max_tokens")

        def _parse_top_p(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        top_p = _parse_top_p(d.pop("top_p"))


        def _parse_effort(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        effort = _parse_effort(d.pop("effort"))


        extra = ModelViewExtra.from_dict(d.pop("extra"))




        dialect = d.pop("dialect")

        sent = ModelViewSent.from_dict(d.pop("sent"))




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


        model_view = cls(
            provider=provider,
            model=model,
            profile=profile,
            temperature=temperature,
            max_tokens=max_tokens,
            top_p=top_p,
            effort=effort,
            extra=extra,
            dialect=dialect,
            sent=sent,
            prices=prices,
            context=context,
        )


        model_view.additional_properties = d
        return model_view

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
