"""Does one measurement of an edit predict another, among edits of the same step."""

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.permutation import DRAWS, permutation_p
from gradcheck.statistics.scores import ROUNDING, finite_vector, group_codes, midranks


class RankCorrelation(Value, frozen=True, kw_only=True):
    """A rank correlation in [-1, 1]."""

    estimate: float
    p_value: float


def rank_correlation_within(
    first: npt.ArrayLike, second: npt.ArrayLike, groups: npt.ArrayLike, *, seed: int, draws: int = DRAWS
) -> RankCorrelation:
    """Spearman's correlation within groups, two-sided; all shapes (units,).

    Midranks are taken and centred within each group, and their products are added over groups before they are
    divided by the product of their spreads (Taylor 1987, "Kendall's and Spearman's correlation coefficients in
    the presence of a blocking variable", Biometrics 43). Differences between groups do not enter. The null
    distribution permutes `second` within groups, `draws` times. Raises ValueError for unequal shapes, values
    that are not finite, or when one of both does not vary within any group.
    """
    left, right = finite_vector(first), finite_vector(second)
    if left.size != right.size:
        raise ValueError("a correlation is of two measurements of the same units")
    codes = group_codes(groups, left.size)
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    ranks, others = _centred_ranks(left[order], codes), _centred_ranks(right[order], codes)
    spread = float(np.sqrt(np.sum(ranks**2) * np.sum(others**2)))
    if spread <= ROUNDING:
        raise ValueError("measurements without variance within groups have no correlation")
    rng = np.random.default_rng(seed)
    null = others[np.argsort(codes + rng.random((draws, codes.size)), axis=1)] @ ranks
    observed = float(others @ ranks)
    return RankCorrelation(
        estimate=observed / spread,
        p_value=permutation_p(null, observed, alternative="two_sided", exact=False, tie=ROUNDING * spread),
    )


def _centred_ranks(values: npt.NDArray[np.float64], codes: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Midranks within each group less their mean, shape (units,)."""
    ranks = np.empty(values.size)
    for code in range(int(codes.max()) + 1):
        members = codes == code
        ranks[members] = midranks(values[members]) - (members.sum() + 1) / 2
    return ranks
