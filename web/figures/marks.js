// Marks that several figures share.
import * as Plot from "@observablehq/plot";

import {ink, soft} from "./style.js";

// Text at pixels from the plot's left edge: a column of a table beside it. `rows` have y and text; `full` is the
// whole of what was shortened.
export function column(rows, {x, anchor = "start", weight, fill = ink, marginLeft, size}) {
  return Plot.text(rows, {
    y: "y", text: "text", title: "full", frameAnchor: "left", textAnchor: anchor, dx: x - marginLeft, fontWeight: weight, fill,
    fontSize: size,
  });
}

// Plot's axis with the project's letters.
export const axisX = (options) => Plot.axisX({color: soft, tickSize: 4, labelAnchor: "center", labelArrow: "none", fontSize: 11, ...options});
export const axisY = (options) => Plot.axisY({color: soft, tickSize: 4, labelAnchor: "center", labelArrow: "none", fontSize: 11, ...options});
