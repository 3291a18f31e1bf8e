"""What there is to choose from: methods, scorers, tests, perturbations, providers."""

from typing import Any

import msgspec
from litestar import Controller, get, post
from litestar.params import FromPath

from gradcheck.api.callers.auth import ADMIN, READ
from gradcheck.api.decode import decode
from gradcheck.api.inputs import AnyRequest, TheService
from gradcheck.api.operations import taking
from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.registry import ARMS, DIAGNOSTICS
from gradcheck.domain.base import Value
from gradcheck.engine.provider_check import CheckRequest, ProviderCheck, check
from gradcheck.llm.gateway import ProviderInfo
from gradcheck.methods.base import MethodDescription
from gradcheck.methods.formulas import Costs
from gradcheck.methods.registry import METHODS, parameters
from gradcheck.scoring.registry import CatalogueEntry, catalogue


class MethodInfo(MethodDescription, frozen=True, kw_only=True):
    """A method: where it comes from, its parameters as JSON Schema, and what it costs as formulas."""

    name: str
    description: str
    parameters: dict[str, Any]
    costs: Costs


class PerturbationInfo(Value, frozen=True, kw_only=True):
    """What may stand in the feedback slots of a fresh edit, how its success is checked, and the tests that draw it."""

    name: str
    changes: str
    needs: str
    check: str
    tests: tuple[str, ...]


class TestInfo(Value, frozen=True, kw_only=True):
    """A test of diagnostics: what it asks, where it comes from, the arms it draws; without draws it costs nothing."""

    name: str
    asks: str
    source: str
    arms: tuple[str, ...]
    draws: bool


class Catalogues(Controller):
    """Catalogues."""

    tags = ("service",)

    @get("/methods", operation_id="list_methods", opt=READ, summary="The methods and their parameters")
    async def list_methods(self) -> list[MethodInfo]:
        """All methods."""
        return [
            MethodInfo(
                name=name,
                **msgspec.structs.asdict(method.about),
                costs=method.costs,
                description=" ".join((method.__doc__ or "").split()),
                parameters=parameters(method),
            )
            for name, method in METHODS.items()
        ]

    @get("/scorers", operation_id="list_scorers", opt=READ, summary="The scorers and their parameters")
    async def list_scorers(self, service: TheService) -> list[CatalogueEntry]:
        """All scorers, and what packages on this server bring."""
        return list(catalogue(service.gateway.installed_scorers))

    @get("/tests", operation_id="list_tests", opt=READ, summary="The tests of diagnostics")
    async def list_tests(self) -> list[TestInfo]:
        """All tests that a diagnostic may name."""
        return [
            TestInfo(name=name, asks=test.asks, source=test.source, arms=ARMS[name], draws=test.draws)
            for name, test in DIAGNOSTICS.items()
        ]

    @get(
        "/perturbations",
        operation_id="list_perturbations",
        opt=READ,
        summary="What diagnostics put in place of feedback",
    )
    async def list_perturbations(self) -> list[PerturbationInfo]:
        """All perturbations: the arms of diagnostics."""
        return [
            PerturbationInfo(
                name=name,
                changes=perturbation.changes,
                needs=perturbation.needs,
                check=perturbation.check,
                tests=tuple(test for test, drawn in ARMS.items() if name in drawn),
            )
            for name, perturbation in PERTURBATIONS.items()
        ]

    @get("/providers", operation_id="list_providers", opt=READ, summary="The providers this server declares")
    async def list_providers(self, service: TheService) -> list[ProviderInfo]:
        """All providers; never a URL or a key."""
        return service.gateway.providers()

    @post(
        "/providers/{name:str}/check",
        operation_id="check_provider",
        operation_class=taking(CheckRequest),
        status_code=200,
        opt=ADMIN,
        summary="Whether a provider's model works",
    )
    async def check_provider(self, request: AnyRequest, service: TheService, name: FromPath[str]) -> ProviderCheck:
        """One small call in the shape of each role: what works, which setting mends what does not, rates, prices.

        The calls are paid for. 404 where there is no such provider, 422 where no model is named and it has no default.
        """
        return await check(name, decode(await request.body() or b"{}", CheckRequest), service.gateway)
