"""How templates for very small models are made: the raw completion endpoint, worked examples, one line.

A model of a hundred million parameters does not follow an instruction about instructions, but it continues a pattern.
The worked examples are about other tasks than any caller's.
"""

from msgspec.structs import replace

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template

# A critic that strays is of no use, an editor that always says the same neither: measured on the embedded model.
CRITIC_TEMPERATURE, EDITOR_TEMPERATURE = 0.2, 0.7


def completion(name: str, user: str, temperature: float, **lines: str) -> Template:
    """A template that is continued by one line, some of its own lines given."""
    template = Template(
        name=name,
        endpoint="completion",
        user=user,
        stop=("\n",),
        reply="line",
        sampling=Sampling(temperature=temperature, max_tokens=60),
        evidence_line="Answer: {{answer}}\nNote: {{note}}",
        keeps_frame=True,
    )
    return replace(template, **lines)
