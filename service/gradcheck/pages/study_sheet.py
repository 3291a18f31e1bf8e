"""A study as its page shows it: arms from the best to the worst, every trial, and what cannot be told apart."""

from collections.abc import Mapping

from gradcheck.api.views import Study
from gradcheck.domain.base import Value
from gradcheck.domain.run import ENDED
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Legend, Row, Table, band, forest, strip
from gradcheck.pages.run_sheet import usage_table
from gradcheck.studies.analysis.result import StudyResult

_COLORS = {"supported": "--good", "refuted": "--bad"}


class StudySheet(Value, frozen=True, kw_only=True):
    """All that the page of a study shows."""

    study: Study
    headline: str
    trials: Chart | None = None
    gaps: Chart | None = None
    comparisons: Chart | None = None
    ranks: Table | None = None
    alike: tuple[tuple[str, str], ...] = ()
    arms: Table
    runs: tuple[tuple[str, int, str, str, str], ...] = ()
    usage: Table | None = None
    last_event: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.study.status in ENDED


def study_sheet(study: Study, last_event: int = 0) -> StudySheet:
    """The sheet of a study from its view."""
    result = study.result
    if result is None:
        return StudySheet(study=study, headline=_headline(study), arms=_asked(study), last_event=last_event)
    ranking = result.ranking
    ranks = tuple(
        (
            arm.arm,
            words.score(arm.mean),
            f"{arm.best_rank} to {arm.worst_rank}" if arm.best_rank < arm.worst_rank else str(arm.best_rank),
        )
        for arm in ranking.arms
    )
    return StudySheet(
        study=study,
        headline=_headline(study),
        trials=_trials(result),
        gaps=_gaps(result),
        comparisons=_comparisons(result, study.delta),
        ranks=Table(columns=("arm", "mean score", "ranks it may have"), rows=ranks, numeric=(1, 2)) if ranks else None,
        alike=tuple((gap.first, gap.second) for gap in ranking.gaps if not gap.distinguishable),
        arms=_found(result),
        runs=tuple(
            (
                run.run_id,
                run.trial,
                run.arm,
                words.score(run.outcome),
                run.missing or words.words(run.finish_reason or ""),
            )
            for run in result.runs
        ),
        usage=usage_table(result.usage),
        last_event=last_event,
    )


def _headline(study: Study) -> str:
    if study.error is not None or study.result is None:
        return words.without_result(study.status, study.error)
    return words.sentence(study.result.ranking.text)


def _asked(study: Study) -> Table:
    rows = tuple((arm.name, str(arm.method["name"]), arm.trials) for arm in study.arms)
    return Table(columns=("arm", "method", "trials"), rows=rows, numeric=(2,))


def _found(result: StudyResult) -> Table:
    rows = tuple(
        (arm.name, arm.runs, arm.failed, words.score(arm.mean), words.figure(arm.sd), words.figure(arm.calls))
        for arm in result.arms
    )
    columns = ("arm", "runs", "without an outcome", "mean score", "standard deviation", "calls a run")
    return Table(columns=columns, rows=rows, numeric=(1, 2, 3, 4, 5))


def _order(result: StudyResult) -> list[str]:
    """Arms as they are ranked, then the others."""
    ranked = [arm.arm for arm in result.ranking.arms]
    return [*ranked, *(arm.name for arm in result.arms if arm.name not in ranked)]


def _trials(result: StudyResult) -> Chart | None:
    known = [run for run in result.runs if run.outcome is not None]
    if not known:
        return None
    means: Mapping[str, float | None] = {arm.name: arm.mean for arm in result.arms}
    arms = _order(result)
    missing = len(result.runs) - len(known)
    dots: list[Row] = [
        {"name": run.arm, "value": run.outcome, "title": f"{run.arm}, trial {run.trial}: {words.score(run.outcome)}"}
        for run in known
    ]
    return strip(
        "trials",
        "Trials",
        "Each dot is a run's outcome, the tick the mean of its arm; the best arm stands first"
        + (f". {words.count(missing)} runs have no outcome" if missing else ""),
        dots,
        [{"name": name, "value": means[name]} for name in arms if means[name] is not None],
        Table(
            columns=("arm", "trial", "outcome", "run"),
            rows=tuple((run.arm, run.trial, words.score(run.outcome), run.run_id) for run in known),
            numeric=(1, 2),
        ),
        x={"label": "outcome", "domain": [0, 1]},
    )


def _gaps(result: StudyResult) -> Chart | None:
    """All gaps between arms with the intervals that hold for all of them at once."""
    ranking = result.ranking
    if not ranking.gaps:
        return None
    rows: list[Row] = []
    for gap in ranking.gaps:
        low, high = gap.interval or (None, None)
        rows.append(
            {
                "name": f"{gap.first} \N{MINUS SIGN} {gap.second}",
                "estimate": gap.estimate,
                "low": low,
                "high": high,
                "color": "--good" if gap.distinguishable else "--muted",
                "title": words.difference(gap.estimate, gap.interval),
            }
        )
    return forest(
        "gaps",
        "Gaps between arms",
        f"Differences of means over {words.count(ranking.n)} trials; the {words.percent(ranking.level)} intervals hold "
        "for all gaps at once. An interval that reaches 0 is a pair that cannot be told apart"
        + (
            ", and so is a dot without one: so few trials leave it open"
            if any(gap.interval is None for gap in ranking.gaps)
            else ""
        ),
        rows,
        Table(
            columns=("gap", "difference", "p", "told apart"),
            rows=tuple(
                (row["name"], row["title"], words.p_value(gap.p_value), "yes" if gap.distinguishable else "no")
                for row, gap in zip(rows, ranking.gaps, strict=True)
            ),
            numeric=(1, 2),
        ),
        label="difference of mean outcomes",
        legend=(Legend(color="--good", meaning="told apart"), Legend(color="--muted", meaning="not told apart")),
    )


def _comparisons(result: StudyResult, delta: float) -> Chart | None:
    """What was asked before any run: the planned comparisons with their verdicts."""
    if not result.comparisons:
        return None
    rows: list[Row] = []
    table = []
    for each in result.comparisons:
        name = f"{each.first} \N{MINUS SIGN} {each.second}"
        said = words.difference(each.estimate, each.ci95)
        low, high = each.ci95 or (None, None)
        table.append(
            (
                name,
                each.family,
                said,
                words.p_value(each.holm_p_value),
                words.verdict(each.verdict),
                "; ".join(each.reasons),
            )
        )
        if each.estimate is not None:
            color = _COLORS.get(each.verdict, "--muted")
            rows.append(
                {"name": name, "estimate": each.estimate, "low": low, "high": high, "color": color, "title": said}
            )
    return forest(
        "comparisons",
        "Planned comparisons",
        f"With 95 % intervals over trials; within the band, \N{PLUS-MINUS SIGN}{words.figure(delta)}, a difference "
        "counts as none",
        rows,
        Table(columns=("comparison", "family", "difference", "adjusted p", "verdict", "why"), rows=tuple(table)),
        before=(band(-delta, delta, fill="--faint", fillOpacity=0.22),),
        label="difference of mean outcomes",
    )
