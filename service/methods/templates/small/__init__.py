"""Templates for very small models, by name."""

from service.methods.templates.small import blind, gradients, reflection

SMALL = {template.name: template for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *reflection.TEMPLATES)}
