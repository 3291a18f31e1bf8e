"""The editor of a simulated world: from a prompt's atoms and what a feedback asks for to the atoms of a new prompt."""

import numpy as np
from numpy.typing import NDArray

from gradcheck.simulation.worlds.catalogue import IS_HINT, IS_INVERSE, IS_POLISH, Bools, opposites
from gradcheck.simulation.worlds.critic import foreign_or_own, from_prior, pick
from gradcheck.simulation.worlds.world import World


def edit(world: World, present: Bools, named: Bools, vague: NDArray[np.int_], rng: np.random.Generator) -> Bools:
    """The atoms of prompts edited by feedback that names atoms and says so much more that names none.

    What the editor reads into the latter are hints of other topics, and a share of the topic's own where it leaks.
    """
    uptake = np.where(IS_INVERSE, world.q_inverse, world.q)
    taken = named & (rng.random(present.shape, dtype=np.float32) < uptake)
    for count in range(int(vague.max(initial=0))):
        read = foreign_or_own(world, world.leak, present | taken, rng)
        here = (count < vague) & (rng.random(vague.shape) < world.q)
        taken |= read & here[..., None]
    if world.p0 > 0:
        prior = from_prior(world, present | taken, rng)
        taken |= prior & (rng.random(vague.shape) < world.p0)[..., None]
    kept = keep(world, present, rng) & ~opposites(taken)
    polish = pick(IS_POLISH & ~kept, rng) & (rng.random(vague.shape) < world.g)[..., None]
    return kept | taken | polish


def keep(world: World, present: Bools, rng: np.random.Generator) -> Bools:
    """What rewriting leaves of a prompt: hints are lost now and then, whatever the intention."""
    if world.delta == 0:
        return present
    lost = IS_HINT & (rng.random(present.shape, dtype=np.float32) < world.delta)
    return present & ~lost
