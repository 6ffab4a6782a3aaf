// A model's performance at each site over repeated validations.
import * as Plot from "@observablehq/plot";

import {key} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {figureId} from "./names.js";
import {entries, estimate, list, object} from "./study.js";
import {faint, ink, mostSeries, seriesStyle, soft} from "./style.js";
import {compose, plot} from "./svg.js";
import {counted, fixed, shortened} from "./text.js";

const kMeasures = [
  {key: "auc", name: "AUC", ideal: null, decimals: 3, ticks: 2},
  {key: "oe", name: "observed / expected", ideal: 1, decimals: 2, ticks: 1},
  {key: "calibration_slope", name: "calibration slope", ideal: 1, decimals: 2, ticks: 1},
];
const kPanel = 290,
  kHeight = 240;

function labelOf(run, index) {
  return typeof run.finished === "string" ? run.finished.slice(0, 10) : `run ${index + 1}`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b),
    middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function panel(measure, points, sites, labels) {
  const few = sites.length <= mostSeries;
  const values = points.map(({y}) => y),
    ends = measure.ideal === null ? values : [...values, measure.ideal];
  const low = Math.min(...ends),
    high = Math.max(...ends),
    margin = Math.max((high - low) * 0.08, 0.01);
  const at = sites.map((site) => points.filter((point) => point.site === site));
  const middles = labels
    .map((_, x) => points.filter((point) => point.x === x))
    .flatMap((of, x) => (of.length > 0 ? [{x, y: median(of.map(({y}) => y))}] : []));
  // As many dates as have room.
  const step = Math.ceil(labels.length / 3);
  return plot({
    width: kPanel,
    height: kHeight,
    marginLeft: 56,
    marginRight: 20,
    marginTop: 10,
    marginBottom: 30,
    x: {domain: [-0.25, labels.length - 0.75], axis: null},
    y: {domain: [low - margin, high + margin], axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks: [
      Plot.frame({stroke: "#c3ccd3"}),
      axisX({
        ticks: labels.map((_, i) => i).filter((i) => (labels.length - 1 - i) % step === 0),
        tickFormat: (i) => labels[i],
        label: null,
        fontSize: 10,
      }),
      axisY({ticks: 5, tickFormat: (y) => fixed(y, 2), label: measure.name, labelOffset: 46}),
      ...(measure.ideal === null ? [] : [Plot.ruleY([measure.ideal], {stroke: soft, strokeDasharray: "4 3"})]),
      ...at.flatMap((of, i) => {
        const style = few ? seriesStyle(i) : {colour: faint, dash: "none", symbol: "circle"};
        return [
          Plot.line(of, {
            x: "x",
            y: "y",
            stroke: style.colour,
            strokeDasharray: style.dash,
            strokeWidth: few ? 1.6 : 0.8,
          }),
          Plot.dot(of, {x: "x", y: "y", symbol: style.symbol, r: few ? 3.6 : 2, fill: style.colour}),
        ];
      }),
      ...(few ? [] : [Plot.line(middles, {x: "x", y: "y", stroke: ink, strokeWidth: 2.2})]),
    ],
  });
}

function draw(study, model) {
  const runs = list(study.validation.runs).map(object);
  if (runs.length < 2) return null;
  const labels = runs.map(labelOf),
    told = [],
    parts = [];
  const pointsOf = (measure) =>
    runs.flatMap((run, x) =>
      entries(run.sites).flatMap(([site, value]) => {
        const found = estimate(object(object(object(value).models)[model])[measure.key]);
        return found ? [{site, x, y: found.estimate}] : [];
      }),
    );
  const measures = kMeasures
    .map((measure) => ({measure, points: pointsOf(measure)}))
    .filter(({points}) => points.length > 0);
  if (measures.length === 0) return null;
  const sites = Array.from(new Set(measures.flatMap(({points}) => points.map(({site}) => site)))),
    few = sites.length <= mostSeries;
  const width = kPanel * measures.length;
  const legend = key(
    few
      ? sites.map((name, i) => ({...seriesStyle(i), name}))
      : [
          {name: "a site", colour: faint, dash: "none", symbol: "circle"},
          {name: "median over sites", colour: ink, dash: "none", width: 2.2},
        ],
    width,
  );
  parts.push({svg: legend.svg, x: 0, y: 0});
  measures.forEach(({measure, points}, i) => {
    parts.push({svg: panel(measure, points, sites, labels), x: i * kPanel, y: legend.height});
    const lines = sites
      .map((site) => ({site, of: points.filter((point) => point.site === site)}))
      .filter(({of}) => of.length > 0);
    told.push(
      `${measure.name}: ${lines.map(({site, of}) => `${site} ${of.map(({y}) => fixed(y, measure.decimals)).join(", ")}`).join("; ")}`,
    );
  });
  return {
    svg: compose(width, kHeight + legend.height, parts),
    caption: "The same model, validated again; the last run is this one. The dashed line is ideal calibration.",
    alt: `${model} over ${counted(runs.length, "run")} (${labels.map((label) => shortened(label, 200)).join(", ")}). ${told.join(". ")}.`,
  };
}

export function runPlots(study) {
  return study.models.map(({name}) => ({
    id: figureId("runs", name),
    title: `Model ${name} over the runs`,
    draw: () => draw(study, name),
  }));
}
