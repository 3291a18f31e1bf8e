"""The methods by name. A new method is one new file and one line here.

A method that lives in another package is found by its entry point of the group `gradcheck.methods`.
"""

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Union

import msgspec

from service.methods.adalflow import AdalFlow
from service.methods.ape import APE
from service.methods.base import MethodParameters
from service.methods.bootstrap_fewshot import BootstrapFewShot
from service.methods.capo import CAPO
from service.methods.controls import BestOfN, Improve, RandomSearch, Rewrite
from service.methods.copro import COPRO
from service.methods.evoprompt_de import EvoPromptDE
from service.methods.evoprompt_ga import EvoPromptGA
from service.methods.gepa import GEPA
from service.methods.hrpo import HRPO
from service.methods.miprov2 import MIPROv2
from service.methods.none import Compare
from service.methods.opro import OPRO
from service.methods.portfolio import Portfolio
from service.methods.promptagent import PromptAgent
from service.methods.promptwizard import PromptWizard
from service.methods.protegi import ProTeGi
from service.methods.simba import SIMBA
from service.methods.textgrad import TextGrad

_OWN: tuple[type[MethodParameters], ...] = (
    ProTeGi,
    TextGrad,
    Portfolio,
    APE,
    OPRO,
    COPRO,
    EvoPromptGA,
    EvoPromptDE,
    CAPO,
    AdalFlow,
    PromptAgent,
    PromptWizard,
    GEPA,
    SIMBA,
    HRPO,
    BootstrapFewShot,
    MIPROv2,
    Rewrite,
    Improve,
    BestOfN,
    RandomSearch,
    Compare,
)
_FOUND = (point.load() for point in entry_points(group="gradcheck.methods"))

METHODS: dict[str, type[MethodParameters]] = {str(kind.__struct_config__.tag): kind for kind in (*_OWN, *_FOUND)}

if TYPE_CHECKING:
    AnyMethod = MethodParameters
else:
    AnyMethod = Union[tuple(METHODS.values())]  # noqa: UP007 - of a tuple that is known at run time


def parameters(method: type[MethodParameters]) -> dict[str, Any]:
    """A method's parameters as JSON Schema."""
    schema, components = msgspec.json.schema_components([method])
    own = components[schema[0]["$ref"].removeprefix("#/$defs/").removeprefix("#/components/schemas/")]
    properties = {name: value for name, value in own["properties"].items() if name != "name"}
    return {"type": "object", "properties": properties, "additionalProperties": False}
