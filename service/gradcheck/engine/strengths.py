"""How candidates rank where a judge compares their answers with the given prompt's."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.domain.run import RankedCandidate
from gradcheck.methods.standing import Scores, is_whole
from gradcheck.statistics.search.bradley_terry import bradley_terry

_MOST = 200  # candidates of one ranking: those that were compared most often
_EQUAL = 1e-9


class _Met(Value, frozen=True, kw_only=True):
    candidate: str
    wins: float
    n: int


def ranking(seed: str, candidates: Mapping[str, Scores]) -> tuple[RankedCandidate, ...]:
    """The candidates, the strongest first, by their comparisons with the seed; a tie is half a win.

    Those that lack more than a tenth of their items are left out, as they rank behind all others anyway.
    """
    whole = [_met(name, scores) for name, scores in candidates.items() if name != seed and is_whole(scores)]
    compared = sorted((one for one in whole if one.n), key=lambda one: -one.n)[:_MOST]
    own = _met(seed, candidates.get(seed, {}))
    ranked = [
        RankedCandidate(
            candidate=one.candidate,
            strength=strength.estimate,
            ci95=(strength.interval.low, strength.interval.high),
            win_share=one.wins / one.n if one.n else 0.5,
            n=one.n,
        )
        for one, strength in zip([own, *compared], bradley_terry(_matrix(compared)), strict=True)
    ]
    return tuple(sorted(ranked, key=lambda one: -one.strength))


def stronger(chosen: str, before: str, candidates: Mapping[str, Scores]) -> str:
    """`chosen`, unless it was compared less often than the best `before` it and is the weaker of the two.

    So a few wins do not displace many; where both met the seed equally often the method's choice stands.
    """
    new, old = _met(chosen, candidates.get(chosen, {})), _met(before, candidates.get(before, {}))
    if not 0 < new.n < old.n:
        return chosen
    strengths = bradley_terry(_matrix([new, old]))
    return chosen if strengths[1].estimate >= strengths[2].estimate - _EQUAL else before


def _met(candidate: str, scores: Scores) -> _Met:
    known = [score for score in scores.values() if score is not None]
    return _Met(candidate=candidate, wins=sum(known), n=len(known))


def _matrix(met: Sequence[_Met]) -> npt.NDArray[np.float64]:
    """Who was preferred to whom how often: every candidate has met the seed alone."""
    wins = np.zeros((len(met) + 1, len(met) + 1))
    wins[1:, 0] = [one.wins for one in met]
    wins[0, 1:] = [one.n - one.wins for one in met]
    return wins
