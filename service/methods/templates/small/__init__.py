"""Templates for very small models, by name."""

from service.methods.templates.small import blind, gradients
from service.methods.templates.standard import bank

SMALL = {template.name: template for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *bank.TEMPLATES)}
