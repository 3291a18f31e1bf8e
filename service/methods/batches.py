"""Minibatches of the train split. It owns their order; what is done with them is a method's."""

from service.domain.task import Example
from service.methods.view import RunView


def of_epoch(run: RunView, size: int, number: int) -> list[Example]:
    """The batch of a step, from endless epochs that each have an order of their own; the last of one may be smaller.

    `number` counts steps from 1.
    """
    size = min(size, len(run.train))
    epoch, place = divmod(number - 1, -(-len(run.train) // size))
    order = run.rng("epoch", epoch).permutation(len(run.train))
    return [run.train[position] for position in order[place * size : (place + 1) * size]]
