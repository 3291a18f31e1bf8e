"""The charts of a run: scores over calls, validation beside test, classes."""

from collections import Counter
from itertools import count, pairwise

from gradcheck.domain.labels import ByClass
from gradcheck.domain.run import Result, Scored
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Legend, Mark, Row, Table, intervals, rule
from gradcheck.pages.history import Evaluated, RunHistory, name_of
from gradcheck.statistics.intervals import Interval, hoeffding, wilson

_ROUNDING = 1e-6
_UNIT: Row = {"domain": [0, 1], "grid": True}


def score_chart(history: RunHistory) -> Chart | None:
    """Every candidate's validation score with its interval, and the best one's so far; None before the first score."""
    known = [each for each in history.evaluated if each.score is not None and each.n]
    if not known:
        return None
    calls = {step.n: step.calls for step in history.steps}
    told = all(calls.get(each.step) is not None for each in known)
    rows = _beside([_scored_row(each, (calls[each.step] or 0) if told else each.step) for each in known])
    best = [
        {"x": step.calls if told else step.n, "y": step.best_score}
        for step in history.steps
        if step.best_score is not None
    ]
    axis = "calls made by the end of the step" if told else "step"
    return Chart(
        id="scores",
        title=f"Score over {'calls' if told else 'steps'}",
        said="Validation scores of all candidates with 95 % intervals over their items, those of a step side by side; "
        "the line is the best so far. It was chosen for its score, so its true one is likely lower: the test says what "
        "is left",
        marks=(
            Mark(
                kind="ruleX",
                data=tuple(rows),
                options={"x": "at", "y1": "low", "y2": "high", "stroke": "--muted", "strokeOpacity": 0.5},
            ),
            Mark(
                kind="dot",
                data=tuple(rows),
                options={"x": "at", "y": "y", "fill": "--muted", "r": 3.5, "title": "title"},
            ),
            Mark(
                kind="line",
                data=tuple(best),
                options={"x": "x", "y": "y", "stroke": "--accent", "strokeWidth": 2.5, "curve": "step-after"},
            ),
            Mark(kind="dot", data=tuple(best), options={"x": "x", "y": "y", "fill": "--accent", "r": 4}),
        ),
        options={
            "height": 300,
            "x": {"label": axis, "nice": True, "inset": 12, "tickFormat": "d"},
            "y": {"label": "validation score", **_UNIT},
        },
        legend=(Legend(color="--accent", meaning="best so far"), Legend(color="--muted", meaning="one candidate")),
        table=Table(
            columns=("step", axis, "candidate", "score", "95 % interval", "items"),
            rows=tuple(
                (each.step, row["x"], name_of(each.candidate), words.score(each.score), row["interval"], each.n)
                for each, row in zip(known, rows, strict=True)
            ),
            numeric=(0, 1, 3, 5),
        ),
    )


def _beside(rows: list[Row]) -> list[Row]:
    """Those that share a place beside each other, within the half of the way to the next one."""
    places = sorted({row["x"] for row in rows})
    if len(places) < 2:
        return [{**row, "at": row["x"]} for row in rows]
    nearest = min(after - before for before, after in pairwise(places))
    share = Counter(row["x"] for row in rows)
    apart = min(nearest / 2 / max(share.values()), (places[-1] - places[0]) / 60)
    numbers = {place: count() for place in places}
    return [{**row, "at": row["x"] + apart * (next(numbers[row["x"]]) - (share[row["x"]] - 1) / 2)} for row in rows]


def _scored_row(each: Evaluated, x: int) -> Row:
    score = each.score or 0.0
    ends = _interval(score, each.n)
    interval = (ends.low, ends.high)
    said = f"{name_of(each.candidate)}: {words.with_interval(score, interval)}, {each.n} items"
    return {"x": x, "y": score, "low": ends.low, "high": ends.high, "title": said, "interval": _ends(interval)}


def _ends(interval: tuple[float, float]) -> str:
    return f"{words.score(interval[0])} to {words.score(interval[1])}"


def _interval(score: float, n: int) -> Interval:
    """Wilson's where the mean may be one of zeros and ones, else one that holds for any scores within 0 and 1."""
    right = round(score * n)
    return wilson(right, n) if abs(score * n - right) < _ROUNDING else hoeffding(min(max(score, 0.0), 1.0), n)


def gap_chart(result: Result) -> Chart | None:
    """Both prompts on validation and on test; None where nothing but validation was scored."""
    test = result.test
    sides = [
        ("validation", "given prompt", result.validation.get("baseline")),
        ("validation", "best prompt", result.validation.get("best")),
        ("test", "given prompt", test.baseline),
        ("test", "best prompt", test.best),
    ]
    rows = [_side(split, prompt, scored) for split, prompt, scored in sides if scored is not None]
    if test.best is None or len(rows) < 2:
        return None
    validation = result.validation.get("best")
    fall = None if validation is None else validation.score - test.best.score
    return Chart(
        id="gap",
        title="Validation and test",
        said="Mean scores with 95 % intervals. The best prompt was chosen on validation; the test had no part in that"
        + ("" if fall is None else f". Validation minus test: {words.difference(fall)}"),
        marks=(
            rule(x=0, stroke="--faint"),
            *intervals(rows, "score"),
        ),
        options={
            "height": 60 + 34 * len(rows),
            "marginLeft": 150,
            "x": {"label": "mean score", **_UNIT},
            "y": {"label": None, "domain": [row["name"] for row in rows]},
        },
        legend=(Legend(color="--accent", meaning="best prompt"), Legend(color="--muted", meaning="given prompt")),
        table=Table(
            columns=("split", "prompt", "score", "95 % interval", "items", "without a score"),
            rows=tuple(
                (split, prompt, words.score(s.score), _ends(s.ci95), s.n, s.failed)
                for split, prompt, s in sides
                if s is not None
            ),
            numeric=(2, 4, 5),
        ),
    )


def _side(split: str, prompt: str, scored: Scored) -> Row:
    return {
        "name": f"{prompt.partition(' ')[0]}, {split}",
        "score": scored.score,
        "low": scored.ci95[0],
        "high": scored.ci95[1],
        "color": "--accent" if prompt == "best prompt" else "--muted",
        "title": f"{split}, {prompt}: {words.with_interval(scored.score, scored.ci95)}, {scored.n} items",
    }


def class_table(by_class: ByClass | None) -> Table | None:
    """Both prompts class by class; None where answers are no labels."""
    if by_class is None or not by_class.classes:
        return None
    rows = [
        (each.label, each.n, words.score(each.baseline), words.score(each.best), each.fixed, each.broken)
        for each in by_class.classes
    ]
    total = ("mean of classes", None, words.score(by_class.macro_baseline), words.score(by_class.macro_best))
    return Table(
        columns=("class", "items", "given prompt", "best prompt", "fixed", "broken"),
        rows=(*rows, (*total, None, None)),
        numeric=(1, 2, 3, 4, 5),
    )
