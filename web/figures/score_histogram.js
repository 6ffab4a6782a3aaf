// The linear predictor (Rad-score) among events and the others, at each site.
import * as Plot from "@observablehq/plot";

import {mirroredBars, readHistogram} from "./histogram.js";
import {columnsFor, key, panelGrid, panelTitles} from "./layout.js";
import {axisX} from "./marks.js";
import {figureId} from "./names.js";
import {number, object, validationsOf} from "./study.js";
import {blue, soft, vermilion} from "./style.js";
import {compose, plot} from "./svg.js";
import {count, counted, fixed} from "./text.js";

const nameOf = (site) =>
  site.role === "external" ? site.name : `${site.name}, ${site.role === "holdout" ? "held out" : "apparent"}`;

function meansOf(metrics) {
  const at = object(metrics.linear_predictor);
  return {events: number(object(at.events).mean), others: number(object(at.non_events).mean)};
}

function draw(study, model) {
  const found = validationsOf(study, model).flatMap((site) => {
    const histogram = readHistogram(site.metrics.score_histogram);
    return histogram ? [{site, histogram, means: meansOf(site.metrics), title: nameOf(site)}] : [];
  });
  if (found.length === 0) return null;
  const {columns, cellWidth} =
    found.length <= 4 ? {columns: Math.min(found.length, 2), cellWidth: 230} : columnsFor(found.length, 4);
  const {panels, options} = panelGrid(found, {
    columns,
    cellWidth,
    cellHeight: columns <= 2 ? 110 : 84,
    left: 10,
    right: 10,
  });
  const edges = found.flatMap(({histogram}) => histogram.edges),
    domain = [Math.min(...edges), Math.max(...edges)];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({
      ticks: cellWidth < 200 ? 4 : 6,
      tickFormat: (x) => fixed(x, Number.isInteger(x) ? 0 : 1),
      label: "linear predictor",
    }),
  ];
  for (const panel of panels) {
    const place = {fx: () => panel.fx, fy: () => panel.fy},
      bars = mirroredBars(panel.histogram, 0, 0.95);
    for (const [event, fill] of [
      [true, vermilion],
      [false, blue],
    ]) {
      marks.push(
        Plot.rect(
          bars.filter((bar) => bar.event === event),
          {
            ...place,
            x1: "x1",
            x2: "x2",
            y1: "y1",
            y2: "y2",
            fill: event ? fill : "white",
            stroke: fill,
            strokeWidth: 0.9,
            inset: 0.5,
          },
        ),
      );
      const mean = event ? panel.means.events : panel.means.others;
      if (mean !== null && mean >= domain[0] && mean <= domain[1])
        marks.push(
          Plot.link([mean], {
            ...place,
            x1: mean,
            x2: mean,
            y1: 0,
            y2: event ? 1 : -1,
            stroke: soft,
            strokeDasharray: "3 2",
          }),
        );
    }
    marks.push(Plot.ruleY([0], {...place, stroke: soft, strokeWidth: 0.8}));
  }
  const svg = plot({...options, x: {domain, axis: null}, y: {domain: [-1, 1], axis: null}, marks});
  const anyMean = found.some(({means}) => means.events !== null);
  const legend = key(
    [
      {name: "events", colour: vermilion, symbol: "square"},
      {name: "non-events", colour: blue, symbol: "square", fill: "white"},
      ...(anyMean ? [{name: "mean", colour: soft, dash: "3 2", width: 1.2}] : []),
    ],
    options.width,
  );
  const total = (counts) => count(counts.reduce((sum, x) => sum + x, 0));
  const told = found.map(
    ({title, histogram, means}) =>
      `${title}: ${total(histogram.events)} events${means.events === null ? "" : `, mean ${fixed(means.events, 2)}`}; ${total(histogram.others)} non-events${means.others === null ? "" : `, mean ${fixed(means.others, 2)}`}`,
  );
  return {
    svg: compose(options.width, options.height + legend.height, [
      {svg: legend.svg, x: 0, y: 0},
      {svg, x: 0, y: legend.height},
    ]),
    caption:
      "Areas are shares of each class; bins are those of the development patients, merged where cells would be too small.",
    alt: `Linear predictor of ${model} by outcome at ${counted(found.length, "site")}. ${told.join(". ")}.`,
  };
}

export function scoreHistograms(study) {
  return study.models.map(({name}) => ({
    id: figureId("score-histogram", name),
    title: `Linear predictor of model ${name} by outcome and site`,
    draw: () => draw(study, name),
  }));
}
