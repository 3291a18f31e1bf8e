"""Minibatches of train examples. It owns their order, not their size nor how many a step takes."""

from gradcheck.domain.task import Example
from gradcheck.methods.interface import RunContext


def minibatch(run: RunContext, size: int, number: int, *, filled: bool) -> list[Example]:
    """The minibatch of this number, from 0, of endless epochs: each goes through all train examples in its own order.

    The last one of an epoch is filled up with the epoch's first examples, or else may be smaller.
    """
    train, size = run.train, min(size, len(run.train))
    epoch, place = divmod(number, minibatches(len(train), size))
    order = run.rng("epoch", epoch).permutation(len(train))
    end = (place + 1) * size if filled else min((place + 1) * size, len(train))
    return [train[order[position % len(train)]] for position in range(place * size, end)]


def minibatches(train: int, size: int) -> int:
    """How many minibatches an epoch has."""
    return -(-train // min(size, train))
