"""The twin: many diagnostics of a simulated world at once, as arrays of scores, without texts or calls.

Every step starts from one prompt with a minibatch and feedback of its own; every replicate is a fresh edit, or several,
of every arm; all are scored on the same items. Critic, editor and response are those that answer requests. It owns the
order of these and what is random in them, not the analysis of scores.
"""

import numpy as np
from scipy import special

from service.domain.seeds import stream
from service.llm.simulated import critic
from service.llm.simulated.arms import Heard, told
from service.llm.simulated.catalogue import ATOMS, Bools
from service.llm.simulated.design import Design, Scores
from service.llm.simulated.editor import edit
from service.llm.simulated.evidence import Batch, draw_batch
from service.llm.simulated.items import Floats, Items, draw_items
from service.llm.simulated.prompts import read_prompt
from service.llm.simulated.response import effect_sd, offset, unparsed, weights
from service.llm.simulated.tasks import seed_prompt
from service.llm.simulated.world import World

_CELLS = 4_000_000  # of the largest array that is made at once


def simulate(world: World, design: Design, runs: int, seed: int) -> Scores:
    """The scores of so many independent runs of a design."""
    wide = max(design.items, design.gate, design.steps * design.batch, ATOMS)
    size = max(_CELLS // (design.edits * wide), 1)
    parts = [
        _Runs(world, design, min(size, runs - start), stream(world.name, "twin", seed, start)).scores()
        for start in range(0, runs, size)
    ]
    return Scores(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Scores.__struct_fields__}
    )


class _Runs:
    """As many runs as fit into memory."""

    def __init__(self, world: World, design: Design, runs: int, rng: np.random.Generator) -> None:
        self._world, self._design, self._runs, self._rng = world, design, runs, rng
        state = read_prompt(seed_prompt(world) if design.prompt is None else design.prompt)
        self._present, self._free = state.present, state.free
        self._parent = np.broadcast_to(state.present, (runs, 1, ATOMS))
        self._parent_effect = self._effects(self._parent)

    def scores(self) -> Scores:
        """All arrays of these runs."""
        design, rng = self._design, self._rng
        probe, gate = (draw_items(self._world, (self._runs, size), rng) for size in (design.items, design.gate))
        heard = self._heard()
        shape = (self._runs, len(design.arms), design.steps, design.replicates, design.candidates)
        after = self._edited(heard, shape)
        flat = after.reshape(self._runs, -1, ATOMS)
        effects, drift = self._effects(flat), self._drift(shape[1:])
        edits, gated = (self._scored(flat, effects + drift, items) for items in (probe, gate))
        return Scores(
            edits=edits.reshape(*shape, design.items),
            gate=gated.reshape(*shape, design.gate),
            parent=self._repeated(probe),
            parent_gate=self._repeated(gate),
            crossed=self._crossed(after[:, 0, :, :, 0], effects.reshape(shape)[:, 0, :, :, 0], heard),
        )

    def _heard(self) -> Heard:
        """The minibatches of all steps and the feedback on them."""
        batch, other = self._batch(), self._batch()
        shown = batch.errors(self._design.errors)
        present = np.broadcast_to(self._present, (*shown.shown.shape[:-1], ATOMS))
        return Heard(batch=batch, other=other, asked=critic.ask(self._world, present, shown, self._rng))

    def _batch(self) -> Batch:
        """A minibatch for every step, answered by the parent."""
        shape = (self._runs, self._design.steps, self._design.batch)
        items = draw_items(self._world, shape, self._rng)
        right = self._success(self._parent, self._parent_effect, items.in_one_row())
        return draw_batch(self._world, self._present, right.reshape(shape), items, self._rng)

    def _edited(self, heard: Heard, shape: tuple[int, ...]) -> Bools:
        """The atoms of all edits."""
        present = np.broadcast_to(self._present, (*heard.size.shape, ATOMS))
        arms = told(self._world, self._design.arms, present, heard, self._design.errors, self._rng)
        named = np.broadcast_to(arms.named[:, :, :, None, None], (*shape, ATOMS))
        vague = np.broadcast_to(arms.vague[..., None, None], shape)
        return edit(self._world, np.broadcast_to(self._present, (*shape, ATOMS)), named, vague, self._rng)

    def _effects(self, present: Bools) -> Floats:
        """A random effect of its own for every prompt."""
        shape, df = present.shape[:-1], self._world.tails
        sd = effect_sd(self._world, present)
        if df is None:
            return np.asarray(sd * self._rng.standard_normal(shape))
        return np.asarray(sd * self._rng.standard_t(df, shape) * (1 - 2 / df) ** 0.5)

    def _drift(self, shape: tuple[int, ...]) -> Floats:
        """What the second half of all calls gains: arms of a replicate are answered together, or arm after arm."""
        arm, step, replicate, _ = np.indices(shape)
        block = replicate * shape[1] + step
        order = block if self._design.interleaved else arm * (shape[1] * shape[2]) + block
        return np.asarray(self._world.drift * (order.reshape(-1) * 2 > order.max()))

    def _success(self, present: Bools, by_prompt: Floats, items: Items) -> Floats:
        """The chance of a right answer that can be parsed, prompts by items; `by_prompt` is added to a prompt's own."""
        logit = weights(self._world, present) @ items.features.swapaxes(-1, -2)
        logit += (by_prompt + offset(self._world, present, self._free))[..., None] + items.ease[:, None, :]
        logit += self._world.sigma_pi * self._rng.standard_normal(logit.shape)
        return np.asarray(special.expit(logit))

    def _scored(self, present: Bools, by_prompt: Floats, items: Items) -> Bools:
        """Right answers that can be parsed."""
        chances = self._success(present, by_prompt, items) * (1 - unparsed(self._world, present))[..., None]
        return np.asarray(self._rng.random(chances.shape) < chances)

    def _repeated(self, items: Items) -> Bools:
        """The parent's scores: one chance an item, drawn again and again."""
        chances = self._success(self._parent, self._parent_effect, items) * (1 - unparsed(self._world, self._present))
        shape = (self._runs, self._design.repeats, chances.shape[-1])
        return np.asarray(self._rng.random(shape) < chances)

    def _crossed(self, after: Bools, effects: Floats, heard: Heard) -> Bools:
        """Every step's edits on every step's minibatch; answers they remember help on their own."""
        design, world, rng = self._design, self._world, self._rng
        runs, steps, size = heard.batch.items.label.shape
        shape = (runs, steps, design.replicates, steps, size)
        if not design.crossed:
            return np.zeros((runs, 0, 0, 0, 0), dtype=bool)
        flat = after.reshape(runs, -1, ATOMS)
        success = self._success(flat, effects.reshape(runs, -1), heard.batch.items.in_one_row()).reshape(shape)
        remembered = np.zeros((runs, steps, size), dtype=bool)
        np.put_along_axis(remembered, heard.batch.order[..., : design.errors], heard.asked.remembered, -1)
        taken = remembered[:, :, None] & (rng.random((runs, steps, design.replicates, size)) < world.q)
        gain = world.memo * taken[:, :, :, None, :] * np.eye(steps)[:, None, :, None]
        parsed = 1 - unparsed(world, after)[..., None, None]
        return np.asarray(rng.random(shape) < special.expit(special.logit(success) + gain) * parsed)
