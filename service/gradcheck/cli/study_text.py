"""A finished study as text for people."""

from gradcheck.cli.output import table
from gradcheck.texts.numbers import amount, count, score
from gradcheck_client.models import Study


def study_text(study: Study) -> str:
    """Arms with their means, comparisons in the study's own words, the ranking."""
    lines = [f"study {study.id}: {study.status}, {study.finish_reason}"]
    lines += [f"  {study.error.message}"] if study.error is not None else []
    result = study.result
    if result is None:
        return "\n".join([*lines, "it has no result"])
    trials = f"{count(result.complete_trials)} of {count(result.planned_trials)} trials have an outcome of every arm"
    rows = [
        (arm.name, count(arm.runs), count(arm.failed), _number(arm.mean), _number(arm.sd), _calls(arm.calls))
        for arm in result.arms
    ]
    lines += ["", trials, "", table(("arm", "runs", "failed", "mean", "sd", "calls"), rows), ""]
    lines += [
        f"{one.first} - {one.second}: {one.verdict}. {one.text or '; '.join(one.reasons)}" for one in result.comparisons
    ]
    return "\n".join([*lines, *([result.ranking.text] if result.ranking.text else [])])


def _number(value: float | None) -> str:
    return "–" if value is None else score(value)


def _calls(value: float | None) -> str:
    return "–" if value is None else amount(value)
