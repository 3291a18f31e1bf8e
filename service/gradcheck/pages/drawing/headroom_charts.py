"""The charts of a measurement of headroom: every prompt's score, and what could be gained beside what could be seen."""

from gradcheck.headroom.analysis import GIVEN, MINIMAL
from gradcheck.headroom.measured import HeadroomResult, ScoredPrompt, Sight
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Legend, Mark, Row, Table, intervals, rule

_GAINED, _SHOWN, _LUCK = "could be gained", "least that is seen", "luck"
_COLORS = {_GAINED: "--accent", _SHOWN: "--fill", _LUCK: "--open"}
_NAMES = {GIVEN: "given prompt", MINIMAL: "without its instruction"}


def name_of(prompt: ScoredPrompt) -> str:
    """A prompt as the page calls it: `induce.3` is `induce 3`."""
    return _NAMES.get(prompt.kind, prompt.name.replace(".", " "))


def prompts_chart(result: HeadroomResult) -> Chart | None:
    """All prompts from the best to the worst on the same items; None where none has a score."""
    known = [(prompt, prompt.score) for prompt in result.prompts if prompt.score is not None]
    if not known:
        return None
    known.sort(key=lambda one: -one[1].score)
    rows: list[Row] = [
        {
            "name": name_of(prompt),
            "score": scored.score,
            "low": scored.ci95[0],
            "high": scored.ci95[1],
            "color": "--accent" if prompt.kind == GIVEN else "--muted" if prompt.counts else "--open",
            "title": f"{name_of(prompt)}: {words.with_interval(scored.score, scored.ci95)}, {scored.n} items",
        }
        for prompt, scored in known
    ]
    given = [row["score"] for row in rows if row["color"] == "--accent"]
    return Chart(
        id="prompts",
        title="Prompts on the same items",
        said=f"Mean scores on {words.count(len(result.items))} items with 95 % intervals, each prompt's own. The "
        "prompts share the items, so differences between them are surer than these intervals look",
        marks=(
            *(rule(x=score, stroke="--accent", strokeDasharray="3 3") for score in given),
            *intervals(rows, "score"),
        ),
        options={
            "height": 60 + 34 * len(rows),
            "marginLeft": 170,
            "x": {"label": "mean score", "domain": [0, 1], "grid": True},
            "y": {"label": None, "domain": [row["name"] for row in rows]},
        },
        legend=(
            Legend(color="--accent", meaning="given prompt"),
            Legend(color="--muted", meaning="written anew"),
            Legend(color="--open", meaning="not compared"),
        ),
        table=Table(
            columns=("prompt", "score, 95 %", "items", "without a score", "compared"),
            rows=tuple(
                (
                    name_of(prompt),
                    words.with_interval(scored.score, scored.ci95),
                    scored.n,
                    scored.failed,
                    "yes" if prompt.counts else "no",
                )
                for prompt, scored in known
            ),
            numeric=(1, 2, 3),
        ),
    )


def gains_chart(result: HeadroomResult) -> Chart | None:
    """What prompts could gain, beside what each split could show of it; None where nothing could be told."""
    gain = result.gain
    if gain is None:
        return None
    bars = [
        _bar("best, expected", gain.estimate, _GAINED),
        _bar("best, at most", gain.at_most, _GAINED),
        _bar("room above", gain.room, _GAINED),
        *_least("test", result.test),
        *_least("validation", result.validation),
    ]
    if result.validation is not None and result.validation.from_nothing is not None:
        bars.append(_bar("luck of choice", result.validation.from_nothing, _LUCK))
    return Chart(
        id="gains",
        title="What could be gained, and what could be seen",
        said=f"Gains over the given prompt: of the best of {words.count(gain.candidates)} prompts like these, and of "
        "any prompt at all (room above); the least that each split shows with 80 % power; and what choosing the best "
        "on validation shows where none is better. What could be gained is seen only where it reaches what is shown",
        marks=(
            rule(x=0, stroke="--faint"),
            Mark(
                kind="barX",
                data=tuple(bars),
                options={
                    "y": "name",
                    "x1": "from",
                    "x2": "gain",
                    "fill": "color",
                    "insetTop": 3,
                    "insetBottom": 3,
                    "title": "title",
                },
            ),
            Mark(
                kind="text",
                data=tuple(bars),
                options={"y": "name", "x": "gain", "text": "text", "dx": 6, "textAnchor": "start", "fill": "--text"},
            ),
        ),
        options={
            "height": 60 + 34 * len(bars),
            "marginLeft": 150,
            "marginRight": 60,
            "x": {"label": "gain in mean score", "grid": True, "nice": True},
            "y": {"label": None, "domain": [bar["name"] for bar in bars], "type": "band"},
        },
        legend=(*(Legend(color=color, meaning=kind) for kind, color in _COLORS.items()),),
        table=Table(
            columns=("what", "kind", "gain"),
            rows=tuple((bar["name"], bar["kind"], bar["text"]) for bar in bars),
            numeric=(2,),
        ),
    )


def _least(split: str, sight: Sight | None) -> list[Row]:
    if sight is None or sight.detectable is None:
        return []
    return [_bar(f"{split} shows", sight.detectable, _SHOWN)]


def _bar(name: str, gain: float, kind: str) -> Row:
    text = words.difference(gain)
    title = f"{name}: {text}"
    return {"name": name, "kind": kind, "from": 0, "gain": gain, "color": _COLORS[kind], "text": text, "title": title}
