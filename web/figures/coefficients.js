// Odds ratios per standard deviation.
import * as Plot from "@observablehq/plot";

import {column, logAxisX, logScale} from "./marks.js";
import {figureId} from "./names.js";
import {list, number, object} from "./study.js";
import {blue, grid, soft} from "./style.js";
import {plot} from "./svg.js";
import {abbreviated, counted, plain, withInterval} from "./text.js";

const kMostRows = 40;
const kWidth = 560,
  kLeft = 184,
  kRight = 132,
  kRow = 18,
  kTop = 8,
  kBottom = 42;
const kLeast = 1e-3,
  kMost = 1e3;

function rowsOf(record) {
  return list(record.terms)
    .map(object)
    .flatMap((term) => {
      const beta = number(term.coefficient_standardised),
        sd = number(term.scale);
      if (typeof term.name !== "string" || term.name === "(Intercept)" || beta === null) return [];
      const limit = (value) => (number(value) === null || sd === null ? null : Math.exp(value * sd));
      const value = {estimate: Math.exp(beta), lower: limit(term.lower), upper: limit(term.upper)};
      return [value.estimate, value.lower ?? 1, value.upper ?? 1].every((x) => Number.isFinite(x) && x > 0)
        ? [{name: term.name, beta, value}]
        : [];
    })
    .sort((a, b) => Math.abs(b.beta) - Math.abs(a.beta));
}

function draw(record, model) {
  const all = rowsOf(record);
  if (all.length === 0) return null;
  const rows = all.slice(0, kMostRows).map((row, y) => ({...row, y}));
  const ends = rows.flatMap(({value}) => [
    value.estimate,
    value.lower ?? value.estimate,
    value.upper ?? value.estimate,
  ]);
  const low = Math.max(kLeast, Math.min(0.8, ...ends) / 1.05),
    high = Math.min(kMost, Math.max(1.25, ...ends) * 1.05);
  const nice = [0.001, 0.01, 0.1, 0.2, 0.5, 0.8, 1, 1.25, 2, 5, 10, 100, 1000].filter((x) => x >= low && x <= high);
  const ticks = nice
    .filter((x) => ![0.8, 1.25].includes(x) || high / low < 4)
    .filter((x) => ![0.2, 0.5, 2, 5].includes(x) || high / low < 400);
  const clamp = (x) => Math.min(Math.max(x, low), high);
  const bottom = rows.length - 0.5,
    intervals = rows.filter(({value}) => value.lower !== null);
  const names = rows.map(({name, y}) => {
    const text = abbreviated(name, kLeft - 18);
    return {y, text, full: text === name ? null : name};
  });
  const svg = plot({
    width: kWidth,
    height: kTop + rows.length * kRow + kBottom,
    marginTop: kTop,
    marginLeft: kLeft,
    marginRight: kRight,
    marginBottom: kBottom,
    x: logScale(low, high),
    y: {domain: [-0.5, bottom], range: [kTop, kTop + rows.length * kRow], axis: null},
    r: {type: "identity"},
    marks: [
      Plot.ruleX(ticks, {y1: -0.5, y2: bottom, stroke: grid}),
      Plot.ruleX([1], {y1: -0.5, y2: bottom, stroke: soft, strokeDasharray: "4 3"}),
      logAxisX(ticks, {label: "odds ratio per SD, log scale"}),
      Plot.link(intervals, {
        x1: ({value}) => clamp(value.lower),
        x2: ({value}) => clamp(value.upper),
        y1: "y",
        y2: "y",
        stroke: blue,
        strokeWidth: 1.6,
      }),
      Plot.dot(rows, {x: ({value}) => clamp(value.estimate), y: "y", r: 3.6, fill: blue}),
      column(names, {x: 0, marginLeft: kLeft}),
      column(
        rows.map(({value, y}) => ({
          y,
          text: value.estimate < 100 && value.estimate >= 0.01 ? withInterval(value, 2) : plain(value.estimate),
        })),
        {x: kWidth - 2, anchor: "end", marginLeft: kLeft},
      ),
    ],
  });
  const notes = [];
  if (intervals.length === 0) notes.push("Penalised coefficients have no intervals.");
  if (all.length > kMostRows)
    notes.push(`The ${kMostRows} largest of ${all.length}; all are in tables/coefficients.csv.`);
  return {
    svg,
    caption: notes.join(" "),
    alt: `Odds ratios of ${model} per standard deviation, ${counted(rows.length, "predictor")}: ${rows.map(({name, value}) => `${name} ${withInterval(value, 2)}`).join("; ")}.`,
  };
}

export function coefficientPlots(study) {
  return study.models.map(({name, record}) => ({
    id: figureId("coefficients", name),
    title: `Coefficients of model ${name}`,
    draw: () => draw(record, name),
  }));
}
