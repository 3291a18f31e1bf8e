"""The charts of a diagnostic: effects with the band of equivalence, parts of a gain, pairs of edits."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.material import ArmDraw, Block, Material
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Legend, Mark, Row, Table, band, forest, rule, strip

_PARTS = ("generic", "form", "content", "selection")
_COLORS = {"supported": "--good", "refuted": "--bad"}
_REAL = "real"


def effects_chart(findings: Mapping[str, Finding], delta: float) -> Chart | None:
    """All claims of all tests that have an estimate, with the band in which a difference counts as none."""
    measured = [
        (test, claim) for test, finding in findings.items() for claim in finding.claims if claim.estimate is not None
    ]
    if not measured:
        return None
    rows = [_effect_row(test, claim) for test, claim in measured]
    table = Table(
        columns=("claim", "difference", "p", "verdict", "pairs", "items"),
        rows=tuple(
            (
                row["name"],
                words.difference(claim.estimate, claim.ci95),
                words.p_value(claim.p_value),
                words.verdict(claim.verdict),
                claim.n_pairs,
                claim.n_items,
            )
            for row, (_, claim) in zip(rows, measured, strict=True)
        ),
        numeric=(1, 2, 4, 5),
    )
    return forest(
        "effects",
        "Effects",
        "Differences of mean scores with their intervals. Within the shaded band, "
        f"\N{PLUS-MINUS SIGN}{words.figure(delta)}, a difference counts as none",
        rows,
        table,
        before=(band(-delta, delta, fill="--faint", fillOpacity=0.22),),
        label="difference of mean scores",
        legend=(
            Legend(color="--good", meaning="supported"),
            Legend(color="--bad", meaning="refuted"),
            Legend(color="--muted", meaning="open"),
        ),
    )


def _effect_row(test: str, claim: Effect) -> Row:
    low, high = claim.ci95 or (None, None)
    return {
        "name": claim.name if claim.name == test else f"{words.words(test)}: {words.words(claim.title)}",
        "estimate": claim.estimate,
        "low": low,
        "high": high,
        "color": _COLORS.get(claim.verdict, "--muted"),
        "title": words.difference(claim.estimate, claim.ci95),
    }


def waterfall_chart(finding: Finding | None) -> Chart | None:
    """What a step's gain is made of, each part on top of those before it; None where it was not measured."""
    if finding is None:
        return None
    values = [(name, finding.figure(name)) for name in _PARTS]
    known = [(name, value) for name, value in values if value is not None]
    total = finding.figure("total")
    if len(known) < len(_PARTS) or total is None:
        return None
    figures = {figure.name: figure for figure in finding.figures}
    bars: list[Row] = []
    reached = 0.0
    for name, value in known:
        bars.append(_bar(name, reached, reached + value, "--good" if value >= 0 else "--bad", value))
        reached += value
    bars.append(_bar("total", 0.0, total, "--accent", total))
    names = [bar["name"] for bar in bars]
    return Chart(
        id="parts",
        title="What a step's gain is made of",
        said="Rewriting alone (generic), the form of feedback, what it says (content), and selecting among candidates; "
        "each bar begins where the one before it ends. Their intervals are in the table"
        + (f". Not testable: {'; '.join(finding.reasons)}" if finding.verdict == "not_testable" else ""),
        marks=(
            rule(y=0, stroke="--faint"),
            Mark(
                kind="rectY",
                data=tuple(bars),
                options={
                    "x": "name",
                    "y1": "from",
                    "y2": "to",
                    "fill": "color",
                    "insetLeft": 8,
                    "insetRight": 8,
                    "title": "title",
                },
            ),
            Mark(
                kind="text",
                data=tuple(bars),
                options={"x": "name", "y": "top", "text": "text", "dy": -8, "fill": "--text"},
            ),
        ),
        options={
            "height": 300,
            "marginTop": 30,
            "x": {"label": None, "domain": names, "type": "band"},
            "y": {"label": "gain in mean score", "grid": True, "nice": True},
        },
        table=Table(
            columns=("part", "gain with interval", "p"),
            rows=tuple(
                (name, words.difference(figures[name].value, figures[name].ci95), words.p_value(figures[name].p_value))
                for name in names
            ),
            numeric=(1, 2),
        ),
    )


def _bar(name: str, start: float, end: float, color: str, value: float) -> Row:
    text = words.difference(value)
    ends = {"from": min(start, end), "to": max(start, end), "top": max(start, end)}
    return {"name": name, **ends, "color": color, "text": text, "title": f"{name}: {text}"}


def pairs_chart(material: Material) -> Chart | None:
    """Every pair of an edit with the real feedback and one of another arm; None where no pair has scores."""
    rows: list[Row] = []
    for block in material.blocks:
        arms = {draw.arm: draw for draw in block.arms}
        rows += [_pair_row(block, arms[_REAL], draw) for draw in block.arms if _REAL in arms and draw.arm != _REAL]
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return None
    arms_shown = list(dict.fromkeys(str(row["name"]) for row in known))
    means = [
        {"name": name, "value": fmean(float(row["value"]) for row in known if row["name"] == name)}
        for name in arms_shown
    ]
    unscored = len(rows) - len(known)
    said = (
        "Each dot is a pair: an edit made with the recorded feedback minus one of another arm, by means over "
        "the items that both have scores of. The tick is the mean of all pairs, repeated edits included"
    )
    return strip(
        "pairs",
        "Pairs of edits",
        said + (f". {words.count(unscored)} pairs have no scores" if unscored else ""),
        known,
        means,
        Table(
            columns=("pair", "step", "replicate", "items", "difference"),
            rows=tuple(
                (row["name"], row["step"], row["replicate"], row["items"], words.difference(row["value"]))
                for row in known
            ),
            numeric=(1, 2, 3, 4),
        ),
        x={"label": "difference of mean scores", "nice": True},
    )


def _pair_row(block: Block, real: ArmDraw, other: ArmDraw) -> Row:
    both: Sequence[tuple[float, float]] = [
        (first, second)
        for first, second in zip(real.scores, other.scores, strict=False)
        if first is not None and second is not None
    ]
    value = fmean(first - second for first, second in both) if both else None
    return {
        "name": f"real \N{MINUS SIGN} {words.words(other.arm)}",
        "value": value,
        "step": block.step,
        "replicate": block.replicate,
        "items": len(both),
        "title": f"step {block.step}, replicate {block.replicate}: {words.difference(value)}",
    }
