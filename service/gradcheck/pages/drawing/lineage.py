"""Who descends from whom: candidates by the step that made them, each on a line of its own, the best one's descent."""

from collections.abc import Mapping, Sequence

from gradcheck.domain.program import Candidate
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Legend, Mark, Row, Table
from gradcheck.pages.history import RunHistory, name_of
from gradcheck.pages.prompt_changes import ancestry

_MOST = 120


def lineage_chart(candidates: Sequence[Candidate], best: str, history: RunHistory) -> Chart | None:
    """The tree; None for a single candidate. Of very many the best one's ancestors and the newest are drawn."""
    descent = {candidate.id for candidate in ancestry(best, candidates)}
    drawn = _drawn(candidates, descent)
    if len(drawn) < 2:
        return None
    scores = history.last_score
    steps = _steps(drawn, history)
    x, y = _columns(drawn, steps), _lines(drawn)
    links: list[Row] = []
    for candidate in drawn:
        for parent in candidate.parents:
            if parent in x:
                ours = candidate.id in descent and parent in descent
                ends = {"x1": x[parent], "y1": y[parent], "x2": x[candidate.id], "y2": y[candidate.id]}
                links.append({**ends, "color": "--accent" if ours else "--line", "width": 2.5 if ours else 1})
    dots: list[Row] = []
    for candidate in drawn:
        known = scores.get(candidate.id)
        score = None if known is None else known.score
        color = "--accent" if candidate.id == best else "--fill" if candidate.id in descent else "--muted"
        said = f"{name_of(candidate.id)}: {candidate.operator}, {words.score(score)}"
        place = {"x": x[candidate.id], "y": y[candidate.id]}
        dots.append({**place, "color": color, "title": said, "text": "" if score is None else words.score(score)})
    left_out = len(candidates) - len(drawn)
    return Chart(
        id="lineage",
        title="Lineage",
        said=f"{words.count(len(candidates))} candidates by the step that made them, with their validation scores; the "
        f"thick line is the descent of the best one"
        + (f". {words.count(left_out)} of the older are not drawn" if left_out else ""),
        marks=(
            Mark(
                kind="link",
                data=tuple(links),
                options={
                    **{end: end for end in ("x1", "y1", "x2", "y2")},
                    "stroke": "color",
                    "strokeWidth": "width",
                    "curve": "bump-x",
                },
            ),
            Mark(kind="dot", data=tuple(dots), options={"x": "x", "y": "y", "fill": "color", "r": 5, "title": "title"}),
            *_labels(dots),
        ),
        options={
            "height": 60 + 22 * (1 + int(max(y.values()))),
            "marginRight": 60,
            "marginLeft": 20,
            "x": {"label": "step", "ticks": sorted(set(steps.values())), "tickFormat": "d"},
            "y": {"axis": None, "reverse": True, "inset": 12},
        },
        legend=(Legend(color="--accent", meaning="the best prompt"), Legend(color="--fill", meaning="its ancestors")),
        table=Table(
            columns=("candidate", "made by", "step", "parents", "validation score"),
            rows=tuple(
                (
                    name_of(candidate.id),
                    candidate.operator,
                    steps[candidate.id],
                    ", ".join(map(name_of, candidate.parents)),
                    words.score(scores[candidate.id].score) if candidate.id in scores else None,
                )
                for candidate in drawn
            ),
            numeric=(2, 4),
        ),
    )


def _labels(dots: Sequence[Row]) -> tuple[Mark, Mark]:
    """Scores beside the dots; where there is little room those of the best one's descent alone."""
    options: Row = {"x": "x", "y": "y", "text": "text", "dx": 8, "textAnchor": "start"}
    options |= {"fill": "--text", "stroke": "--paper", "strokeWidth": 5}  # or a thick line is seen between digits
    ours = tuple(dot for dot in dots if dot["color"] != "--muted")
    others = tuple(dot for dot in dots if dot["color"] == "--muted")
    return Mark(kind="text", data=ours, options=options), Mark(kind="text", wide=True, data=others, options=options)


def _drawn(candidates: Sequence[Candidate], descent: set[str]) -> list[Candidate]:
    others = [candidate for candidate in candidates if candidate.id not in descent]
    kept = {candidate.id for candidate in others[max(0, len(others) - _MOST) :]} | descent
    return [candidate for candidate in candidates if candidate.id in kept]


def _steps(drawn: Sequence[Candidate], history: RunHistory) -> dict[str, int]:
    """The step of each; where none was told, one after its latest parent's."""
    steps: dict[str, int] = {}
    for candidate in drawn:
        after = 1 + max((steps[parent] for parent in candidate.parents if parent in steps), default=-1)
        steps[candidate.id] = history.step_of.get(candidate.id, after)
    return steps


def _columns(drawn: Sequence[Candidate], steps: Mapping[str, int]) -> dict[str, float]:
    """The place of each: its step, and a little more for those whose parent was made in the same step."""
    deep: dict[str, int] = {}
    for candidate in drawn:
        own = [deep[p] for p in candidate.parents if p in deep and steps[p] == steps[candidate.id]]
        deep[candidate.id] = 1 + max(own, default=-1)
    most = max(deep.values(), default=0) + 1
    return {name: steps[name] + 0.7 * depth / most for name, depth in deep.items()}


def _lines(drawn: Sequence[Candidate]) -> dict[str, float]:
    """A line for each: those without children below one another, parents amid their children."""
    names = {candidate.id for candidate in drawn}
    children: dict[str, list[str]] = {name: [] for name in names}
    roots = list[str]()
    for candidate in drawn:
        first = next((parent for parent in candidate.parents if parent in names), None)
        (roots if first is None else children[first]).append(candidate.id)
    lines: dict[str, float] = {}
    used = 0
    stack = [(name, False) for name in reversed(roots)]
    while stack:
        name, seen = stack.pop()
        own = children[name]
        if seen:
            lines[name] = sum(lines[child] for child in own) / len(own)
        elif own:
            stack += [(name, True), *((child, False) for child in reversed(own))]
        else:
            lines[name] = float(used)
            used += 1
    return lines
