// Draws the charts of a page: each stands as data beside its place. A colour `--name` is one of the style's.
"use strict";
(() => {
  const colour = (value) => (typeof value === "string" && value.startsWith("--") ? `var(${value})` : value);
  const painted = (row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, colour(value)]));
  // A name on up to three lines, as far as there is room.
  function lines(text, most) {
    const made = [];
    for (const word of text.split(" ")) {
      const line = made.length ? `${made.at(-1)} ${word}` : word;
      if (made.length && line.length <= most) made[made.length - 1] = line;
      else made.push(word);
    }
    const kept = made.slice(0, 3);
    if (made.length > 3) kept[2] += "…";
    return kept.map((line) => (line.length > most ? `${line.slice(0, most - 1)}…` : line));
  }
  // Names beside an axis.
  const named = (axis, margin) => {
    if (typeof axis?.domain?.[0] !== "string" || !margin) return axis;
    const most = Math.max(8, Math.floor((margin - 14) / 6.6));
    return { ...axis, tickFormat: (text) => lines(text, most).join("\n") };
  };

  function mark({ kind, data, options }) {
    const channels = painted(options);
    for (const key of ["stroke", "fill"]) {
      if (channels[key] in (data[0] ?? {})) channels[key] = { value: channels[key], scale: null };
    }
    if (channels.strokeWidth in (data[0] ?? {})) channels.strokeWidth = { value: channels.strokeWidth, scale: null };
    return Plot[kind](data.map(painted), channels);
  }

  function draw(figure) {
    const place = figure.querySelector(".plot");
    const width = Math.max(280, Math.min(960, place.clientWidth || 960));
    if (place.dataset.width === String(width)) return;
    place.dataset.width = String(width);
    const { marks, options } = JSON.parse(figure.querySelector("script").textContent);
    const marginLeft = options.marginLeft ? Math.min(options.marginLeft, width * 0.36) : undefined;
    const beside = { x: options.x && { labelOffset: 38, ...options.x }, y: named(options.y, marginLeft), fy: named(options.fy, marginLeft) };
    const made = { marginBottom: 46, ...options, ...beside, width, marks: marks.filter((each) => width > 500 || !each.wide).map(mark), className: "gc-plot", style: { fontSize: "12px" } };
    if (marginLeft) made.marginLeft = marginLeft;
    const drawn = Plot.plot(made);
    // The place says what the chart is; names of its marks would be read out without sense.
    for (const each of drawn.querySelectorAll("[aria-label]")) each.removeAttribute("aria-label");
    place.replaceChildren(drawn);
  }

  function all(within = document) {
    for (const figure of within.querySelectorAll("figure.chart")) draw(figure);
  }

  window.gradcheckCharts = all;
  const begin = () => {
    all();
    new ResizeObserver(() => all()).observe(document.querySelector("main"));
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
