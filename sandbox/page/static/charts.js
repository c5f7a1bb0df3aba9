// Charts that a bot sends as numbers: a line on an axis of its own, and the numbers in words for whoever wants words.

import { h, svg, uid } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [380, 150, 40, 14, 16, 30];

function frame(numbers) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const room = (high - low || 1) * 0.15;
  return [low - room, high + room];
}

function drawn(chart) {
  const names = chart.axis_config?.categories ?? [];
  const [low, high] = frame(chart.series.flatMap((one) => one.data.map((point) => point.value)));
  const x = (at) => LEFT + (names.length > 1 ? at / (names.length - 1) : 0.5) * (WIDTH - LEFT - RIGHT);
  const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const every = Math.ceil(names.length / 6);
  const last = names.length - 1;
  // Counted from the end, so that the newest week always has its name.
  const ticks = names.map((name, at) => (last - at) % every ? null
    : svg("text", { x: x(at), y: HEIGHT - 10, class: "tick", "text-anchor": at === last && last ? "end" : at ? "middle" : "start" }, name));
  const lines = chart.series.map((one, number) => {
    const points = one.data.map((point) => [x(names.indexOf(point.label)), y(point.value), point.value]);
    return svg("g", { class: `series series-${number}` },
      svg("polyline", { points: points.map(([left, top]) => `${left},${top}`).join(" ") }),
      ...points.map(([left, top]) => svg("circle", { cx: left, cy: top, r: 3.5 })));
  });
  const values = chart.series.flatMap((one) => one.data.map((point) => point.value));
  const rule = [...new Set([Math.min(...values), Math.max(...values)])].map((value) => svg("g", {},
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "rule" }),
    svg("text", { x: LEFT - 8, y: y(value) + 4, class: "tick", "text-anchor": "end" }, String(value))));
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart-drawing", "aria-hidden": "true" }, ...rule, ...lines, ...ticks);
}

const told = (one) => `${one.name}: ${one.data.map((point) => `${point.value} (${point.label})`).join(", ")}.`;

/** A chart of lines; null for a kind that is not drawn here. */
export function chart(block) {
  if (block.chart?.type !== "line") return null;
  const title = uid("chart");
  const scale = block.chart.axis_config?.y_label;
  return h("figure", { class: "chart", "aria-labelledby": title },
    h("figcaption", { id: title }, h("strong", {}, block.title), scale ? h("small", {}, ` ${scale}`) : null),
    drawn(block.chart),
    h("details", { class: "alt" }, h("summary", {}, "Numbers"), block.chart.series.map((one) => h("p", {}, told(one)))));
}
