// Calibration on the training patients, as it looks and corrected for optimism.
import * as Plot from "@observablehq/plot";

import {key, panelGrid, panelTitles} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {list, number, object} from "./study.js";
import {blue, faint, soft} from "./style.js";
import {compose, plot} from "./svg.js";
import {counted, fixed, plain} from "./text.js";

function draw(study) {
  const all = object(study.validation.optimism_corrected);
  const found = study.models.flatMap(({name}) => {
    const curve = object(object(all[name]).calibration_curve),
      risk = list(curve.risk).map(number);
    const line = (values) =>
      risk.map((x, i) => ({x, y: number(list(values)[i])})).filter(({x, y}) => x !== null && y !== null);
    const apparent = line(curve.apparent),
      corrected = line(curve.corrected);
    return corrected.length > 1
      ? [{title: name, apparent, corrected, replicates: number(object(all[name]).replicates)}]
      : [];
  });
  if (found.length === 0) return null;
  const columns = Math.min(found.length, 3),
    cellWidth = 240;
  const {panels, options} = panelGrid(found, {columns, cellWidth, cellHeight: cellWidth});
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({ticks, tickFormat: String, label: "predicted risk"}),
    axisY({ticks, tickFormat: String, label: "observed risk", labelOffset: 46}),
    Plot.link([0], {x1: 0, x2: 1, y1: 0, y2: 1, stroke: soft, strokeDasharray: "2 3"}),
  ];
  for (const {fx, fy, apparent, corrected} of panels) {
    const place = {fx: () => fx, fy: () => fy, x: "x", y: ({y}) => Math.min(Math.max(y, 0), 1)};
    marks.push(
      Plot.line(apparent, {...place, stroke: faint, strokeWidth: 2, strokeDasharray: "6 3"}),
      Plot.line(corrected, {...place, stroke: blue, strokeWidth: 1.8}),
    );
  }
  const svg = plot({...options, x: {domain: [0, 1], axis: null}, y: {domain: [0, 1], axis: null}, marks});
  const legend = key(
    [
      {name: "corrected", colour: blue, dash: "none"},
      {name: "apparent", colour: faint, dash: "6 3", width: 2},
      {name: "ideal", colour: soft, dash: "2 3", width: 1},
    ],
    options.width,
  );
  const told = found.map(({title, corrected}) => {
    const at = [0.25, 0.5, 0.75].map((share) => corrected[Math.round(share * (corrected.length - 1))]);
    return `${title}: ${at.map(({x, y}) => `observed ${fixed(y, 2)} at predicted ${plain(x)}`).join(", ")}`;
  });
  return {
    svg: compose(options.width, options.height + legend.height, [
      {svg: legend.svg, x: 0, y: 0},
      {svg, x: 0, y: legend.height},
    ]),
    caption: "",
    alt: `Calibration corrected for optimism of ${counted(found.length, "model")}. ${told.join(". ")}.`,
  };
}

export function optimismCurves(study) {
  return [{id: "optimism-calibration", title: "Calibration corrected for optimism", draw: () => draw(study)}];
}
