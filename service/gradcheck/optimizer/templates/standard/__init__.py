"""Templates for models that follow instructions, by name."""

from gradcheck.optimizer.templates.standard import (
    bank,
    blind,
    evolution,
    generating,
    gradients,
    grounded,
    reflection,
    reviews,
    told,
    worked,
)

_FAMILIES = (bank, blind, evolution, generating, gradients, grounded, reflection, reviews, told, worked)
STANDARD = {template.name: template for family in _FAMILIES for template in family.TEMPLATES}
