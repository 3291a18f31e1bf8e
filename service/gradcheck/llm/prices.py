"""What models cost and how much they take, from the data bundled in `genai-prices`: nothing is fetched."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO, Endpoint

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

# Charges on text that no count of tokens in, tokens out and cached tokens can tell.
_BESIDE_TOKENS = ("requests_kcount", "input_text_messages_kcount", "output_reasoning_mtok", "output_citation_mtok")


class Quote(Value, frozen=True, kw_only=True):
    """Micro-dollars per million tokens and the most tokens of a call; None where nobody knows."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    context: int | None = None


class PriceView(Value, frozen=True, kw_only=True):
    """Dollars per million tokens, or of a `call`; `cached` is null where cached input is as dear as other input."""

    input: float
    output: float
    cached: float | None
    call: float = 0.0

    @classmethod
    def of(cls, endpoint: Endpoint) -> "PriceView | None":
        """The prices of an endpoint; None where nobody knows them."""
        if endpoint.call_price is not None:
            return cls(input=0, output=0, cached=None, call=endpoint.call_price / MICRO)
        if endpoint.input_price is None or endpoint.output_price is None:
            return None
        cached = None if endpoint.cached_price is None else endpoint.cached_price / MICRO
        return cls(input=endpoint.input_price / MICRO, output=endpoint.output_price / MICRO, cached=cached)


FREE = Quote(input=0, output=0, cached=0)


def micro(dollars: float) -> int:
    """Micro-dollars of a price in dollars."""
    return round(dollars * MICRO)


def listed(provider: str, base_url: str, model: str, now: datetime | None = None) -> Quote:
    """What the list says of a model at this address, or else at the vendor that the provider is named after.

    A price that depends on the prompt's length is that of the shortest prompts, one that depends on the hour the
    dearest of the day. Takes 0.3 s the first time: the list is loaded then.
    """
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    by_name = next((vendor for vendor in snapshot.providers if vendor.id == provider), None)
    ways: list[Callable[[], ModelInfo]] = [lambda: snapshot.find_provider_model(model, None, None, base_url)[1]]
    if by_name is not None:
        ways.append(lambda: snapshot.find_provider_model(model, by_name, None, None)[1])
    for way in ways:
        try:
            return _quote(way(), now or datetime.now(UTC))
        except LookupError:
            continue
    return Quote()


def _quote(model: "ModelInfo", now: datetime) -> Quote:
    hours = [now.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in range(24)]
    quotes = [_prices(model.get_prices(hour)) for hour in hours]
    known = [quote for quote in quotes if quote.input is not None and quote.output is not None]
    dearest = max(known, key=lambda quote: (quote.output, quote.input)) if len(known) == len(quotes) else Quote()
    return Quote(input=dearest.input, output=dearest.output, cached=dearest.cached, context=model.context_window)


def _prices(price: "ModelPrice") -> Quote:
    if any(getattr(price, name) is not None for name in _BESIDE_TOKENS):
        return Quote()
    return Quote(input=_one(price.input_mtok), output=_one(price.output_mtok), cached=_one(price.cache_read_mtok))


def _one(price: "Decimal | TieredPrices | None") -> int | None:
    """A price in micro-dollars; that of the shortest prompts where there are tiers."""
    if price is None:
        return None
    return micro(float(price if isinstance(price, Decimal) else price.base))
