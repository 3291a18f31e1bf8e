"""The anytime curves as a picture, drawn by the script that draws the charts of the pages, in a headless browser.

It owns which methods stand out. It does not own how a chart is drawn.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.leaderboard.standing import Comparison, Standing
from gradcheck.pages.drawing.charts import Chart, Legend, Mark, Row, Table

_STATIC = Path(__file__).parents[2] / "service/gradcheck/pages/static"
_COLORS = ("--accent", "--good", "--bad", "--open", "--fill")
_APART = 0.035  # of the height, between the names of two lines
_LIMIT_S = 60


class NoBrowserError(Exception):
    """There is nothing to draw with."""


def curves(found: Comparison) -> Chart:
    """What a run would have returned by the calls it had made, as the gain over the given prompt: means of all runs."""
    leading = found.standings[: len(_COLORS)]
    colors = dict(zip((one.method for one in leading), _COLORS, strict=False))
    drawn = sorted(found.standings, key=lambda one: one.method in colors)
    points = list(found.standings[0].curve)
    table = Table(
        columns=("method", *(f"{point} calls" for point in points)),
        rows=tuple((one.method, *(f"{gain:.3f}" for gain in one.curve.values())) for one in found.standings),
        numeric=tuple(range(1, len(points) + 1)),
    )
    return Chart(
        id="curves",
        title="Gain by calls",
        said="Means of all runs",
        marks=(*(_line(one, colors.get(one.method)) for one in drawn), _names(leading, colors)),
        options={
            "height": 460,
            "marginRight": 110,
            "x": {"label": "calls made", "ticks": points},
            "y": {"label": "true gain over the given prompt", "grid": True, "nice": True},
        },
        table=table,
        legend=tuple(Legend(color=color, meaning=name) for name, color in colors.items()),
    )


def _line(one: Standing, color: str | None) -> Mark:
    rows: tuple[Row, ...] = tuple({"x": point, "y": gain} for point, gain in one.curve.items())
    stroke = {"stroke": color or "--faint", "strokeWidth": 2.5 if color else 1, "strokeOpacity": 1 if color else 0.5}
    return Mark(kind="line", data=rows, options={"x": "x", "y": "y", **stroke})


def _names(leading: Sequence[Standing], colors: dict[str, str]) -> Mark:
    """Names at the ends of the lines that stand out, apart from one another."""
    last = max(leading[0].curve)
    ends = sorted(((one.curve[last], one.method) for one in leading), reverse=True)
    least = _APART * max(gain for gain, _ in ends)
    rows: list[Row] = []
    below = float("inf")
    for gain, name in ends:
        below = min(gain, below - least)
        rows.append({"x": last, "y": below, "text": name, "color": colors[name]})
    place = {"x": "x", "y": "y", "text": "text", "textAnchor": "start", "dx": 8, "fill": "color", "fontWeight": 600}
    return Mark(kind="text", data=tuple(rows), options=place)


def drawn(chart: Chart) -> str:
    """The chart as a file that stands alone, in the colours of the reader's theme. Raises NoBrowserError."""
    browser = shutil.which("chromium")
    if browser is None:
        raise NoBrowserError("a picture needs Debian's package chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_page(chart), "utf-8")
        asked = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        asked += ["--window-size=1100,900", "--virtual-time-budget=5000", "--dump-dom", page.as_uri()]
        told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=_LIMIT_S).stdout
    [picture] = re.findall(r'<div class="plot"[^>]*>(<svg.*?</svg>)</div>', told, re.DOTALL)
    style = "".join(re.findall(r"^:root \{.*?^\}|^@media screen.*?^\}", _read("pages.css"), re.DOTALL | re.MULTILINE))
    opening = '<svg xmlns="http://www.w3.org/2000/svg" color="var(--text)" '
    return str(picture).replace("<svg ", opening, 1).replace("<style>", f"<style>{style}", 1) + "\n"


def _page(chart: Chart) -> str:
    scripts = "".join(f"<script>{_read(name)}</script>" for name in ("vendor/d3.min.js", "vendor/plot.min.js"))
    figure = f'<figure class="chart"><div class="plot"></div><script type="application/json">{chart.json}</script>'
    style = f"<style>{_read('pages.css')}</style>"
    body = f"<main>{figure}</figure></main>{scripts}<script>{_read('charts.js')}</script>"
    return f"<!doctype html><meta charset=utf-8>{style}{body}"


def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
