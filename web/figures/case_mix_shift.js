// AUC against the spread of the linear predictor: a site whose patients are more alike must have a lower AUC.
import * as Plot from "@observablehq/plot";

import {panelGrid, panelTitles, placeLabels} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {estimate, number, object, pooled, validationsOf} from "./study.js";
import {faint, ink, roleStyle, soft} from "./style.js";
import {plot} from "./svg.js";
import {counted, fixed, shortened} from "./text.js";

function pointsOf(study, model) {
  return validationsOf(study, model).flatMap((site) => {
    const shift = object(object(site.record.case_mix_shift)[model]),
      x = number(shift.sd_ratio),
      auc = estimate(site.metrics.auc);
    if (x === null || x <= 0 || auc === null) return [];
    const name = site.role === "holdout" ? `${site.name}, held out` : site.name;
    return [
      {x, y: auc.estimate, role: site.role, name, concordance: number(object(shift.membership_concordance).estimate)},
    ];
  });
}

function draw(study) {
  const found = study.models
    .map(({name}) => ({title: name, points: pointsOf(study, name), pooled: pooled(study.pooled(name).auc)}))
    .filter(({points}) => points.length > 0);
  if (found.length === 0) return null;
  const columns = Math.min(found.length, 3),
    cellWidth = columns === 1 ? 380 : 270,
    cellHeight = 220;
  const {panels, options} = panelGrid(found, {columns, cellWidth, cellHeight});
  const points = found.flatMap((panel) => panel.points);
  const x = [Math.min(0.8, ...points.map((p) => p.x)) - 0.05, Math.max(1.2, ...points.map((p) => p.x)) + 0.05];
  const y = [
    Math.min(0.5, ...points.map((p) => p.y)) - 0.02,
    Math.min(1.02, Math.max(0.9, ...points.map((p) => p.y)) + 0.03),
  ];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({
      ticks: 5,
      tickFormat: (value) => fixed(value, 1),
      label: "SD of the linear predictor, relative to development",
    }),
    axisY({
      ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((t) => t >= y[0] && t <= y[1]),
      tickFormat: (value) => fixed(value, 1),
      label: "AUC",
      labelOffset: 46,
    }),
    Plot.ruleX([1], {stroke: soft, strokeDasharray: "4 3"}),
  ];
  for (const panel of panels) {
    const place = {fx: () => panel.fx, fy: () => panel.fy};
    const pixels = panel.points.map((point) => ({
      ...point,
      full: point.name,
      name: shortened(point.name, 90, 10),
      at: point,
      x: ((point.x - x[0]) / (x[1] - x[0])) * cellWidth,
      y: (1 - (point.y - y[0]) / (y[1] - y[0])) * cellHeight,
    }));
    if (panel.pooled)
      marks.push(Plot.ruleY([panel.pooled.estimate], {...place, stroke: faint, strokeDasharray: "1 3"}));
    for (const role of ["external", "holdout", "development"]) {
      const {colour, symbol, fill} = roleStyle[role];
      marks.push(
        Plot.dot(
          panel.points.filter((point) => point.role === role),
          {...place, x: "x", y: "y", symbol, r: 4, fill, stroke: colour},
        ),
      );
    }
    for (const label of placeLabels(pixels, {left: 2, right: cellWidth - 2})) {
      marks.push(
        Plot.text([label.at], {
          ...place,
          x: "x",
          y: "y",
          text: [label.name],
          title: [label.name === label.full ? null : label.full],
          dx: label.dx,
          dy: label.dy,
          textAnchor: label.anchor,
          fontSize: 10,
          fill: ink,
        }),
      );
    }
  }
  const svg = plot({
    ...options,
    x: {domain: x, axis: null},
    y: {domain: y, axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks,
  });
  const told = found.map(
    (panel) =>
      `${panel.title}: ${panel.points.map((p) => `${p.name} SD ratio ${fixed(p.x, 2)}, AUC ${fixed(p.y, 3)}${p.concordance === null ? "" : `, membership concordance ${fixed(p.concordance, 2)}`}`).join("; ")}`,
  );
  return {
    svg,
    caption:
      "Left of the dashed line patients are more alike than at development, which lowers the AUC of any model; a low AUC on the right speaks against the model. Squares are external sites, diamonds held-out patients; dotted: the pooled AUC.",
    alt: `Spread of the linear predictor and AUC, ${counted(found.length, "model")}. ${told.join(". ")}.`,
  };
}

export function caseMixShifts(study) {
  return [{id: "case-mix-shift", title: "Was it the patients or the model?", draw: () => draw(study)}];
}
