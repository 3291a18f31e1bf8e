"""The words of critics and editors: one set of templates a model profile, with the same names and slots.

Slots: `instruction` (context), `evidence` (evidence), `feedback` (feedback). It owns no rendering.
"""

from typing import Literal

from service.domain.feedback import Template
from service.methods.templates.small import SMALL
from service.methods.templates.standard import STANDARD

TEMPLATES: dict[Literal["standard", "small"], dict[str, Template]] = {"standard": STANDARD, "small": SMALL}
