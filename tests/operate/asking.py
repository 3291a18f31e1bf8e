"""All queries, asked of a Prometheus that has seen everything, and what is wrong with what they gave."""

from collections.abc import Iterator

from tests.operate.page import Shown
from tests.operate.prometheus import RATE_INTERVAL_S, Prometheus
from tests.operate.queries import asked, filled, variables
from tests.operate.staging import BEYOND

_NUMBERS = {"stat", "bargauge"}
"""The panels that show one number a series, so that there has to be one."""


def answered(prometheus: Prometheus, until: float) -> tuple[list[Shown], list[str]]:
    """What each query gave up to a moment, and all faults."""
    states = prometheus.states(until)
    shown, faults = [], []
    for one in asked():
        given = prometheus.answer(filled(one.query, RATE_INTERVAL_S), until)
        note = states.get(one.title, "") if one.kind == "alert" else ""
        if given is None and one.title in BEYOND:
            given, note = prometheus.answer(one.without_threshold, until), "without its threshold"
        if given is None:
            faults.append(f"no sample of {one.place} / {one.title}: {one.query}")
            continue
        shown.append(Shown(asked=one, answer=given, note=note))
        if given.value == 0 and not one.query.endswith("== 0"):
            faults.append(f"nothing but zero of {one.place} / {one.title}: {one.query}")
        if given.nan and one.kind in _NUMBERS:
            faults.append(f"shown as no number at times, {one.place} / {one.title}: {one.query}")
    return shown, [*faults, *_of_variables(prometheus, until), *_of_exemplars(prometheus, until)]


def _of_variables(prometheus: Prometheus, until: float) -> Iterator[str]:
    """A variable without values; a query that gives nothing where all of them are chosen by name."""
    chosen = {one.name: prometheus.values(one.label, one.series) for one in variables()}
    yield from (f"nothing to choose of ${name}" for name, values in chosen.items() if not any(values))
    for one in asked():
        if any(f"${name}" in one.query for name in chosen):
            query = filled(one.query, RATE_INTERVAL_S, chosen)
            if prometheus.answer(query, until) is None:
                yield f"no sample of {one.place} / {one.title} with chosen values: {query}"


def _of_exemplars(prometheus: Prometheus, until: float) -> Iterator[str]:
    if not any("job_id" in labels for labels in prometheus.exemplars("gradcheck_attempt_seconds_bucket", until)):
        yield "no exemplar names a job"
