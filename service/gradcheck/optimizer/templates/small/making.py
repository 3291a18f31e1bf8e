"""How templates for very small models are made: the raw completion endpoint, worked examples, one line.

A model of a hundred million parameters does not follow an instruction about instructions, but it continues a pattern.
The worked examples are about other tasks than any caller's.
"""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template

EXAMPLE = "Answer: {{answer}}\nNote: {{note}}"

# A critic that strays is of no use, an editor that always says the same neither: measured on the embedded model.
CRITIC_TEMPERATURE, EDITOR_TEMPERATURE = 0.2, 0.7


def completion(
    name: str, user: str, temperature: float, evidence_line: str = EXAMPLE, feedback_line: str = "{{feedback}}"
) -> Template:
    """A template that is continued by one line."""
    return Template(
        name=name,
        endpoint="completion",
        user=user,
        stop=("\n",),
        reply="line",
        sampling=Sampling(temperature=temperature, max_tokens=60),
        evidence_line=evidence_line,
        feedback_line=feedback_line,
        keeps_frame=True,
    )


def appending(name: str, user: str) -> Template:
    """A template that no model is asked with: what it reads when it is filled is the new instruction."""
    return Template(name=name, endpoint="none", user=user, absent="", sampling=Sampling(), keeps_frame=True)
