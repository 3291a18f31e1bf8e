"""Templates for models that follow instructions, by name."""

from service.methods.templates.standard import blind, gradients, reviews, told, worked

STANDARD = {
    template.name: template
    for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *reviews.TEMPLATES, *told.TEMPLATES, *worked.TEMPLATES)
}
