"""The twin: many diagnostics of a simulated world at once, as arrays of scores, without texts or calls.

Every step starts from one prompt with a minibatch and feedback of its own; every replicate is a fresh edit, or several,
of every arm; all are scored on the same items. Critic, editor and response are those that answer requests.
"""

import numpy as np
import scipy

from gradcheck.domain.seeds import stream
from gradcheck.simulation.twin.answering import chances, effects, scores
from gradcheck.simulation.twin.arms import Heard, told
from gradcheck.simulation.twin.sizes import Scores, TwinDesign
from gradcheck.simulation.worlds import critic
from gradcheck.simulation.worlds.catalogue import ATOMS, Bools
from gradcheck.simulation.worlds.editor import edit
from gradcheck.simulation.worlds.evidence import Batch, draw_batch
from gradcheck.simulation.worlds.items import Floats, Items, draw_items
from gradcheck.simulation.worlds.prompts import read_prompt
from gradcheck.simulation.worlds.response import unparsed
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World

_CELLS = 4_000_000  # of the largest array that is made at once


def simulate(world: World, design: TwinDesign, runs: int, seed: int) -> Scores:
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


def draw_edits(world: World, design: TwinDesign, runs: int, seed: int) -> Bools:
    """The atoms of all edits of so many runs: run, arm, step, replicate, candidate, atom."""
    size = max(_CELLS // (design.edits * ATOMS), 1)
    parts = [
        _Runs(world, design, min(size, runs - start), stream(world.name, "edits", seed, start)).edits()
        for start in range(0, runs, size)
    ]
    return np.concatenate(parts)


class _Runs:
    """As many runs as fit into memory."""

    def __init__(self, world: World, design: TwinDesign, runs: int, rng: np.random.Generator) -> None:
        self._world, self._design, self._runs, self._rng = world, design, runs, rng
        state = read_prompt(seed_prompt(world) if design.prompt is None else design.prompt)
        self._present, self._free = state.present, state.free
        self._parent = np.broadcast_to(state.present, (runs, 1, ATOMS))
        self._parent_effect = effects(world, self._parent, rng)

    def scores(self) -> Scores:
        """All arrays of these runs."""
        design, rng = self._design, self._rng
        probe, gate = (draw_items(self._world, (self._runs, size), rng) for size in (design.items, design.gate))
        heard = self._heard()
        shape = (self._runs, len(design.arms), design.steps, design.replicates, design.candidates)
        after = self._edited(heard, shape)
        effect = effects(self._world, after, rng)
        edits, gated = (
            scores(self._world, after, effect + self._drift(shape[1:]), self._free, items, rng)
            for items in (probe, gate)
        )
        return Scores(
            edits=edits,
            gate=gated,
            parent=self._repeated(probe, design.repeats),
            parent_gate=self._repeated(gate, design.repeats),
            crossed=self._crossed(after[:, 0, :, :, 0], effect[:, 0, :, :, 0], heard),
            parent_crossed=self._repeated(heard.batch.items.in_one_row(), 1)[:, 0] if design.crossed else self._none(),
            recorded=self._recorded(heard.batch) if design.crossed else self._none(),
            named=heard.asked.named,
            parent_effect=self._parent_effect[:, 0],
        )

    def edits(self) -> Bools:
        """The atoms of all edits alone: arm, step, replicate, candidate, atom."""
        design = self._design
        shape = (self._runs, len(design.arms), design.steps, design.replicates, design.candidates)
        return self._edited(self._heard(), shape)

    def _heard(self) -> Heard:
        """The minibatches of all steps and the feedback on them."""
        batch, other = self._batch(), self._batch()
        shown = batch.errors(self._design.errors)
        present = np.broadcast_to(self._present, (*shown.shown.shape[:-1], ATOMS))
        asked = critic.ask(self._world, present, shown, self._rng)
        return Heard(batch=batch, other=other, asked=asked, errors=self._design.errors)

    def _batch(self) -> Batch:
        """A minibatch for every step, answered by the parent."""
        shape = (self._runs, self._design.steps, self._design.batch)
        items = draw_items(self._world, shape, self._rng)
        right = chances(self._world, self._parent, self._parent_effect, self._free, items.in_one_row(), self._rng)
        return draw_batch(self._world, self._present, right.reshape(shape), items, self._rng)

    def _edited(self, heard: Heard, shape: tuple[int, ...]) -> Bools:
        """The atoms of all edits."""
        present = np.broadcast_to(self._present, (*heard.size.shape, ATOMS))
        arms = told(self._world, self._design.arms, present, heard, self._design.replicates, self._rng)
        named = np.broadcast_to(arms.named[..., None, :], (*shape, ATOMS))
        vague = np.broadcast_to(arms.vague[..., None], shape)
        return edit(self._world, np.broadcast_to(self._present, (*shape, ATOMS)), named, vague, self._rng)

    def _drift(self, shape: tuple[int, ...]) -> Floats:
        """What the second half of all calls gains: arms of a replicate are answered together, or arm after arm."""
        arm, step, replicate, _ = np.indices(shape)
        block = replicate * shape[1] + step
        order = block if self._design.interleaved else arm * (shape[1] * shape[2]) + block
        return np.asarray(self._world.drift * (order * 2 > order.max()))

    def _repeated(self, items: Items, repeats: int) -> Bools:
        """The parent's scores: one chance an item, drawn again and again."""
        right = chances(self._world, self._parent, self._parent_effect, self._free, items, self._rng)
        right *= 1 - unparsed(self._world, self._present)
        return np.asarray(self._rng.random((self._runs, repeats, right.shape[-1])) < right)

    def _recorded(self, batch: Batch) -> Bools:
        """Which items of the minibatches were answered rightly when the critic was shown them."""
        return np.asarray(batch.answer == batch.items.label).reshape(self._runs, -1)

    def _none(self) -> Bools:
        return np.zeros((self._runs, 0), dtype=bool)

    def _crossed(self, after: Bools, by_prompt: Floats, heard: Heard) -> Bools:
        """Every step's edits on every step's minibatch; answers they remember help on their own."""
        design, world, rng = self._design, self._world, self._rng
        runs, steps, size = heard.batch.items.label.shape
        shape = (runs, steps, design.replicates, steps, size)
        if not design.crossed:
            return np.zeros((runs, 0, 0, 0, 0), dtype=bool)
        right = chances(world, after, by_prompt, self._free, heard.batch.items.in_one_row(), rng).reshape(shape)
        remembered = np.zeros((runs, steps, size), dtype=bool)
        np.put_along_axis(remembered, heard.batch.order[..., : design.errors], heard.asked.remembered, -1)
        taken = remembered[:, :, None] & (rng.random((runs, steps, design.replicates, size)) < world.q)
        gain = world.memo * taken[:, :, :, None, :] * np.eye(steps)[:, None, :, None]
        parsed = 1 - unparsed(world, after)[..., None, None]
        return np.asarray(rng.random(shape) < scipy.special.expit(scipy.special.logit(right) + gain) * parsed)
