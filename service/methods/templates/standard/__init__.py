"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import (
    blind,
    evolution,
    generating,
    gradients,
    reflection,
    reviews,
    told,
    worked,
)

_FAMILIES = (blind, evolution, generating, gradients, reflection, reviews, told, worked)
STANDARD = {template.name: template for family in _FAMILIES for template in family.TEMPLATES}
