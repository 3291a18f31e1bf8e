"""How candidates rank where some of their items have no score, because the provider or the judge failed.

One rule for selection, gates, races, policies and the final test. It owns what a candidate may lack, and the items that
comparisons are made on. It does not own how often an item is asked again (`evaluation.py`).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gradcheck.statistics.strata import macro_mean, relative_weights

Scores = Mapping[str, float | None]
"""A candidate's scores by item; None where an item it was tried on has none."""

Classes = Mapping[str, str]
"""The classes of items, where each class counts alike in a mean; an empty one where each item does."""

ALIKE: Classes = MappingProxyType({})

_SHARE = 10  # a candidate that lacks more than one item in so many ranks behind all others


def lacks(scored: int, failed: int) -> bool:
    """Whether so many items without a score are too many beside those that have one."""
    return failed * _SHARE > scored + failed


def is_whole(scores: Scores) -> bool:
    """Whether a candidate has enough of the items it was tried on to be compared."""
    failed = sum(score is None for score in scores.values())
    return not lacks(len(scores) - failed, failed)


def item_weights(items: Sequence[str], classes: Classes) -> dict[str, float]:
    """How often each of these items counts in a mean over them, 1 on average; empty where they have no classes."""
    own = [item for item in items if item in classes]
    return dict(zip(own, relative_weights([classes[item] for item in own]), strict=True))


def average(scores: Mapping[str, float], classes: Classes) -> float:
    """The mean of at least one item's scores, or of the means of the classes that the items are of."""
    return macro_mean(list(scores.values()), [classes.get(item) for item in scores])


def means(candidates: Mapping[str, Scores], classes: Classes = ALIKE) -> dict[str, float | None]:
    """What each candidate is compared by: its mean on the items that all who have enough of theirs have a score on.

    None for one that lacks too many, which takes no item away from the others. Where no item is left each goes by
    what it has.
    """
    whole = {name: scores for name, scores in candidates.items() if is_whole(scores)}
    holes = {item for scores in whole.values() for item, score in scores.items() if score is None}
    found: dict[str, float | None] = dict.fromkeys(candidates)
    for name, scores in whole.items():
        known = {item: score for item, score in scores.items() if score is not None}
        common = {item: score for item, score in known.items() if item not in holes} or known
        found[name] = average(common, classes) if common else None
    return found


def ahead(own: Scores, other: Scores, reached: float, classes: Classes = ALIKE) -> float | None:
    """How far a candidate is ahead of what another `reached`, on the items that both have; None if it lacks too many.

    Where the other has no scores, `reached` is all that is known of it.
    """
    if not is_whole(own):
        return None
    known = {item: score for item, score in own.items() if score is not None}
    if not known:
        return None
    usual = {item: score for item, score in other.items() if score is not None}
    leads = {item: score - usual[item] for item, score in known.items() if item in usual}
    if len(leads) == len(own) or not leads:
        return average(known, classes) - reached
    return average(leads, classes) - (reached - average(usual, classes))
