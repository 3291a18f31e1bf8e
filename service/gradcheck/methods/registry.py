"""The methods by name. A new method is one new file and one line here.

A method that lives in another package is found by its entry point of the group `gradcheck.methods`.
"""

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final, Union

from msgspec.structs import fields

from gradcheck.domain.base import Wire, object_schema
from gradcheck.methods.ace import ACE
from gradcheck.methods.adalflow import AdalFlow
from gradcheck.methods.ape import APE
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.best_of_n import BestOfN
from gradcheck.methods.bootstrap_fewshot import BootstrapFewShot
from gradcheck.methods.capo import CAPO
from gradcheck.methods.contraprompt import ContraPrompt
from gradcheck.methods.copro import COPRO
from gradcheck.methods.evoprompt_de import EvoPromptDE
from gradcheck.methods.evoprompt_ga import EvoPromptGA
from gradcheck.methods.gepa import GEPA
from gradcheck.methods.hrpo import HRPO
from gradcheck.methods.improve import Improve
from gradcheck.methods.miprov2 import MIPROv2
from gradcheck.methods.none import Compare
from gradcheck.methods.opro import OPRO
from gradcheck.methods.pdo import PDO
from gradcheck.methods.portfolio import Portfolio
from gradcheck.methods.promptagent import PromptAgent
from gradcheck.methods.promptbreeder import PromptBreeder
from gradcheck.methods.promptwizard import PromptWizard
from gradcheck.methods.protegi import ProTeGi
from gradcheck.methods.random_search import RandomSearch
from gradcheck.methods.repeat import Repetition
from gradcheck.methods.rewrite import Rewrite
from gradcheck.methods.simba import SIMBA
from gradcheck.methods.skillopt import SkillOpt
from gradcheck.methods.spo import SPO
from gradcheck.methods.textgrad import TextGrad
from gradcheck.methods.textreg import TextReg
from gradcheck.methods.vista import VISTA

_OWN: tuple[type[MethodParameters], ...] = (
    ProTeGi,
    TextGrad,
    TextReg,
    GEPA,
    PromptAgent,
    PromptWizard,
    AdalFlow,
    HRPO,
    SIMBA,
    ACE,
    ContraPrompt,
    SkillOpt,
    VISTA,
    Portfolio,
    APE,
    OPRO,
    COPRO,
    EvoPromptGA,
    EvoPromptDE,
    PromptBreeder,
    CAPO,
    MIPROv2,
    BootstrapFewShot,
    SPO,
    PDO,
    RandomSearch,
    BestOfN,
    Rewrite,
    Improve,
    Repetition,
    Compare,
)
AUTO: Final = "auto"
"""In the place of a method's name."""

_FOUND = (point.load() for point in entry_points(group="gradcheck.methods"))

METHODS: dict[str, type[MethodParameters]] = {str(kind.__struct_config__.tag): kind for kind in (*_OWN, *_FOUND)}

if TYPE_CHECKING:
    AnyMethod = MethodParameters
else:
    AnyMethod = Union[tuple(METHODS.values())]  # noqa: UP007 - of a tuple that is known at run time


class Auto(Wire, frozen=True, kw_only=True, tag_field="name", tag=AUTO):
    """Whichever method suits the request, with sizes for its budget: chosen when the request is accepted.

    What it was resolved to and why is the `choice` of an estimate and of a run.
    """


def without_labels() -> tuple[str, ...]:
    """The methods that need no expected answers as they stand; those with a parameter to be given are left out."""
    ready = {name: kind for name, kind in METHODS.items() if not any(field.required for field in fields(kind))}
    return tuple(name for name, kind in ready.items() if not kind().needs_expected)


def parameters(method: type[MethodParameters]) -> dict[str, Any]:
    """A method's parameters as JSON Schema."""
    whole = object_schema(method)
    properties = {name: value for name, value in whole["properties"].items() if name != "name"}
    required = [name for name in whole["required"] if name != "name"]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "$defs": whole.get("$defs", {}),
    }
