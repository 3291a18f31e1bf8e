"""Templates for very small models, by name."""

from service.methods.templates.small import blind, evolution, generating, gradients

FAMILIES = (gradients, blind, generating, evolution)
SMALL = {template.name: template for family in FAMILIES for template in family.TEMPLATES}
