// Forest plots: a row a site, external ones first, with the pooled estimate and where a further site is expected.
import * as Plot from "@observablehq/plot";

import {evenStep} from "./layout.js";
import {axisX, column, logAxisX, logScale} from "./marks.js";
import {figureId} from "./names.js";
import {estimate, number, object, pooled, reason, roleHeading, validationsOf} from "./study.js";
import {grid, ink, roleStyle, soft} from "./style.js";
import {plot} from "./svg.js";
import {count, counted, fixed, shortened, textWidth, withInterval} from "./text.js";

// The axis covers at least from..to and at most least..most; what goes on beyond ends in an arrow.
export const measures = [
  {
    kind: "forest-auc",
    key: "auc",
    pooled: "auc",
    name: "AUC",
    axis: "AUC",
    decimals: 3,
    reference: 0.5,
    from: 0.5,
    to: 1,
    least: 0,
    most: 1,
  },
  {
    kind: "forest-slope",
    key: "calibration_slope",
    pooled: "calibration_slope",
    name: "Calibration slope",
    short: "Slope",
    axis: "calibration slope (1 is ideal)",
    decimals: 2,
    reference: 1,
    from: 0,
    to: 2,
    least: -2,
    most: 4,
  },
  {
    kind: "forest-citl",
    key: "calibration_in_the_large",
    pooled: "calibration_in_the_large",
    name: "Calibration-in-the-large",
    short: "In the large",
    axis: "calibration-in-the-large (0 is ideal)",
    decimals: 2,
    reference: 0,
    from: -1,
    to: 1,
    least: -4,
    most: 4,
  },
  {
    kind: "forest-oe",
    key: "oe",
    pooled: "log_oe",
    name: "Observed / expected",
    short: "O / E",
    axis: "observed / expected, log scale (1 is ideal)",
    decimals: 2,
    reference: 1,
    from: 0.5,
    to: 2,
    least: 0.125,
    most: 8,
    log: true,
  },
];

const kWidth = 560,
  kMarginLeft = 200,
  kMarginRight = 158,
  kRow = 19;
const kNameWidth = 112,
  kCountsAt = 188;
const kTop = 8,
  kBottom = 44;

function domainOf(measure, rows) {
  let low = measure.from,
    high = measure.to;
  for (const {value} of rows) {
    if (!value) continue;
    for (const at of [value.estimate, value.lower, value.upper]) {
      if (at === null || (measure.log && at <= 0)) continue;
      low = Math.min(low, at);
      high = Math.max(high, at);
    }
  }
  low = Math.max(low, measure.least);
  high = Math.min(high, measure.most);
  if (measure.log) {
    const octaves = [0.125, 0.25, 0.5, 1, 2, 4, 8];
    const from = octaves.findLast((x) => x <= low),
      to = octaves.find((x) => x >= high);
    return {low: from, high: to, ticks: octaves.filter((x) => x >= from && x <= to)};
  }
  const step = evenStep(high - low);
  const from = Math.floor(low / step + 1e-9),
    to = Math.ceil(high / step - 1e-9);
  const at = Array.from({length: to - from + 1}, (_, i) => (from + i) * step);
  return {
    low: at[0],
    high: at.at(-1),
    ticks: at,
    decimals: step >= 0.999 ? 0 : step >= 0.0999 && Math.abs(step * 10 - Math.round(step * 10)) < 1e-6 ? 1 : 2,
  };
}

// Of the ticks those that are labelled: as many as have room, the reference among them.
function labelled(ticks, decimals, reference) {
  const room = (kWidth - kMarginLeft - kMarginRight) / Math.max(1, ticks.length - 1);
  const widest = Math.max(...ticks.map((x) => textWidth(fixed(x, decimals)))) + 8;
  const stride = Math.max(1, Math.ceil(widest / room));
  const first = Math.max(
    0,
    ticks.findIndex((x) => Math.abs(x - reference) < 1e-9),
  );
  return ticks.filter((_, i) => (i - first) % stride === 0);
}

// Rows from top to bottom: headings, sites, and below the external ones what is pooled over them.
function rowsOf(study, model, measure) {
  const validations = validationsOf(study, model);
  const summary = pooled(study.pooled(model)[measure.pooled]);
  const rows = [];
  for (const role of ["external", "holdout", "development"]) {
    const of = validations.filter((site) => site.role === role);
    if (of.length === 0) continue;
    rows.push({type: "heading", text: roleHeading[role]});
    for (const site of of) {
      const value = estimate(site.metrics[measure.key]);
      const notPooled = role === "external" && summary !== null && !summary.sites.includes(site.name);
      rows.push({
        type: "site",
        site,
        role,
        value,
        notPooled,
        text: value ? withInterval(value, measure.decimals) : reason(site.metrics[measure.key]),
      });
    }
    if (role !== "external" || !summary) continue;
    rows.push({
      type: "pooled",
      value: summary,
      name: `Pooled, ${counted(summary.k ?? summary.sites.length, "site")}`,
      text: withInterval(summary, measure.decimals),
    });
    const at = summary.prediction;
    rows.push({
      type: "prediction",
      value: at && {estimate: summary.estimate, ...at},
      name: "Prediction interval",
      text: at ? `${fixed(at.lower, measure.decimals)} to ${fixed(at.upper, measure.decimals)}` : "needs three sites",
    });
  }
  return rows.map((row, y) => ({...row, y}));
}

// The area of a site's mark by its weight, 1 / (variance + tau2) on the scale that is pooled.
function radiusOf(rows, study, model, measure) {
  const meta = object(study.pooled(model)[measure.pooled]),
    tau2 = number(meta.tau2) ?? 0;
  const weight = ({value: {estimate: middle, lower, upper}}) => {
    if (lower === null || (measure.log && lower <= 0)) return null;
    const se = (measure.log ? Math.log(upper / lower) : upper - lower) / 3.92;
    const scaled = measure.key === "auc" ? se / (middle * (1 - middle)) : se;
    return scaled > 0 && Number.isFinite(scaled) ? 1 / (scaled * scaled + tau2) : null;
  };
  const most = Math.max(...rows.filter((row) => row.type === "site" && row.value).map((row) => weight(row) ?? 0));
  return (row) => (weight(row) === null ? 3 : 2.4 + 3 * Math.sqrt(weight(row) / most));
}

function alternative(rows, measure, model) {
  const sentences = [];
  for (const role of ["external", "holdout", "development"]) {
    const sites = rows.filter((row) => row.type === "site" && row.role === role);
    if (sites.length === 0) continue;
    const told = sites.map((row) => {
      const patients = row.site.n === null ? "" : `, n ${count(row.site.n)}`;
      return `${row.site.name} ${row.text}${patients}${row.site.imprecise ? ", imprecise" : ""}${row.notPooled ? ", not pooled" : ""}`;
    });
    const where = {external: "external", holdout: "hold-out", development: "development"}[role];
    sentences.push(
      `${measure.name} of ${model} at ${counted(sites.length, `${where} site`)}${role === "development" ? " (apparent)" : ""}: ${told.join("; ")}.`,
    );
  }
  const summary = rows.find((row) => row.type === "pooled"),
    prediction = rows.find((row) => row.type === "prediction");
  if (summary)
    sentences.push(`Pooled over the external sites: ${summary.text}; prediction interval ${prediction.text}.`);
  return sentences.join(" ");
}

function draw(study, model, measure) {
  const rows = rowsOf(study, model, measure);
  const told = rows.filter((row) => row.value);
  if (!told.some((row) => row.type === "site")) return null;
  const {low, high, ticks: at, decimals} = domainOf(measure, told);
  const radius = radiusOf(rows, study, model, measure);
  const clamp = (x) => Math.min(Math.max(x, low), high);
  const inside = (x) => x >= low && x <= high;
  const sites = told.filter((row) => row.type === "site"),
    summary = told.find((row) => row.type === "pooled");
  const intervals = told.filter(
    (row) => row.type !== "pooled" && row.value.lower !== null && row.value.upper > low && row.value.lower < high,
  );
  const bottom = rows.length - 0.5;
  const marks = [
    Plot.ruleX(at, {y1: -0.5, y2: bottom, stroke: grid}),
    Plot.ruleX([measure.reference], {y1: -0.5, y2: bottom, stroke: soft, strokeDasharray: "4 3"}),
    measure.log
      ? logAxisX(at, {label: measure.axis, labelOffset: 36})
      : axisX({
          ticks: labelled(at, decimals, measure.reference),
          tickFormat: (x) => fixed(x, decimals),
          label: measure.axis,
          labelOffset: 36,
        }),
  ];
  if (summary) {
    marks.push(
      Plot.ruleX([summary.value.estimate].filter(inside), {
        y1: -0.5,
        y2: summary.y,
        stroke: roleStyle.external.colour,
        strokeWidth: 0.8,
        strokeDasharray: "1 3",
      }),
    );
  }
  for (const row of intervals) {
    const colour = row.type === "prediction" ? ink : roleStyle[row.role].colour;
    const y = row.y,
      {lower, upper} = row.value;
    marks.push(
      Plot.link([row], {
        x1: clamp(lower),
        x2: clamp(upper),
        y1: y,
        y2: y,
        stroke: colour,
        strokeWidth: row.type === "prediction" ? 4 : 1.6,
      }),
    );
    const arrows = [lower < low ? {x: low, rotate: -90} : null, upper > high ? {x: high, rotate: 90} : null].filter(
      (x) => x,
    );
    for (const arrow of arrows)
      marks.push(Plot.dot([arrow], {x: "x", y, symbol: "triangle", r: 4, rotate: arrow.rotate, fill: colour}));
  }
  for (const row of sites) {
    if (!inside(row.value.estimate)) continue;
    const {colour, symbol, fill} = roleStyle[row.role];
    marks.push(
      Plot.dot([row], {
        x: row.value.estimate,
        y: row.y,
        symbol,
        r: radius(row),
        fill: row.notPooled ? "white" : fill,
        stroke: colour,
        strokeWidth: 1.2,
      }),
    );
  }
  if (summary && summary.value.lower !== null) {
    const {estimate: middle, lower, upper} = summary.value;
    const corners = [
      [clamp(lower), 0],
      [clamp(middle), -0.36],
      [clamp(upper), 0],
      [clamp(middle), 0.36],
    ];
    marks.push(
      Plot.line(corners, {x: (c) => c[0], y: (c) => summary.y + c[1], curve: "linear-closed", fill: ink, stroke: ink}),
    );
  }
  const named = rows
    .filter((row) => row.type !== "heading")
    .map((row) => {
      const name = row.site ? row.site.name : row.name;
      const mark = row.site?.imprecise ? " †" : "";
      const shown = shortened(name, row.site ? kNameWidth - (mark ? 12 : 0) : kMarginLeft - 20) + mark;
      return {y: row.y, text: shown, full: shown === name + mark ? null : name, bold: row.type === "pooled"};
    });
  const counts = rows
    .filter((row) => row.site)
    .map((row) => ({
      y: row.y,
      text:
        row.site.n === null
          ? ""
          : row.site.events === null
            ? count(row.site.n)
            : `${count(row.site.n)} / ${count(row.site.events)}`,
    }));
  const headings = rows.filter((row) => row.type === "heading");
  const place = {marginLeft: kMarginLeft};
  marks.push(
    column(headings, {...place, x: 0, weight: 650}),
    column(
      headings.map((row, i) => ({y: row.y, text: i === 0 ? "n / events" : ""})),
      {...place, x: kCountsAt, anchor: "end", fill: soft},
    ),
    column(
      named.filter((row) => !row.bold),
      {...place, x: 8},
    ),
    column(
      named.filter((row) => row.bold),
      {...place, x: 8, weight: 650},
    ),
    column(counts, {...place, x: kCountsAt, anchor: "end", fill: soft}),
    column(
      rows.filter((row) => row.type !== "heading").map(({y, text}) => ({y, text})),
      {...place, x: kWidth - 2, anchor: "end"},
    ),
    column([{y: 0, text: `${measure.short ?? measure.name} (95% interval)`}], {
      ...place,
      x: kWidth - 2,
      anchor: "end",
      fill: soft,
    }),
  );
  const svg = plot({
    width: kWidth,
    height: kTop + rows.length * kRow + kBottom,
    marginLeft: kMarginLeft,
    marginRight: kMarginRight,
    marginTop: kTop,
    marginBottom: kBottom,
    x: measure.log ? logScale(low, high) : {domain: [low, high], axis: null},
    y: {domain: [-0.5, bottom], range: [kTop, kTop + rows.length * kRow], axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks,
  });
  const notes = [
    "Larger marks weigh more.",
    "The dashed line is " + (measure.key === "auc" ? "no discrimination." : "ideal calibration."),
  ];
  if (summary)
    notes.push(
      `The diamond is the pooled estimate over the external sites${told.some((row) => row.type === "prediction") ? ", the bar below it where a further site is expected" : ""}.`,
    );
  if (sites.some((row) => row.notPooled)) notes.push("Hollow squares are not pooled.");
  if (rows.some((row) => row.site?.imprecise)) notes.push("† fewer than 100 events or non-events.");
  return {svg, caption: notes.join(" "), alt: alternative(rows, measure, model)};
}

export function forestPlots(study) {
  return measures.flatMap((measure) =>
    study.models.map(({name}) => ({
      id: figureId(measure.kind, name),
      title: `${measure.name} of model ${name} by site, with 95% intervals`,
      draw: () => draw(study, name, measure),
    })),
  );
}
