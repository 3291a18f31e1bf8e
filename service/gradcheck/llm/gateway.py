"""All providers of the service: their clients, limits, prices and profiles."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Literal

import httpx
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Endpoint, EndpointKind, InstalledScorer, Sampling
from gradcheck.domain.dialect import STANDARD
from gradcheck.domain.target import Application, Grader, HostedService
from gradcheck.errors import AttemptError
from gradcheck.llm.base import LLM
from gradcheck.llm.clients import dialects
from gradcheck.llm.clients.application import ApplicationLLM
from gradcheck.llm.clients.embedded import EmbeddedLLM
from gradcheck.llm.clients.grader import GraderLLM
from gradcheck.llm.clients.http import Client
from gradcheck.llm.clients.installed_grader import InstalledGraderLLM, installed_scorers
from gradcheck.llm.clients.weights import MODEL_NAME
from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.limiter import Limiter, LimiterRegistry
from gradcheck.llm.limiter.sharing import Sharing
from gradcheck.llm.prices import FREE, Quote, listed, micro
from gradcheck.outbound.target_client import TargetClient
from gradcheck.outbound.targets import Targets
from gradcheck.settings import EMBEDDED, MAX_OUTAGE_S, Provider, Settings
from gradcheck.telemetry import Telemetry


class ProviderInfo(Value, frozen=True, kw_only=True):
    """A provider as the catalogue shows it; `context` are the most tokens a call may have, null where unknown.

    `default` is the provider of requests that name none, `models` are all that it has, null where only it knows.
    `priced_models` are those whose prices the settings name; many others are in the price list of the service.
    """

    name: str
    default: bool = False
    default_model: str | None
    models: tuple[str, ...] | None = None
    profile: str
    max_concurrency: int
    priced_models: tuple[str, ...]
    context: int | None = None


class BuiltIn(Value, frozen=True, kw_only=True):
    """A provider that needs no settings; `client` makes what answers its calls, when the first of them comes."""

    info: ProviderInfo
    client: Callable[[], LLM]


class Gateway:
    """A client and limiters a provider: those in `built_in`, those that the settings declare, the embedded one.

    Limits of what is outside of this process are kept with others by `sharing`.
    """

    def __init__(
        self,
        settings: Settings,
        telemetry: Telemetry,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        built_in: Iterable[BuiltIn] = (),
        sharing: Sharing | None = None,
    ) -> None:
        self._settings = settings
        self._telemetry = telemetry
        self._transport = transport
        self._built_in = {provider.info.name: provider for provider in (_embedded(settings), *built_in)}
        self._installed = {f"python:{name}": scorer for name, scorer in installed_scorers().items()}
        self._clients: dict[str, LLM] = {}
        self._limits = LimiterRegistry(settings.max_concurrency, sharing=sharing)
        self._targets = Targets(settings)
        self._slots = {info.name: info.max_concurrency for info in self.providers()}
        self._slots |= {name: service.slots for name, service in settings.services.items()}
        self._slots |= dict.fromkeys(self._installed, settings.python_scorers.processes)
        for name in self._slots:
            telemetry.start_provider(name)
            telemetry.window.labels(name).set_function(partial(self._sum, name, "window"))
            telemetry.waiting.labels(name).set_function(partial(self._sum, name, "waiting"))
            telemetry.away.labels(name).set_function(partial(self._away_s, name))

    def providers(self) -> list[ProviderInfo]:
        """All providers, by name."""
        declared = [
            ProviderInfo(
                name=name,
                default_model=provider.default_model,
                profile=provider.profile,
                max_concurrency=provider.max_concurrency,
                priced_models=tuple(sorted(provider.prices)),
                context=provider.context,
            )
            for name, provider in self._settings.providers.items()
        ]
        infos = [
            self._with_default(info) for info in (*(built_in.info for built_in in self._built_in.values()), *declared)
        ]
        return sorted(infos, key=lambda info: info.name)

    def _with_default(self, info: ProviderInfo) -> ProviderInfo:
        """A provider as it is, or as the default one: by the settings, else the embedded one where it is alone."""
        settings = self._settings
        if info.name != (settings.default_provider or (None if settings.providers else EMBEDDED)):
            return info
        return replace(info, default=True, default_model=settings.default_model or info.default_model)

    def info(self, name: str) -> ProviderInfo | None:
        """A provider, or None where there is none of that name."""
        return next((info for info in self.providers() if info.name == name), None)

    def endpoint(self, provider: ProviderInfo, model: str, sampling: Sampling) -> Endpoint:
        """A model of a provider with its profile, its dialect, its context and its prices."""
        declared = self._settings.providers.get(provider.name)
        quote = FREE if declared is None else _quote(provider.name, declared, model)
        return Endpoint(
            provider=provider.name,
            model=model,
            profile="small" if provider.profile == "small" else "standard",
            sampling=sampling,
            dialect=dialects.resolve(declared, model) if declared else STANDARD,
            context=(dialects.context(declared, model) if declared else provider.context) or quote.context,
            images=declared is not None and dialects.takes_images(declared, model),
            tools=declared is not None and dialects.takes_tools(declared, model),
            input_price=quote.input,
            output_price=quote.output,
            cached_price=quote.cached,
        )

    def application(self, name: str) -> Endpoint | None:
        """An application that the settings declare, or None."""
        declared = self._settings.applications.get(name)
        return None if declared is None else _endpoint("application", name, declared, declared.max_output_bytes // 2)

    def grader(self, name: str) -> Endpoint | None:
        """A grader that the settings declare, or a scorer that a package brings, as `python:NAME`; or None."""
        installed = self._installed.get(name)
        if installed is not None:
            return _installed_endpoint(name, installed)
        declared = self._settings.graders.get(name)
        return None if declared is None else _endpoint("grader", name, declared, 1)

    @property
    def graders(self) -> tuple[str, ...]:
        """The names of all graders that the settings declare."""
        return tuple(sorted(self._settings.graders))

    @property
    def installed_scorers(self) -> tuple[InstalledScorer, ...]:
        """The scorers that installed packages bring."""
        return tuple(self._installed.values())

    @property
    def applications(self) -> tuple[str, ...]:
        """The names of all applications that the settings declare."""
        return tuple(sorted(self._settings.applications))

    def limiter(self, provider: str, model: str) -> Limiter:
        """The limiter of a provider's model. Raises AttemptError where the provider is no longer configured."""
        return self._limits.limiter(provider, model, self._rates(provider, model))

    def max_outage_s(self, provider: str) -> float:
        """For how many seconds a provider that is away is waited for."""
        declared = self._settings.providers.get(provider) or self._settings.services.get(provider)
        return MAX_OUTAGE_S if declared is None else declared.max_outage_s

    def _rates(self, provider: str, model: str) -> Rates:
        if provider not in self._slots:
            message = f"the provider {provider} is not configured any more"
            raise AttemptError("unknown_provider", message, fatal=True)
        declared = self._settings.providers.get(provider)
        limits = declared.limits.get(model) if declared else None
        return Rates(
            slots=self._slots[provider],
            requests_per_minute=limits.requests_per_minute if limits else None,
            tokens_per_minute=limits.tokens_per_minute if limits else None,
            shared=declared is not None or provider in self._settings.services,
        )

    def _sum(self, provider: str, what: Literal["window", "waiting"]) -> int:
        """What the limiters of a provider's models add up to."""
        return sum(getattr(limiter, what) for limiter in self._limits.of(provider))

    def _away_s(self, provider: str) -> float:
        """For how long the model of a provider that is away longest has not answered."""
        outages = [limiter.outage for limiter in self._limits.of(provider)]
        return max((outage.away_s for outage in outages if outage is not None), default=0.0)

    async def attempt(self, call: Call, heard: dict[str, str] | None = None) -> Answer:
        """One attempt at a call, counted. Hold a slot of its limiter while you wait. Raises AttemptError.

        What a declared provider says about its rates is put into `heard`.
        """
        with self._telemetry.attempt(call.endpoint.provider, call.role):
            client = self._client(call.endpoint.provider)
            return await (client.attempt(call, heard) if isinstance(client, Client) else client.attempt(call))

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def _client(self, name: str) -> LLM:
        if name not in self._clients:
            if name in self._built_in:
                self._clients[name] = self._built_in[name].client()
            elif (scorer := self._installed.get(name)) is not None:
                self._clients[name] = InstalledGraderLLM(scorer, self._settings.python_scorers.timeout_s)
            elif (service := self._settings.services.get(name)) is not None:
                self._clients[name] = _client_of(service, self._targets.client(name))
            else:
                provider = self._settings.providers[name]
                key = self._settings.api_key(name)
                self._clients[name] = Client(
                    name,
                    provider,
                    key,
                    proxy=self._settings.proxy(provider.base_url),
                    ca_file=self._settings.ca_file,
                    network=self._transport,
                    traceparent=self._telemetry.tracer.traceparent,
                )
        return self._clients[name]


def _embedded(settings: Settings) -> BuiltIn:
    """The model that runs inside this service."""
    embedded = settings.embedded
    only = MODEL_NAME if embedded.gguf is None else embedded.gguf
    info = ProviderInfo(
        name=EMBEDDED,
        default_model=only,
        models=(only,),
        profile=embedded.profile,
        max_concurrency=embedded.slots,
        priced_models=(),
        context=embedded.context,
    )
    return BuiltIn(info=info, client=partial(EmbeddedLLM, embedded, settings.home))


def _client_of(service: HostedService, client: TargetClient) -> LLM:
    """What answers the calls of a service of the team's own."""
    match service:
        case Application():
            return ApplicationLLM(service, client)
        case Grader():
            return GraderLLM(service, client)
        case _:
            raise AssertionError(service)


def _endpoint(kind: EndpointKind, name: str, declared: HostedService, longest: int) -> Endpoint:
    """A service of the team's own; the tokens of what it answers count where that is part of a request to a model."""
    return Endpoint(
        provider=f"{kind}:{name}",
        model=declared.version,
        profile="standard",
        sampling=Sampling(max_tokens=longest),
        kind=kind,
        call_price=None if declared.price_usd is None else micro(declared.price_usd),
    )


def _installed_endpoint(name: str, scorer: InstalledScorer) -> Endpoint:
    """An installed scorer, whose calls cost nothing."""
    return Endpoint(
        provider=name, model=scorer.release, profile="standard", sampling=Sampling(), kind="grader", call_price=0
    )


def _quote(name: str, declared: Provider, model: str) -> Quote:
    """What a model costs and takes by the price list; prices of the settings win."""
    quote, declared_price = listed(name, declared.base_url, model), declared.prices.get(model)
    if declared_price is None:
        return quote
    cached = None if declared_price.cached is None else micro(declared_price.cached)
    return replace(quote, input=micro(declared_price.input), output=micro(declared_price.output), cached=cached)
