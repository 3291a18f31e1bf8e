"""Templates for very small models, by name."""

from service.methods.templates.small import blind, gradients, told

SMALL = {template.name: template for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *told.TEMPLATES)}
