// A penalised model's coefficients along its path, penalty falling from left to right.
import * as Plot from "@observablehq/plot";

import {spread} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {figureId} from "./names.js";
import {list, number, object} from "./study.js";
import {faint, ink, mostSeries, seriesStyle, soft} from "./style.js";
import {plot} from "./svg.js";
import {abbreviated, counted, fixed, listed, textWidth} from "./text.js";

const kMostLines = 100;
const kWidth = 580,
  kHeight = 330,
  kTop = 54,
  kLeft = 62,
  kRight = 180,
  kBottom = 42;

// log lambda at each penalty, or null where the file has no path.
export function pathOf(record) {
  const path = object(record.path);
  const lambda = list(path.lambda).map(number);
  if (lambda.length < 2 || lambda.some((x) => x === null || x <= 0)) return null;
  return {x: lambda.map(Math.log), df: list(path.df).map(number), coefficients: list(path.coefficients)};
}

// lambda.min and lambda.1se, or what was chosen.
export function penaltiesOf(record) {
  const cv = object(record.cv);
  const told = [
    ["lambda.1se", number(cv.lambda_1se)],
    ["lambda.min", number(cv.lambda_min)],
  ].filter(([, x]) => x !== null && x > 0);
  if (told.length === 2 && told[0][1] === told[1][1])
    return [{name: "lambda.min = lambda.1se", x: Math.log(told[0][1])}];
  if (told.length > 0) return told.map(([name, x]) => ({name, x: Math.log(x)}));
  const chosen = number(record.lambda);
  return chosen !== null && chosen > 0 ? [{name: "chosen", x: Math.log(chosen)}] : [];
}

// Above the plot: the chosen penalties, each name on a line of its own, and numbers of coefficients where they do not
// touch. `scale` gives pixels.
export function above({x, df}, penalties, {scale, left, right, top}) {
  const counts = [];
  let taken = -Infinity;
  x.forEach((at, i) => {
    if (df[i] === null || df[i] === undefined) return;
    const text = String(df[i]),
      half = textWidth(text, 10) / 2,
      pixel = scale(at);
    if (pixel - half < taken + 12) return;
    taken = pixel + half;
    counts.push({x: at, text});
  });
  return [
    Plot.text(counts, {x: "x", text: "text", frameAnchor: "top", dy: -8, fontSize: 10, fill: soft}),
    Plot.text([0], {
      frameAnchor: "top-right",
      text: ["coefficients"],
      dx: 8,
      dy: -8,
      textAnchor: "start",
      lineAnchor: "middle",
      fontSize: 10,
      fill: soft,
    }),
    ...penalties.flatMap(({name, x: at}, i) => {
      const half = textWidth(name) / 2 + 2,
        pixel = scale(at);
      const shift = Math.max(left + half - pixel, Math.min(0, right - half - pixel));
      return [
        Plot.ruleX([at], {stroke: soft, strokeWidth: 1.2, strokeDasharray: "4 3"}),
        Plot.text([at], {
          x: [at],
          text: [name],
          frameAnchor: "top",
          dx: shift > 0 || right - half < pixel ? shift : 0,
          dy: -22 - 13 * i,
          fontWeight: 650,
          fill: ink,
        }),
      ];
    }),
  ];
}

function linesOf({x, coefficients}) {
  const lines = new Map();
  for (const {index, name, value_standardised: value} of coefficients.map(object)) {
    if (typeof name !== "string" || number(value) === null || x[index] === undefined) continue;
    if (!lines.has(name))
      lines.set(
        name,
        x.map((at) => ({x: at, y: 0})),
      );
    lines.get(name)[index].y = value;
  }
  return Array.from(lines, ([name, points]) => ({name, points})).sort(
    (a, b) => Math.abs(b.points.at(-1).y) - Math.abs(a.points.at(-1).y),
  );
}

// Without the zeros before a coefficient enters, but for the last of them.
function entering(points) {
  const first = points.findIndex(({y}) => y !== 0);
  return points.slice(Math.max(first - 1, 0));
}

function draw(record, model) {
  const path = pathOf(record);
  const lines = path ? linesOf(path) : [];
  if (lines.length === 0) return null;
  const shown = lines.slice(0, kMostLines),
    named = shown.slice(0, mostSeries),
    penalties = penaltiesOf(record);
  const values = shown.flatMap(({points}) => points.map(({y}) => y));
  const low = Math.min(0, ...values),
    high = Math.max(0, ...values),
    margin = (high - low) * 0.04;
  const y = {domain: [low - margin, high + margin]},
    x = {domain: [Math.max(...path.x), Math.min(...path.x)]};
  const right = kWidth - kRight,
    bottom = kHeight - kBottom;
  const pixel = (value) => bottom - ((value - y.domain[0]) / (y.domain[1] - y.domain[0])) * (bottom - kTop);
  const scale = (value) => kLeft + ((value - x.domain[0]) / (x.domain[1] - x.domain[0])) * (right - kLeft);
  const ends = named.map(({points}) => pixel(points.at(-1).y)),
    places = spread(ends, 14, kTop + 5, bottom - 5);
  const svg = plot({
    width: kWidth,
    height: kHeight,
    marginTop: kTop,
    marginLeft: kLeft,
    marginRight: kRight,
    marginBottom: kBottom,
    x: {...x, axis: null},
    y: {...y, axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks: [
      axisX({ticks: 6, label: "log λ", tickFormat: (value) => fixed(value, 0)}),
      axisY({
        ticks: 5,
        label: "coefficient per SD",
        labelOffset: 52,
        tickFormat: (value) => fixed(value, Math.max(0, 1 - Math.floor(Math.log10(high - low)))),
      }),
      Plot.ruleY([0], {stroke: soft, strokeWidth: 0.8}),
      ...above(path, penalties, {scale, left: kLeft, right: kWidth, top: kTop}),
      ...shown
        .slice(mostSeries)
        .reverse()
        .map(({points}) => Plot.line(entering(points), {x: "x", y: "y", stroke: faint, strokeWidth: 0.7})),
      ...named
        .map(({points}, i) =>
          Plot.line(entering(points), {
            x: "x",
            y: "y",
            stroke: seriesStyle(i).colour,
            strokeDasharray: seriesStyle(i).dash,
            strokeWidth: 1.7,
          }),
        )
        .reverse(),
      ...named.flatMap(({name, points}, i) => {
        const text = abbreviated(name, kRight - 22),
          last = points.at(-1),
          dy = places[i] - ends[i];
        const at = {x: [last.x], y: [last.y]};
        return [
          Plot.vector([last], {
            ...at,
            dx: 3,
            length: Math.hypot(9, dy),
            rotate: (Math.atan2(9, -dy) * 180) / Math.PI,
            anchor: "start",
            shape: {
              draw: (context, length) => {
                context.moveTo(0, 0);
                context.lineTo(0, -length);
              },
            },
            stroke: faint,
            strokeWidth: 0.8,
          }),
          Plot.text([last], {
            ...at,
            dx: 15,
            dy,
            text: [text],
            title: [text === name ? null : name],
            textAnchor: "start",
            fill: ink,
          }),
        ];
      }),
    ],
  });
  const more = lines.length > kMostLines ? ` The ${kMostLines} largest of ${lines.length}.` : "";
  return {
    svg,
    caption: `Numbers above the plot count the coefficients that are not zero; the ${named.length} largest at the end are named.${more}`,
    alt:
      `Coefficients of ${model} per standard deviation from log lambda ${fixed(path.x[0], 2)} down to ${fixed(path.x.at(-1), 2)}: ${counted(lines.length, "column")} with a coefficient. ` +
      `${penalties.map(({name, x: at}) => `${name} at ${fixed(at, 2)}`).join(", ")}${penalties.length > 0 ? ". " : ""}Largest at the end: ${listed(named.map(({name, points}) => `${name} ${fixed(points.at(-1).y, 3)}`))}.`,
  };
}

export function lassoPaths(study) {
  return study.models.map(({name, record}) => ({
    id: figureId("lasso-path", name),
    title: `Coefficients of model ${name} along the path, per standard deviation`,
    draw: () => draw(record, name),
  }));
}
