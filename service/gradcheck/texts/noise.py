"""Noise: random words of `noise.txt` in the shape of a text."""

from collections.abc import Sequence

import numpy as np

from gradcheck.texts.layout import layout, set_in
from gradcheck.texts.vocabulary import shipped_lines, without_leaks


def noise_like(text: str, rng: np.random.Generator, forbidden: Sequence[str] = ()) -> str:
    """Random common words: as many words, sentences, lines and bullets as the text has.

    No word of the forbidden texts is drawn if there is any other.
    """
    known = [word for line in shipped_lines("noise.txt") for word in line.split()]
    usable = without_leaks(known, forbidden) or known

    def sentence(size: int) -> str:
        drawn = " ".join(usable[index] for index in rng.integers(len(usable), size=size))
        return f"{drawn[0].upper()}{drawn[1:]}."

    return set_in(layout(text, forbidden), sentence)
