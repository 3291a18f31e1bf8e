"""Templates for very small models, by name."""

from service.methods.templates.small import blind, gradients, grounded
from service.methods.templates.standard import bank

_FAMILIES = (bank, blind, gradients, grounded)

SMALL = {template.name: template for family in _FAMILIES for template in family.TEMPLATES}
