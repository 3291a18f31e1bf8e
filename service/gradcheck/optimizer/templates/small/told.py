"""Editors that are told more than feedback: what was tried before, and what else is known.

What is told stands in front of the worked examples of the plain update: between them it would break the pattern that a
model this small continues (tried with the embedded one: most of its answers then said nothing of the advice).
"""

from msgspec.structs import replace

from gradcheck.optimizer.templates.small import gradients

_UPDATE = next(template for template in gradients.TEMPLATES if template.name == "update")

TEMPLATES = (
    replace(
        _UPDATE,
        name="update_told",
        user=f"Known of the last instruction below: {{{{known}}}}\n{{{{history}}}}\n\n{_UPDATE.user}",
        history_line="Before: {{text}}",
        nothing="Before: none",
    ),
)
