"""Templates for very small models, by name."""

from gradcheck.optimizer.templates.small import (
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
from gradcheck.optimizer.templates.standard import bank

_FAMILIES = (bank, blind, evolution, generating, gradients, grounded, reflection, reviews, told, worked)
SMALL = {template.name: template for family in _FAMILIES for template in family.TEMPLATES}
