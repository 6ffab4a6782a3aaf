// ROC curves on the grid of thresholds on which sites count.
import * as Plot from "@observablehq/plot";

import {columnsFor, key, panelGrid, panelTitles} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {figureId} from "./names.js";
import {estimate, list, number, object, pooled, validationsOf} from "./study.js";
import {ink, seriesStyle, soft} from "./style.js";
import {compose, plot} from "./svg.js";
import {counted, fixed, shortened, withInterval} from "./text.js";

const kMostInOne = 5;

// (1 - specificity, sensitivity) at each threshold whose counts are told, between the corners.
function pointsOf({n, events, metrics}) {
  if (n === null || events === null || events === 0 || events === n) return [];
  const curve = object(metrics.decision_curve);
  const tp = list(curve.tp),
    fp = list(curve.fp);
  const told = tp.map((value, i) => ({x: number(fp[i]), y: number(value)}));
  const at = object(metrics.at_threshold);
  told.push({x: number(at.fp), y: number(at.tp), chosen: true});
  const points = told
    .filter(({x, y}) => x !== null && y !== null)
    .map(({x, y, chosen}) => ({x: x / (n - events), y: y / events, chosen: chosen ?? false}))
    .filter(({x, y}) => x >= 0 && x <= 1 && y >= 0 && y <= 1)
    .sort((a, b) => a.x - b.x || a.y - b.y);
  return points.length === 0 ? [] : [{x: 0, y: 0}, ...points, {x: 1, y: 1}];
}

// The range of the curves, at even steps of 1 - specificity.
function rangeOf(curves) {
  const at = (points, x) => {
    const after = points.findIndex((point) => point.x >= x);
    const [a, b] = [points[Math.max(after - 1, 0)], points[after]];
    return b.x === a.x ? b.y : a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
  };
  return Array.from({length: 26}, (_, i) => i / 25).map((x) => {
    const values = curves.map(({points}) => at(points, x));
    return {x, low: Math.min(...values), high: Math.max(...values)};
  });
}

const nameOf = (site) =>
  site.role === "external" ? site.name : `${site.name}, ${site.role === "holdout" ? "held out" : "apparent"}`;

function aucOf(site) {
  const auc = estimate(site.metrics.auc);
  return auc ? withInterval(auc, 3) : "not available";
}

// In words: what was pooled, and the curve of all external patients together where there is one.
function summaryOf(study, model) {
  const record = study.pooled(model),
    meta = pooled(record.auc),
    told = [];
  if (meta) {
    const range = meta.prediction
      ? `, prediction interval ${fixed(meta.prediction.lower, 3)} to ${fixed(meta.prediction.upper, 3)}`
      : "";
    told.push(
      `Pooled AUC over ${counted(meta.k ?? meta.sites.length, "external site")}: ${withInterval(meta, 3)}${range}.`,
    );
  }
  const stacked = object(object(record.stacked).auc),
    middle = number(stacked.estimate);
  if (middle !== null) {
    const low = number(stacked.lower_bound),
      high = number(stacked.upper_bound);
    told.push(
      `All external patients together: AUC ${fixed(middle, 3)}${low === null || high === null ? "" : `, between ${fixed(low, 3)} and ${fixed(high, 3)} whatever lies within the bins`}.`,
    );
  }
  return told.join(" ");
}

function draw(study, model) {
  const curves = validationsOf(study, model)
    .map((site) => ({site, points: pointsOf(site)}))
    .filter(({points}) => points.length > 0);
  if (curves.length === 0) return null;
  const together = curves.length <= kMostInOne;
  const shown = together
    ? [{title: "", curves}]
    : curves.map((curve) => ({title: nameOf(curve.site), curves: [curve]}));
  const {columns, cellWidth} = together ? {columns: 1, cellWidth: 374} : columnsFor(shown.length, 0);
  const {panels, options} = panelGrid(shown, {columns, cellWidth, cellHeight: cellWidth});
  const ticks = together ? [0, 0.2, 0.4, 0.6, 0.8, 1] : [0, 0.5, 1];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({ticks, tickFormat: (x) => String(x), label: "1 − specificity"}),
    axisY({ticks, tickFormat: (x) => String(x), label: "sensitivity", labelOffset: 46}),
    Plot.link([0], {x1: 0, x2: 1, y1: 0, y2: 1, stroke: soft, strokeDasharray: "4 3"}),
  ];
  if (!together) marks.push(Plot.areaY(rangeOf(curves), {x: "x", y1: "low", y2: "high", fill: "#e2e6ea"}));
  for (const panel of panels) {
    const place = {fx: () => panel.fx, fy: () => panel.fy};
    panel.curves.forEach(({site, points}, i) => {
      const style = seriesStyle(together ? i : 0);
      marks.push(
        Plot.line(points, {
          ...place,
          x: "x",
          y: "y",
          stroke: style.colour,
          strokeWidth: 1.8,
          strokeDasharray: together ? style.dash : null,
        }),
      );
      marks.push(
        Plot.dot(
          points.filter((point) => point.chosen === false),
          {...place, x: "x", y: "y", symbol: style.symbol, r: together ? 2.6 : 1.6, fill: style.colour},
        ),
      );
      marks.push(
        Plot.dot(
          points.filter((point) => point.chosen),
          {
            ...place,
            x: "x",
            y: "y",
            symbol: style.symbol,
            r: together ? 5 : 3.4,
            fill: "white",
            stroke: style.colour,
            strokeWidth: 1.6,
          },
        ),
      );
      if (!together)
        marks.push(
          Plot.text([0], {
            ...place,
            x: () => 1,
            y: () => 0,
            dx: -5,
            dy: -8,
            textAnchor: "end",
            text: () => aucOf(site).replace(" (", "\n("),
            lineAnchor: "bottom",
            fontSize: 9,
            fill: ink,
          }),
        );
    });
  }
  const svg = plot({
    ...options,
    x: {domain: [0, 1], axis: null},
    y: {domain: [0, 1], axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks,
  });
  const summary = summaryOf(study, model);
  const alt =
    `ROC curves of ${model} at ${counted(curves.length, "site")}. AUC: ${curves.map(({site}) => `${nameOf(site)} ${aucOf(site)}`).join("; ")}. ${summary}`.trim();
  const caption =
    `Points are the thresholds of the decision curve, joined by straight lines; the open mark is the model's own threshold.${together ? "" : " Grey: the range of all sites."} ${summary}`.trim();
  if (!together) return {svg, caption, alt};
  const legend = key(
    curves.map(({site}, i) => ({
      ...seriesStyle(i),
      name: `${shortened(nameOf(site), options.width - 210)}: ${aucOf(site)}`,
    })),
    options.width,
  );
  return {
    svg: compose(options.width, options.height + legend.height, [
      {svg: legend.svg, x: 0, y: 0},
      {svg, x: 0, y: legend.height},
    ]),
    caption,
    alt,
  };
}

export function rocCurves(study) {
  return study.models.map(({name}) => ({
    id: figureId("roc", name),
    title: `ROC curves of model ${name} by site`,
    draw: () => draw(study, name),
  }));
}
