// Cross-validation along a path: deviance, and AUC where folds had enough patients for it.
import * as Plot from "@observablehq/plot";

import {above, pathOf, penaltiesOf} from "./lasso_path.js";
import {axisX, axisY} from "./marks.js";
import {figureId} from "./names.js";
import {list, number, object} from "./study.js";
import {blue, faint} from "./style.js";
import {compose, plot} from "./svg.js";
import {fixed} from "./text.js";

const kWidth = 560,
  kLeft = 68,
  kRight = 74,
  kTop = 54,
  kBottom = 42;

function curve(x, cv, key) {
  const mean = list(cv[key]).map(number),
    se = list(cv[`${key}_se`]).map(number);
  return x.map((at, i) => ({x: at, y: mean[i] ?? null, se: se[i] ?? null})).filter(({y}) => y !== null);
}

function panel(points, path, penalties, {label, decimals, height, head}) {
  const low = Math.min(...points.map(({y, se}) => y - (se ?? 0))),
    high = Math.max(...points.map(({y, se}) => y + (se ?? 0)));
  const margin = Math.max((high - low) * 0.06, 1e-9),
    x = [Math.max(...path.x), Math.min(...path.x)],
    top = head ? kTop : 10;
  const scale = (value) => kLeft + ((value - x[0]) / (x[1] - x[0])) * (kWidth - kRight - kLeft);
  const bars = points.filter(({se}) => se !== null);
  return plot({
    width: kWidth,
    height,
    marginTop: top,
    marginLeft: kLeft,
    marginRight: kRight,
    marginBottom: kBottom,
    x: {domain: x, axis: null},
    y: {domain: [low - margin, high + margin], axis: null},
    r: {type: "identity"},
    marks: [
      axisX({ticks: 6, label: "log λ", tickFormat: (value) => fixed(value, 0)}),
      axisY({ticks: 5, label, labelOffset: 56, tickFormat: (value) => fixed(value, decimals)}),
      ...above(head ? path : {x: [], df: []}, head ? penalties : [], {scale, left: kLeft, right: kWidth, top}).slice(
        head ? 0 : 2,
      ),
      ...(head
        ? []
        : penalties.map(({x: at}) => Plot.ruleX([at], {stroke: faint, strokeWidth: 1.2, strokeDasharray: "4 3"}))),
      Plot.link(bars, {x1: "x", x2: "x", y1: ({y, se}) => y - se, y2: ({y, se}) => y + se, stroke: faint}),
      Plot.dot(points, {x: "x", y: "y", r: 2.2, fill: blue}),
    ],
  });
}

function told(points, {name, x}, what, decimals) {
  const at = points.find((point) => Math.abs(point.x - x) < 1e-9);
  if (!at) return null;
  return `${what} ${fixed(at.y, decimals)}${at.se === null ? "" : ` (SE ${fixed(at.se, decimals)})`} at ${name}`;
}

function draw(record, model) {
  const path = pathOf(record),
    cv = object(record.cv);
  if (!path) return null;
  const deviance = curve(path.x, cv, "deviance"),
    auc = curve(path.x, cv, "auc");
  if (deviance.length < 2) return null;
  const penalties = penaltiesOf(record),
    height = auc.length > 1 ? 268 : 330;
  const parts = [
    {
      svg: panel(deviance, path, penalties, {label: "deviance per patient", decimals: 2, height, head: true}),
      x: 0,
      y: 0,
    },
  ];
  if (auc.length > 1)
    parts.push({
      svg: panel(auc, path, penalties, {label: "AUC", decimals: 3, height: 190, head: false}),
      x: 0,
      y: height,
    });
  const sentences = [
    ...penalties.map((at) => told(deviance, at, "deviance", 4)),
    ...penalties.map((at) => told(auc, at, "AUC", 3)),
  ].filter((x) => x);
  return {
    svg: compose(kWidth, height + (auc.length > 1 ? 190 : 0), parts),
    caption:
      "Means over folds with one standard error. Numbers above the plot count the coefficients that are not zero.",
    alt: `Cross-validation of ${model} at ${deviance.length} penalties, from log lambda ${fixed(deviance[0].x, 2)} down to ${fixed(deviance.at(-1).x, 2)}: ${sentences.join("; ")}.`,
  };
}

export function crossValidations(study) {
  return study.models.map(({name, record}) => ({
    id: figureId("lasso-cv", name),
    title: `Cross-validation of model ${name}`,
    draw: () => draw(record, name),
  }));
}
