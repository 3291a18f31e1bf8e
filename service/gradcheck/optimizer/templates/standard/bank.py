"""The prompt between given phrases. No model is asked, so it is the same for every profile."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template

TEMPLATES = (
    Template(
        name="phrases",
        endpoint="none",
        user="{{before}}\n\n{{instruction}}\n\n{{after}}",
        sampling=Sampling(),
    ),
)
