"""What forms have to choose from, and what of it may be set."""

from functools import cache

from msgspec.structs import fields

from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.base import Value, object_schema
from gradcheck.domain.naming import NamedRequest
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.registry import AUTO, METHODS, parameters
from gradcheck.pages.parameter_fields import ParameterField, parameter_fields

_IN_THE_OPEN = {"tests", "replicates", "budget", "seed", "force"}
"""What the form of a diagnostic asks by itself."""


class MethodChoice(Value, frozen=True, kw_only=True):
    """A method, what it does, and its parameters: its own before those that all methods have."""

    name: str
    summary: str
    parameters: tuple[ParameterField, ...]


OPEN = MethodChoice(name=AUTO, summary="the method that suits the request by what was measured", parameters=())
"""What may stand in the place of a method where a run or a measurement of headroom is asked for."""


class RunChoices(Value, frozen=True, kw_only=True):
    """What a new run may name, and what may pass from critics to editors in an arm of a study.

    `method` and `dataset` are those that are chosen already, an empty `dataset` for none.
    """

    methods: tuple[MethodChoice, ...]
    method: MethodChoice
    scorers: tuple[str, ...]
    providers: tuple[str, ...]
    datasets: tuple[str, ...]
    feedback: tuple[str, ...]
    dataset: str = ""


class TestChoice(Value, frozen=True, kw_only=True):
    """A test that a diagnostic may make, and what it asks."""

    name: str
    asks: str


@cache
def methods() -> tuple[MethodChoice, ...]:
    """All methods."""
    shared = {field.name for field in fields(MethodParameters)}

    def ordered(found: tuple[ParameterField, ...]) -> tuple[ParameterField, ...]:
        return tuple(sorted(found, key=lambda field: field.path.partition(".")[0] in shared))

    return tuple(
        MethodChoice(name=name, summary=kind.about.summary, parameters=ordered(parameter_fields(parameters(kind))))
        for name, kind in METHODS.items()
    )


@cache
def diagnostic_parameters() -> tuple[ParameterField, ...]:
    """What may be said of how a diagnostic is made, but for what its form asks by itself."""
    elsewhere = _IN_THE_OPEN | {field.name for field in fields(NamedRequest)}
    found = parameter_fields(object_schema(DiagnosticRequest))
    return tuple(field for field in found if field.path.partition(".")[0] not in elsewhere)
