"""The methods by name. A new method is one new file and one line here."""

from typing import Any

import msgspec

from service.methods.base import MethodParameters
from service.methods.controls import Improve, Rewrite
from service.methods.none import Compare
from service.methods.protegi import ProTeGi
from service.methods.textgrad import TextGrad

AnyMethod = ProTeGi | TextGrad | Rewrite | Improve | Compare

METHODS: dict[str, type[AnyMethod]] = {
    "protegi": ProTeGi,
    "textgrad": TextGrad,
    "rewrite": Rewrite,
    "improve": Improve,
    "none": Compare,
}


def parameters(method: type[MethodParameters]) -> dict[str, Any]:
    """A method's parameters as JSON Schema."""
    schema, components = msgspec.json.schema_components([method])
    own = components[schema[0]["$ref"].removeprefix("#/$defs/").removeprefix("#/components/schemas/")]
    properties = {name: value for name, value in own["properties"].items() if name != "name"}
    return {"type": "object", "properties": properties, "additionalProperties": False}
