// Calibration at each site: the flexible curve with its band, and who was where.
import * as Plot from "@observablehq/plot";

import {mirroredBars, readHistogram} from "./histogram.js";
import {columnsFor, key, panelGrid, panelTitles} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {figureId} from "./names.js";
import {calibrated} from "./spline.js";
import {estimate, list, number, object, roleHeading, validationsOf} from "./study.js";
import {blue, faint, ink, roleStyle, soft, vermilion} from "./style.js";
import {compose, plot} from "./svg.js";
import {count, counted, fixed} from "./text.js";

const kBase = -0.16,
  kBarHeight = 0.11,
  kBottom = -0.28;
const kSteps = 40;

function readCurve(value) {
  const at = object(value);
  const knots = list(at.knots).map(number),
    coefficients = list(at.coefficients).map(number);
  if (knots.length < 3 || coefficients.length !== knots.length || [...knots, ...coefficients].includes(null))
    return null;
  const covariance = list(at.covariance).map((row) => list(row).map(number));
  const whole =
    covariance.length === knots.length && covariance.every((row) => row.length === knots.length && !row.includes(null));
  return {knots, coefficients, covariance: whole ? covariance : null};
}

// Where the patients are: beyond, the curve says nothing.
function rangeOf(curve, histogram) {
  const expit = (x) => 1 / (1 + Math.exp(-x));
  let low = expit(curve.knots[0]),
    high = expit(curve.knots.at(-1));
  if (histogram) {
    const filled = histogram.events.map((x, i) => x + histogram.others[i] > 0);
    low = Math.min(low, histogram.edges[filled.indexOf(true)] ?? low);
    high = Math.max(high, histogram.edges[filled.lastIndexOf(true) + 1] ?? high);
  }
  return [Math.max(low, 0.005), Math.min(high, 0.995)];
}

function panelsOf(study, model) {
  return validationsOf(study, model).flatMap((site) => {
    const curve = readCurve(site.metrics.calibration_curve);
    const histogram = readHistogram(site.metrics.risk_histogram);
    if (!curve && !histogram) return [];
    const [low, high] = curve ? rangeOf(curve, histogram) : [0, 0];
    const line = curve
      ? Array.from({length: kSteps + 1}, (_, i) => calibrated(low + ((high - low) * i) / kSteps, curve))
      : [];
    return [
      {
        site,
        histogram,
        line,
        title:
          site.role === "external" ? site.name : `${site.name}, ${site.role === "holdout" ? "held out" : "apparent"}`,
      },
    ];
  });
}

// n, events, slope and intercept, in the empty corner.
function facts({site}) {
  const told = [];
  if (site.n !== null) told.push(`n ${count(site.n)}${site.events === null ? "" : ` / ${count(site.events)}`}`);
  const slope = estimate(site.metrics.calibration_slope),
    large = estimate(site.metrics.calibration_in_the_large);
  if (slope) told.push(`slope ${fixed(slope.estimate, 2)}`);
  if (large) told.push(`in the large ${fixed(large.estimate, 2)}`);
  return told;
}

function alternative(panels, model) {
  const told = panels.map((panel) => {
    const parts = facts(panel);
    if (panel.line.length > 0) {
      const middle = panel.line[kSteps / 2],
        last = panel.line.at(-1);
      parts.push(
        `observed ${fixed(middle.observed, 2)} at predicted ${fixed(middle.p, 2)}`,
        `${fixed(last.observed, 2)} at ${fixed(last.p, 2)}`,
      );
    }
    return `${panel.title}: ${parts.join(", ")}`;
  });
  return `Calibration of ${model} at ${counted(panels.length, "site")}. ${told.join("; ")}.`;
}

function draw(study, model) {
  const found = panelsOf(study, model);
  if (found.length === 0) return null;
  const {columns, cellWidth} = columnsFor(found.length, 4);
  const bars = found.some((panel) => panel.histogram);
  const {panels, options} = panelGrid(found, {
    columns,
    cellWidth,
    cellHeight: Math.round(cellWidth * (bars ? 1.2 : 1)),
  });
  const at = ({fx, fy}) => ({fx: () => fx, fy: () => fy});
  const ticks = cellWidth < 200 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({ticks, tickFormat: (x) => String(x), label: "predicted risk"}),
    axisY({ticks, tickFormat: (x) => String(x), label: "observed risk", labelOffset: 46}),
    Plot.link([0], {x1: 0, x2: 1, y1: 0, y2: 1, stroke: soft, strokeDasharray: "4 3"}),
  ];
  const size = cellWidth < 200 ? 9 : 10;
  for (const panel of panels) {
    const place = at(panel),
      {colour} = roleStyle[panel.site.role];
    if (panel.line[0]?.lower !== undefined) {
      marks.push(Plot.areaY(panel.line, {...place, x: "p", y1: "lower", y2: "upper", fill: colour, fillOpacity: 0.18}));
    }
    marks.push(Plot.lineY(panel.line, {...place, x: "p", y: "observed", stroke: colour, strokeWidth: 1.8}));
    if (panel.histogram) {
      const sides = mirroredBars(panel.histogram, kBase, kBarHeight);
      for (const [event, fill] of [
        [true, vermilion],
        [false, blue],
      ]) {
        marks.push(
          Plot.rect(
            sides.filter((bar) => bar.event === event),
            {
              ...place,
              x1: "x1",
              x2: "x2",
              y1: "y1",
              y2: "y2",
              fill: event ? fill : "white",
              stroke: fill,
              strokeWidth: 0.8,
              inset: 0.6,
            },
          ),
        );
      }
      marks.push(Plot.link([0], {...place, x1: 0, x2: 1, y1: kBase, y2: kBase, stroke: faint, strokeWidth: 0.6}));
    }
    facts(panel).forEach((text, i, all) =>
      marks.push(
        Plot.text([text], {
          ...place,
          x: [1],
          y: [0],
          dx: -5,
          dy: -7 - (all.length - 1 - i) * (size + 2),
          text: [text],
          textAnchor: "end",
          fontSize: size,
          fill: ink,
          stroke: "white",
          strokeWidth: 3,
        }),
      ),
    );
  }
  const svg = plot({
    ...options,
    x: {domain: [0, 1], axis: null},
    y: {domain: [bars ? kBottom : 0, 1], axis: null},
    marks,
  });
  const roles = Array.from(new Set(panels.map((panel) => panel.site.role)));
  const legend = key(
    [
      ...roles.map((role) => ({name: roleHeading[role], colour: roleStyle[role].colour, dash: "none"})),
      {name: "ideal", colour: soft, dash: "4 3", width: 1},
      ...(bars
        ? [
            {name: "events, above the line", colour: vermilion, symbol: "square"},
            {name: "non-events, below", colour: blue, symbol: "square", fill: "white"},
          ]
        : []),
    ],
    options.width,
  );
  const band = panels.some((panel) => panel.line[0]?.lower !== undefined);
  return {
    svg: compose(options.width, options.height + legend.height, [
      {svg: legend.svg, x: 0, y: 0},
      {svg, x: 0, y: legend.height},
    ]),
    caption:
      `A restricted cubic spline of the logit of the predicted risk${band ? " with its 95% band" : ""}, over the risks that patients have.` +
      (bars
        ? " Bars are the distribution of the predicted risk among events and non-events, each class to its own scale."
        : ""),
    alt: alternative(panels, model),
  };
}

export function calibrationPlots(study) {
  return study.models.map(({name}) => ({
    id: figureId("calibration", name),
    title: `Calibration of model ${name} by site`,
    draw: () => draw(study, name),
  }));
}
