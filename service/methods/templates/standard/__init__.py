"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import bank, blind, gradients, grounded

_FAMILIES = (bank, blind, gradients, grounded)

STANDARD = {template.name: template for family in _FAMILIES for template in family.TEMPLATES}
