"""Templates for very small models, by name."""

from service.methods.templates.small import blind, gradients, reviews, told, worked

SMALL = {
    template.name: template
    for template in (*gradients.TEMPLATES, *blind.TEMPLATES, *reviews.TEMPLATES, *told.TEMPLATES, *worked.TEMPLATES)
}
