"""Which prompt a run has for its best: the method's choice, once there is as much evidence as its acceptance asks for.

It owns which comparisons count and how strict each must be; the tests are in `statistics/prompts/beating.py`. Evidence
is a function of validation scores alone, of no order in which they came.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.run import Lead
from gradcheck.methods.acceptance import Acceptance, EValue, Greedy, Paired
from gradcheck.methods.standing import Scores, is_whole
from gradcheck.statistics.prompts.beating import beating_p, beating_wealth
from gradcheck.texts.numbers import difference, p_value, rounded


class Commits:
    """The comparisons of a run's candidates with its best so far.

    Every candidate with a score on validation counts as compared with each best that there is after it was scored,
    whether or not a method chooses it: the choice has seen the scores. All comparisons that a step adds share its alpha
    (Bonferroni 1936), half of it being for those that were compared with an earlier best, where there are some; each
    keeps its level. So at most alpha prompts that are no better are taken over in a step, on average.

    `weights` say how often an item counts in a mean, 1 on average; `widest` is the most that two scores differ by.
    """

    def __init__(self, acceptance: Acceptance, items: Sequence[str], weights: Mapping[str, float]) -> None:
        self._acceptance = acceptance
        self._items = set(items)
        self._weights = weights
        self._heaviest = max([1.0, *weights.values()])
        self._levels: dict[tuple[str, str], float] = {}

    def lead(self, candidate: str, incumbent: str, scores: Mapping[str, Scores], widest: float = 1.0) -> Lead | None:
        """What a candidate has against the best so far; None where none is asked for or it is that one."""
        match self._acceptance:
            case Greedy():
                return None
            case Paired(alpha=alpha) | EValue(alpha=alpha):
                self._count(incumbent, scores, alpha)
        if candidate == incumbent:
            return None
        own, other = scores.get(candidate, {}), scores.get(incumbent, {})
        gains = [
            self._weights.get(item, 1.0) * (score - before)
            for item, score in own.items()
            if score is not None and (before := other.get(item)) is not None
        ]
        level = self._levels[candidate, incumbent] if gains and is_whole(own) else None
        found = Lead(
            candidate=candidate,
            incumbent=incumbent,
            kind="evalue",
            n=len(gains),
            gain=float(np.mean(gains)) if gains else None,
            value=1.0,
            needed=None,
            enough=False,
        )
        match self._acceptance:
            case Paired():
                value = beating_p(gains) if level and own.keys() >= self._items else 1.0
                enough = level is not None and value <= level
                return replace(found, kind="paired", value=value, needed=level, enough=enough)
            case EValue():
                value = beating_wealth(np.array(gains) / (self._heaviest * widest)) if level else 1.0
                enough = level is not None and value * level >= 1
                return replace(found, value=value, needed=1 / level if level else None, enough=enough)

    def _count(self, incumbent: str, scores: Mapping[str, Scores], alpha: float) -> None:
        """Give every comparison that there was not yet its level."""
        before = {name for pair in self._levels for name in pair}
        new = [name for name, own in scores.items() if own and name != incumbent]
        new = [name for name in new if (name, incumbent) not in self._levels]
        groups = [name for name in new if name not in before], [name for name in new if name in before]
        shares = sum(map(bool, groups))
        for names in filter(None, groups):
            level = alpha / shares / len(names)
            self._levels.update(dict.fromkeys(((name, incumbent) for name in names), level))


def returned(last: Lead | None, best: str, given: str) -> tuple[str, ...]:
    """What a reader should know of a run that returns another prompt than its method chose last, if it does."""
    if last is None or last.enough or last.incumbent != best:
        return ()
    given_stays = "The given prompt is returned, which no candidate was shown to beat"
    what = given_stays if best == given else f"{best} is returned"
    return (f"{what}, by `acceptance: {last.kind}`. The method's last choice: {in_words(last)}.",)


def in_words(lead: Lead) -> str:
    """What there is and what would be enough."""
    name, n = lead.candidate, f"{lead.n} item{'s' * (lead.n != 1)}"
    if lead.gain is None:
        return f"{name} was not tried on validation, so there is no evidence"
    shown = f"{name} has {difference(lead.gain)} on {n}"
    if lead.kind == "paired" and lead.value == 1:
        return f"{shown}, which are not all of validation or tell nothing"
    if lead.kind == "paired":
        return f"{shown}: {p_value(lead.value)}, and {rounded(lead.needed or 0.0)} or less would be enough"
    return f"{shown}: wealth {rounded(lead.value)} of {rounded(lead.needed or 0.0)}"
