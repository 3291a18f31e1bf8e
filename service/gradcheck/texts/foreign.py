"""Foreign feedback: specific and useful, but for another task than the one at hand. A file of `tasks/` is a task."""

from collections.abc import Iterable, Sequence

import numpy as np

from gradcheck.texts.layout import layout
from gradcheck.texts.matching import length_slack, write_like
from gradcheck.texts.vocabulary import (
    content_words,
    known_words,
    share,
    shipped_folder,
    shipped_lines,
    vocabulary,
    without_leaks,
    words,
)


def foreign_like(text: str, forbidden: Sequence[str], rng: np.random.Generator, corpus: Sequence[str] = ()) -> str:
    """Feedback about one other task in the shape of a text; its length within a tenth or two words where possible.

    `forbidden` are the allowed answers: no sentence holds a word of them if any sentence of the task does not.
    `corpus` are the texts of the task at hand. The other task is drawn from the half that share least with both.
    """
    shape = layout(text, forbidden)
    pools = _pools(forbidden)
    far = _far(pools, vocabulary(forbidden) | known_words(corpus))
    drawn = [write_like(shape, pools[far[index]], rng) for index in rng.permutation(len(far))]
    return min(drawn, key=lambda candidate: max(abs(words(candidate) - words(text)), length_slack(words(text))))


def foreign_tasks() -> dict[str, tuple[str, ...]]:
    """The shipped sentences by task."""
    return {name: shipped_lines(name) for name in shipped_folder("tasks")}


def _pools(forbidden: Sequence[str]) -> dict[str, Sequence[str]]:
    """The sentences of each task that do not leak, or of all tasks with all sentences if every sentence does."""
    pools = {name: without_leaks(sentences, forbidden) for name, sentences in foreign_tasks().items()}
    return {name: pool for name, pool in pools.items() if pool} or dict(foreign_tasks())


def _far(names: Iterable[str], known: set[str]) -> list[str]:
    """The half of the tasks whose texts share least with the known words, with all that tie."""
    shares = {name: share(content_words(" ".join(shipped_lines(name))), known) for name in names}
    bound = float(np.median(list(shares.values())))
    return [name for name in names if shares[name] <= bound]
