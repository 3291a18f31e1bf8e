"""The test of a winner whose answers a judge compared with the given prompt's: a sign test of wins and losses."""

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.results.comparison import Comparisons
from gradcheck.domain.run import Difference, TestResult
from gradcheck.domain.task import Rollout
from gradcheck.statistics.runs.win_share import TIE, WinShare, win_share

_ALPHA = 0.05
_BIASED = 0.5  # of the judged pairs: then fewer than half of what was paid for says anything


def preferred(summary: TestResult, pairs: Sequence[tuple[float, float]], after: Sequence[Rollout]) -> TestResult:
    """The summary with its verdict; `pairs` are scores of the given and the best prompt on the same test examples.

    An example is won where the best prompt scores higher than the given one, lost where it scores lower, else a tie.
    """
    wins, losses = sum(best > given for given, best in pairs), sum(best < given for given, best in pairs)
    share = win_share(wins, losses, len(pairs) - wins - losses)
    low, high = share.interval
    comparisons = Comparisons.of((rollout.score, rollout.preference) for rollout in after)
    best = summary.best
    return replace(
        summary,
        verdict=_verdict(share),
        best=None if best is None else replace(best, score=share.estimate, ci95=(low, high)),
        difference=Difference(
            estimate=share.estimate - TIE,
            ci95=(low - TIE, high - TIE),
            p_value=share.p_value,
            n=len(pairs),
            test="sign",
        ),
        fixed=wins,
        broken=losses,
        comparisons=comparisons,
        said=_said(share, comparisons),
    )


def _verdict(share: WinShare) -> Literal["improved", "not_distinguishable", "worse"]:
    if share.p_value > _ALPHA:
        return "not_distinguishable"
    return "improved" if share.wins > share.losses else "worse"


def _said(share: WinShare, comparisons: Comparisons) -> str:
    n = share.wins + share.losses + share.ties
    words = (
        f"of {n} test examples the judge prefers the best prompt's answer on {share.wins}, the given prompt's on "
        f"{share.losses}, and neither on {share.ties}"
    )
    if not comparisons.judged:
        return f"{words}; no two answers differed, so it was never asked"
    by_place = comparisons.first + comparisons.last
    order = f"in {by_place} of {comparisons.judged} pairs it preferred the same place in both orders, which is a tie"
    biased = by_place > _BIASED * comparisons.judged
    return f"{words}; {order}{': a judge that goes by the order sees few differences' if biased else ''}"
