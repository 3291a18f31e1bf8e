"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import bank, blind, gradients

STANDARD = {template.name: template for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *bank.TEMPLATES)}
