"""How candidates rank where some of their items have no score, because the provider or the judge failed.

One rule for selection, gates, races, policies and the final test. It owns what a candidate may lack, and the items that
comparisons are made on. It does not own how often an item is asked again (`evaluation.py`).
"""

from collections.abc import Mapping

Scores = Mapping[str, float | None]
"""A candidate's scores by item; None where an item it was tried on has none."""

_SHARE = 10  # a candidate that lacks more than one item in so many ranks behind all others


def lacks(scored: int, failed: int) -> bool:
    """Whether so many items without a score are too many beside those that have one."""
    return failed * _SHARE > scored + failed


def is_whole(scores: Scores) -> bool:
    """Whether a candidate has enough of the items it was tried on to be compared."""
    failed = sum(score is None for score in scores.values())
    return not lacks(len(scores) - failed, failed)


def means(candidates: Mapping[str, Scores]) -> dict[str, float | None]:
    """What each candidate is compared by: its mean on the items that all who have enough of theirs have a score on.

    None for one that lacks too many, which takes no item away from the others. Where no item is left each goes by
    what it has.
    """
    whole = {name: scores for name, scores in candidates.items() if is_whole(scores)}
    holes = {item for scores in whole.values() for item, score in scores.items() if score is None}
    found: dict[str, float | None] = dict.fromkeys(candidates)
    for name, scores in whole.items():
        known = {item: score for item, score in scores.items() if score is not None}
        common = [score for item, score in known.items() if item not in holes] or list(known.values())
        found[name] = sum(common) / len(common) if common else None
    return found


def ahead(own: Scores, other: Scores, reached: float) -> float | None:
    """How far a candidate is ahead of what another `reached`, on the items that both have; None if it lacks too many.

    Where the other has no scores, `reached` is all that is known of it.
    """
    if not is_whole(own):
        return None
    known = [score for score in own.values() if score is not None]
    if not known:
        return None
    pairs = [(mine, its) for item, mine in own.items() if mine is not None and (its := other.get(item)) is not None]
    if len(pairs) == len(own) or not pairs:
        return sum(known) / len(known) - reached
    usual = [score for score in other.values() if score is not None]
    margin = reached - sum(usual) / len(usual)
    return sum(mine - its for mine, its in pairs) / len(pairs) - margin
