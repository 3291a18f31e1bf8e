"""Several prompts against one another on the same examples: every pair of them, as one family."""

from collections.abc import Sequence

import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.runs.macro import Classes, macro_difference
from gradcheck.statistics.runs.paired import PairedDifference
from gradcheck.statistics.runs.win_share import WinShare, win_share
from gradcheck.statistics.scores import LEVEL


class FamilyShare(Value, frozen=True, kw_only=True):
    """A win share of a family: its interval is simultaneous with the others', `adjusted_p` is Holm's."""

    share: WinShare
    adjusted_p: float


class FamilyDifference(Value, frozen=True, kw_only=True):
    """One difference of a family: its interval is simultaneous with the others', `adjusted_p` is Holm's."""

    difference: PairedDifference
    adjusted_p: float


def family_of_differences(
    pairs: Sequence[tuple[npt.ArrayLike, npt.ArrayLike, Classes]], *, seed: int, level: float = LEVEL
) -> list[FamilyDifference]:
    """Every pair's mean of second minus first, from its scores in [0, 1] and the classes of its items, shapes (n,).

    Tests are those of `macro_difference`, of one class those of `paired_difference`, their p-values adjusted by Holm
    (1979), so that the chance of any false
    rejection is at most alpha. Each interval has the level 1 - (1 - level) / pairs, so that all of them hold together
    with at least `level` (Bonferroni). Raises ValueError as `macro_difference` does.
    """
    if not pairs:
        return []
    each = 1 - (1 - level) / len(pairs)
    found = [macro_difference(first, second, classes, seed=seed, level=each) for first, second, classes in pairs]
    adjusted = holm([difference.p_value for difference in found])
    return [
        FamilyDifference(difference=difference, adjusted_p=float(p_value))
        for difference, p_value in zip(found, adjusted, strict=True)
    ]


def family_of_shares(counts: Sequence[tuple[int, int, int]], *, level: float = LEVEL) -> list[FamilyShare]:
    """Every pair's win share from its wins, losses and ties, as `win_share` has it.

    P-values and intervals are those of a family as in `family_of_differences`. Raises ValueError as `win_share` does.
    """
    if not counts:
        return []
    found = [win_share(*each, level=1 - (1 - level) / len(counts)) for each in counts]
    adjusted = holm([share.p_value for share in found])
    return [FamilyShare(share=share, adjusted_p=float(p)) for share, p in zip(found, adjusted, strict=True)]
