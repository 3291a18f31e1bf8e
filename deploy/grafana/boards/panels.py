"""What boards are made of, and how Grafana has it. What is asked and shown is in the modules of the boards."""

import itertools
import json
from typing import Literal, NamedTuple

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BigValueColorMode,
    BigValueGraphMode,
    DataSourceRef,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    TooltipDisplayMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
    VariableOption,
    VariableRefresh,
    VariableSort,
)
from grafana_foundation_sdk.models.prometheus import QueryEditorMode

_SOURCE = DataSourceRef(type_val="prometheus", uid="gradcheck-prometheus")
_LETTERS = "ABCDEFGHIJ"
_STAT_HEIGHT, _CHART_HEIGHT = 4, 8


class Query(NamedTuple):
    """A query, and the legend of each series that it finds."""

    expr: str
    legend: str = ""


class Panel(NamedTuple):
    """A panel; a stat turns red from `red` on, and shows `empty` where nothing is found."""

    title: str
    says: str
    unit: str
    queries: tuple[Query, ...]
    kind: Literal["stat", "series", "bars"] = "series"
    width: int = 8
    red: float | None = None
    empty: str = "0"


class Row(NamedTuple):
    """Panels under a title."""

    title: str
    panels: tuple[Panel, ...]


class Variable(NamedTuple):
    """What the viewer chooses of a label's values."""

    label: str
    series: str


class Board(NamedTuple):
    """A board."""

    uid: str
    title: str
    says: str
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


def written(board: Board) -> str:
    """A board as Grafana reads it."""
    made = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.says)
        .tags(["gradcheck"])
        .readonly()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .timezone("browser")
        .refresh("30s")
        .time("now-6h", "now")
        .version(1)
        .variables([_variable(variable) for variable in board.variables])
        .link(dashboard.DashboardLink("Gradcheck").tags(["gradcheck"]).as_dropdown(True).keep_time(True))
    )
    numbers = itertools.count(1)
    for row in board.rows:
        made.with_row(dashboard.Row(row.title).id(next(numbers)))
        for panel in row.panels:
            made.with_panel(_panel(panel).id(next(numbers)))
    return json.dumps(made.build(), cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _variable(variable: Variable) -> dashboard.QueryVariable:
    query = f"label_values({variable.series}, {variable.label})"
    return (
        dashboard.QueryVariable(variable.label)
        .label(variable.label.capitalize())
        .datasource(_SOURCE)
        .query({"query": query, "refId": variable.label})
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(VariableOption(text=["All"], value=["$__all"], selected=True))
    )


def _panel(panel: Panel) -> timeseries.Panel | stat.Panel | bargauge.Panel:
    made: timeseries.Panel | stat.Panel | bargauge.Panel
    match panel.kind:
        case "stat":
            made = _stat(panel)
        case "bars":
            made = _bars()
        case "series":
            made = _series()
    made.title(panel.title).description(panel.says).unit(panel.unit).datasource(_SOURCE).no_value(panel.empty)
    made.span(panel.width).height(_STAT_HEIGHT if panel.kind == "stat" else _CHART_HEIGHT)
    for letter, query in zip(_LETTERS, panel.queries, strict=False):
        made.with_target(_target(query, letter))
    return made


def _target(query: Query, letter: str) -> prometheus.Dataquery:
    target = prometheus.Dataquery().expr(query.expr).legend_format(query.legend).ref_id(letter).range()
    return target.datasource(_SOURCE).editor_mode(QueryEditorMode.CODE)


def _stat(panel: Panel) -> stat.Panel:
    steps = [Threshold(color="blue" if panel.red is None else "green", value=None)]
    if panel.red is not None:
        steps.append(Threshold(color="red", value=panel.red))
    return (
        stat.Panel()
        .color_mode(BigValueColorMode.VALUE)
        .graph_mode(BigValueGraphMode.AREA)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False))
        .color_scheme(dashboard.FieldColor().mode(FieldColorModeId.THRESHOLDS))
        .thresholds(dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps))
    )


def _bars() -> bargauge.Panel:
    return (
        bargauge.Panel()
        .display_mode(BarGaugeDisplayMode.BASIC)
        .orientation(VizOrientation.HORIZONTAL)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False))
        .color_scheme(dashboard.FieldColor().mode(FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
    )


def _series() -> timeseries.Panel:
    legend = common.VizLegendOptions().display_mode(LegendDisplayMode.TABLE).placement(LegendPlacement.BOTTOM)
    return (
        timeseries.Panel()
        .fill_opacity(10)
        .line_width(1)
        .legend(legend.show_legend(True).calcs(["lastNotNull", "max"]))
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
        .color_scheme(dashboard.FieldColor().mode(FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
    )


def quantiles(series: str, by: str, *shares: float) -> tuple[Query, ...]:
    """Quantiles of a histogram by labels, each with its own legend."""
    legend = " ".join(f"{{{{{label}}}}}" for label in by.replace(" ", "").split(","))
    return tuple(
        Query(
            f"histogram_quantile({share}, sum by (le, {by}) (rate({series}[$__rate_interval])))",
            f"{legend} p{share * 100:g}",
        )
        for share in shares
    )
