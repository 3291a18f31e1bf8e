"""Candidates drawn by softmax over what they are worth. It owns the draw, not the worth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def softmax_places(worth: Sequence[float], temperature: float, rng: np.random.Generator, size: int) -> NDArray[np.int_]:
    """So many places of `worth`, drawn with probability proportional to exp(worth / temperature)."""
    logits = np.asarray(worth, dtype=np.float64) / temperature
    weights = np.exp(logits - logits.max())
    return rng.choice(len(weights), size=size, p=weights / weights.sum())
