"""What a gain in accuracy is made of: readable answers, label marginals, and the rest.

Labels are places 0 to k - 1; an unreadable answer is `UNREAD`.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value

UNREAD: Final = -1
_DRAWS: Final = 2000
Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class GainSplit(Value, frozen=True, kw_only=True):
    """Parts of a gain in accuracy, in units of accuracy; they add up to it."""

    gain: float
    format: float
    prior: float
    rest: float


def recalls(truth: Labels, said: Labels, k: int) -> list[float | None]:
    """The share of each label's items, shape (n,) both, that are answered with it; None where it has no items."""
    return [float(np.mean(said[truth == label] == label)) if np.any(truth == label) else None for label in range(k)]


def balanced_accuracy(truth: Labels, said: Labels, k: int) -> float:
    """The mean recall over the labels that occur (Brodersen et al. 2010)."""
    return float(np.mean([recall for recall in recalls(truth, said, k) if recall is not None]))


def split_gain(truth: Labels, before: Labels, after: Labels, k: int) -> GainSplit:
    """What of the gain from `before` to `after`, all of shape (n,), needs no knowledge of the items.

    An answer drawn at random with the right share of readable ones, q, and the right label marginals among these, c,
    is right with probability q · Σ c p, p being the truth's marginals. Its change is split as rates are by Kitagawa
    (1955), "Components of a difference between two rates", JASA 50: `format` is the change of q at the old marginals,
    `prior` the change of c at the new q, `rest` what is left. Where nothing was readable the other side's marginals
    stand for the missing ones.
    """
    gain, form, prior = _parts(np.ones((1, truth.size)), truth, before, after, k)[0].tolist()
    return GainSplit(gain=gain, format=form, prior=prior, rest=gain - form - prior)


def shortcut_excess(
    truth: Labels, before: Labels, after: Labels, k: int, *, share: float, seed: int
) -> tuple[float, tuple[float, float]]:
    """By how much format and prior exceed a share of the gain, with a 95 % percentile interval over the items.

    Not a ratio: where the gain is small a ratio has no useful interval. 2,000 resamples of whole items (Efron 1979).
    """
    kinds, counts = np.unique(np.stack([truth, before, after]), axis=1, return_counts=True)
    n = truth.size
    draws = np.random.default_rng(seed).multinomial(n, counts / n, size=_DRAWS)
    weights = np.vstack([counts, draws]).astype(np.float64)
    parts = _parts(weights, kinds[0], kinds[1], kinds[2], k)
    excess = parts[:, 1] + parts[:, 2] - share * parts[:, 0]
    low, high = np.quantile(excess[1:], [0.025, 0.975])
    return float(excess[0]), (float(low), float(high))


def _parts(weights: Floats, truth: Labels, before: Labels, after: Labels, k: int) -> Floats:
    """Gain, format and prior, of shape (d, 3), for `weights` of shape (d, n) of the items."""
    weights = weights / weights.sum(axis=1, keepdims=True)
    p = weights @ _places(truth, k)
    read_before, c_before = _said(weights, before, k)
    read_after, c_after = _said(weights, after, k)
    c_before, c_after = (
        np.where(read_before[:, None] > 0, c_before, c_after),
        np.where(read_after[:, None] > 0, c_after, c_before),
    )
    gain = weights @ ((after == truth).astype(np.float64) - (before == truth))
    form = (read_after - read_before) * np.sum(c_before * p, axis=1)
    prior = read_after * np.sum((c_after - c_before) * p, axis=1)
    return np.stack([gain, form, prior], axis=1)


def _said(weights: Floats, said: Labels, k: int) -> tuple[Floats, Floats]:
    """The share of readable answers, of shape (d,), and the label marginals among them, of shape (d, k)."""
    shares: Floats = weights @ _places(said, k)
    read = np.sum(shares, axis=1)
    marginals: Floats = shares / np.where(read > 0, read, 1.0)[:, None]
    return read, marginals


def _places(labels: Labels, k: int) -> Floats:
    """One row an item with a one at its label, of shape (n, k); unreadable answers have none."""
    rows: Floats = (labels[:, None] == np.arange(k)).astype(np.float64)
    return rows
