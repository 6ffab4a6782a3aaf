// Marks that several figures share.
import * as Plot from "@observablehq/plot";

import {ink, soft} from "./style.js";

// Text at pixels from the plot's left edge: a column of a table beside it. `rows` have y and text; `full` is the
// whole of what was shortened.
export function column(rows, {x, anchor = "start", weight, fill = ink, marginLeft, size}) {
  return Plot.text(rows, {
    y: "y",
    text: "text",
    title: "full",
    frameAnchor: "left",
    textAnchor: anchor,
    dx: x - marginLeft,
    fontWeight: weight,
    fill,
    fontSize: size,
  });
}

// Plot's axis with the project's letters.
export const axisX = (options) =>
  Plot.axisX({color: soft, tickSize: 4, labelAnchor: "center", labelArrow: "none", fontSize: 11, ...options});
export const axisY = (options) =>
  Plot.axisY({color: soft, tickSize: 4, labelAnchor: "center", labelArrow: "none", fontSize: 11, ...options});

// A logarithmic scale all of whose ticks have their labels: of Plot's own some go without. Its axis is logAxisX.
export const logScale = (low, high) => ({transform: Math.log, domain: [Math.log(low), Math.log(high)], axis: null});

// Plot does not apply a scale's transform to ticks.
export function logAxisX(ticks, options) {
  const labels = new Map(ticks.map((tick) => [Math.log(tick), String(tick)]));
  return axisX({ticks: Array.from(labels.keys()), tickFormat: (at) => labels.get(at), ...options});
}
