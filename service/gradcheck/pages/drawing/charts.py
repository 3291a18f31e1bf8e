"""Charts as data: what a page's script draws with Observable Plot, and the table that says the same in numbers.

A mark is one of Plot's by name, with its data and options; an option that begins with `--` is a colour of the style.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from gradcheck.domain.base import Value

Row = dict[str, Any]
Cell = str | int | float | None

# What is wrong inside a script element, whatever its type: its end, a comment, line ends of JavaScript.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class Table(Value, frozen=True, kw_only=True):
    """Rows under named columns; the cells of `numeric` columns stand to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()


class Mark(Value, frozen=True, kw_only=True):
    """One mark of a chart; `kind` is its name in Plot. A `wide` one is drawn only where there is room for it."""

    kind: str
    wide: bool = False
    data: tuple[Row, ...] = ()
    options: Row = msgspec.field(default_factory=dict)


class Legend(Value, frozen=True, kw_only=True):
    """What a colour means."""

    color: str
    meaning: str


class Chart(Value, frozen=True, kw_only=True):
    """A chart with its title, what it says in words, and the same numbers as a table."""

    id: str
    title: str
    said: str
    marks: tuple[Mark, ...]
    options: Row
    table: Table
    legend: tuple[Legend, ...] = ()

    @property
    def json(self) -> Markup:
        """What the script draws, safe inside a script element."""
        return safe_json({"marks": self.marks, "options": self.options})


def safe_json(value: object) -> Markup:
    """A value as JSON that may stand inside a script element."""
    return Markup(msgspec.json.encode(value).decode().translate(_UNSAFE))  # noqa: S704 - nothing of HTML is left in it


def rule(**options: Any) -> Mark:  # noqa: ANN401 - any option of a mark
    """A line across the chart at `x` or `y`."""
    axis = "x" if "x" in options else "y"
    place = options.pop(axis)
    return Mark(kind="ruleX" if axis == "x" else "ruleY", data=({axis: place},), options={axis: axis, **options})


def band(low: float, high: float, **options: Any) -> Mark:  # noqa: ANN401 - any option of a mark
    """A band over the whole height between two places of x."""
    return Mark(kind="rectX", data=({"x1": low, "x2": high},), options={"x1": "x1", "x2": "x2", **options})


def intervals(rows: Sequence[Row], at: str) -> tuple[Mark, Mark]:
    """A dot a line at the place `at` of each row, on its interval where it has one.

    Rows have `name`, `low`, `high`, `color` and `title`.
    """
    whole = tuple(row for row in rows if row["low"] is not None)
    line: Row = {"y": "name", "x1": "low", "x2": "high", "stroke": "color", "strokeWidth": 2}
    dot: Row = {"y": "name", "x": at, "fill": "color", "r": 5, "title": "title"}
    return Mark(kind="ruleY", data=whole, options=line), Mark(kind="dot", data=tuple(rows), options=dot)


def forest(
    identity: str,
    title: str,
    said: str,
    rows: Sequence[Row],
    table: Table,
    *,
    label: str,
    before: Sequence[Mark] = (),
    legend: tuple[Legend, ...] = (),
) -> Chart:
    """Estimates with their intervals, one a line; rows have `name`, `low`, `high`, `estimate` and `color`."""
    names = [str(row["name"]) for row in rows]
    marks = (*before, rule(x=0, stroke="--faint"), *intervals(rows, "estimate"))
    options = {
        "marginLeft": _margin(names),
        "height": 70 + 34 * len(names),
        "x": {"label": label, "grid": True, "nice": True},
        "y": {"label": None, "domain": names},
    }
    return Chart(id=identity, title=title, said=said, marks=marks, options=options, table=table, legend=legend)


def strip(
    identity: str, title: str, said: str, rows: Sequence[Row], means: Sequence[Row], table: Table, *, x: Row
) -> Chart:
    """Values of several groups, a dot each, equal ones above one another; the tick is a group's mean.

    Rows have `name`, `value` and `title`, means `name` and `value`; groups stand in the order of the means.
    """
    seen = Counter[tuple[str, float]]()
    dots: list[Row] = []
    for row in rows:
        place = (row["name"], round(row["value"], 4))
        seen[place] += 1
        dots.append({**row, "up": seen[place] // 2 * (1 if seen[place] % 2 else -1)})
    names = [mean["name"] for mean in means]
    reach = max([2, *(abs(dot["up"]) for dot in dots)]) + 1
    options = {"fy": "name", "x": "value"}
    marks = (
        rule(x=0, stroke="--faint"),
        Mark(kind="tickX", data=tuple(means), options={**options, "stroke": "--text", "strokeWidth": 2.5}),
        Mark(
            kind="dot",
            data=tuple(dots),
            options={**options, "y": "up", "fill": "--accent", "fillOpacity": 0.55, "r": 4, "title": "title"},
        ),
    )
    return Chart(
        id=identity,
        title=title,
        said=said,
        marks=marks,
        options={
            "height": 70 + len(names) * min(max(46, 18 * reach), 160),
            "marginLeft": _margin(names),
            "x": {"grid": True, **x},
            "y": {"axis": None, "domain": [-reach, reach]},
            "fy": {"label": None, "domain": names, "axis": "left"},
        },
        table=table,
    )


def _margin(names: Sequence[str]) -> int:
    """Room for names beside an axis; longer ones are cut by the script."""
    return min(300, 20 + 7 * max(map(len, names), default=0))
