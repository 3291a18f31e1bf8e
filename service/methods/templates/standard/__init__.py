"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import blind, gradients, reflection

STANDARD = {template.name: template for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *reflection.TEMPLATES)}
