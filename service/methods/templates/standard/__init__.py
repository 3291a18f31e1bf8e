"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import blind, evolution, generating, gradients

FAMILIES = (gradients, blind, generating, evolution)
STANDARD = {template.name: template for family in FAMILIES for template in family.TEMPLATES}
