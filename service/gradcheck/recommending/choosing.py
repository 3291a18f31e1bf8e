"""Which of the methods that fit a request, by what was measured of all of them and by what a team's own study found.

Pure: it owns the choice and its reason, and reads nothing.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from statistics import fmean

from gradcheck.domain.base import Value
from gradcheck.recommending.rules import Fact, Rule, rule_for
from gradcheck.recommending.table import MethodFigures
from gradcheck.texts.numbers import difference, percent


class StudiedMethods(Value, frozen=True, kw_only=True):
    """What an earlier study found of methods on a similar task: from the best to the worst, with their best places."""

    study: str
    trials: int
    methods: tuple[tuple[str, int], ...]


class Preferred(Value, frozen=True, kw_only=True):
    """A method by name and why; `study` is the one that decided, if any did."""

    method: str
    reason: str
    by_evidence: bool = False
    study: str | None = None


class _Record(Value, frozen=True, kw_only=True):
    method: str
    gain: float
    below: float
    tasks: int
    runs: int


def choose(
    eligible: Collection[str],
    table: Sequence[MethodFigures],
    *,
    passes: float | None,
    facts: frozenset[Fact] = frozenset(),
    studied: StudiedMethods | None = None,
) -> Preferred | None:
    """The method for a request, of those that fit it; None where nothing was measured of any of them.

    `passes` is how often the calls would score all of validation, None where calls have no cap. The figures of the
    budget that is most like it decide, of those at which all tasks of the rule were measured. A study's word goes
    before them where it shows the method that they favour to be worse than another one.
    """
    rule = rule_for(facts)
    whole = {budget for budget in {one.budget for one in table} if _tasks(table, budget) >= set(rule.tasks)}
    budget = _nearest([one for one in table if one.budget in whole] or table, passes)
    best = _best(eligible, [one for one in table if one.budget == budget], rule)
    listed = next((name for name in rule.methods if name in eligible), None)
    if listed is not None:
        method, reason = listed, f"{listed} is the first that fits of {', '.join(rule.methods)}: {rule.because}"
    elif best is not None:
        method, reason = best.method, _said(best, budget, rule)
    else:
        return None
    if studied is not None and (better := _shown_better(eligible, method, studied)) is not None:
        reason = (
            f"{better} came first in study {studied.study}, on a task like this one over {studied.trials} trials, and "
            f"{method}, which would have been chosen without it, was shown to be worse there"
        )
        return Preferred(method=better, reason=reason, by_evidence=rule.by_evidence, study=studied.study)
    return Preferred(method=method, reason=reason, by_evidence=rule.by_evidence)


def _tasks(table: Sequence[MethodFigures], budget: int) -> set[str]:
    return {one.task for one in table if one.budget == budget}


def _nearest(table: Sequence[MethodFigures], passes: float | None) -> int:
    """The measured budget whose calls go round validation about as often; the largest where there is no cap."""
    known = {one.budget: one.budget / one.items for one in table}
    if passes is None:
        return max(known, default=0)
    return min(known, key=lambda budget: abs(math.log(known[budget] / max(passes, 1e-6))), default=0)


def _best(eligible: Collection[str], table: Sequence[MethodFigures], rule: Rule) -> _Record | None:
    """The method that the rule puts first, of those with a figure on every task that counts."""
    counted = [one for one in table if one.task in rule.tasks] or table
    tasks = {one.task for one in counted}
    by_method = defaultdict[str, list[MethodFigures]](list)
    for one in counted:
        if one.method in eligible:
            by_method[one.method].append(one)
    records = [
        _Record(
            method=name,
            gain=fmean(one.gain for one in own),
            below=fmean(one.below for one in own),
            tasks=len(own),
            runs=sum(one.runs for one in own),
        )
        for name, own in by_method.items()
        if {one.task for one in own} == tasks
    ]
    if rule.order == "below":
        return min(records, key=lambda one: (one.below, -one.gain), default=None)
    return max(records, key=lambda one: one.gain, default=None)


def _shown_better(eligible: Collection[str], method: str, studied: StudiedMethods) -> str | None:
    """The study's best method, where it shows `method` to be worse than another."""
    places = dict(studied.methods)
    first = next((name for name, _ in studied.methods if name in eligible), None)
    return first if first != method and places.get(method, 1) > 1 else None


def _said(best: _Record, budget: int, rule: Rule) -> str:
    most = "had the fewest runs below the given prompt" if rule.order == "below" else "gained most"
    told = (
        f"of the methods that fit this request {best.method} {most} on {best.tasks} simulated tasks with {budget} "
        f"calls: {difference(best.gain)} on average, {percent(best.below)} of {best.runs} runs below the given prompt"
    )
    return f"{told}; {rule.because}" if rule.because else told
