"""How sure a run must be that a prompt is better than the best so far before it takes its place.

A method goes its own way, as published. What it holds for best after a step is judged, and what is judged better is
then the best of the run, which is what is returned. The engine keeps the evidence (`engine/commits.py`).
"""

from typing import Annotated, Literal

from msgspec import Meta

from gradcheck.domain.base import Alpha, Wire

_Alpha = Annotated[
    Alpha, Meta(description="The most prompts that are no better and yet taken over, a step, on average.")
]


class Greedy(Wire, frozen=True, kw_only=True, tag_field="kind", tag="greedy"):
    """Whatever the method holds for best, as published: a higher mean is enough."""


class Paired(Wire, frozen=True, kw_only=True, tag_field="kind", tag="paired"):
    """A one-sided paired test on all of validation; a prompt that was not tried on all of it is not taken over."""

    alpha: _Alpha = 0.05


class EValue(Wire, frozen=True, kw_only=True, tag_field="kind", tag="evalue"):
    """A bet on the differences, item by item, whose wealth must be large enough, on however many items there are.

    As in PACE (Anytime-Valid Acceptance Tests for Self-Evolving Agents, arXiv 2606.08106), but for two things: all that
    a step compares shares its alpha, and the wealth is that of all items, not of the first ones that reach it.
    """

    alpha: _Alpha = 0.1


Acceptance = Greedy | Paired | EValue
NamedAcceptance = Literal["greedy", "paired", "evalue"] | Acceptance


def policy(given: NamedAcceptance) -> Acceptance:
    """The policy of a name, with its defaults, or as it was written out."""
    match given:
        case "greedy":
            return Greedy()
        case "paired":
            return Paired()
        case "evalue":
            return EValue()
        case Greedy() | Paired() | EValue():
            return given
