// Net benefit of the models against treating everybody and nobody, at each site.
import * as Plot from "@observablehq/plot";

import {columnsFor, key, panelGrid, panelTitles} from "./layout.js";
import {axisX, axisY} from "./marks.js";
import {list, number, object, validationsOf} from "./study.js";
import {faint, mostSeries, seriesStyle, soft} from "./style.js";
import {compose, plot} from "./svg.js";
import {counted, fixed, listed, plain} from "./text.js";

const kLeast = -0.1;

function seriesOf(curve, key) {
  const at = list(object(curve).threshold).map(number),
    values = list(object(curve)[key]).map(number);
  return at.map((x, i) => ({x, y: values[i] ?? null})).filter(({x, y}) => x !== null && y !== null);
}

// Cut where it leaves the plot at the bottom.
function visible(points) {
  const out = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && before.y < kLeast !== point.y < kLeast) {
      const share = (kLeast - before.y) / (point.y - before.y);
      out.push({x: before.x + share * (point.x - before.x), y: kLeast});
    }
    if (point.y >= kLeast) out.push(point);
  });
  return out;
}

function panelsOf(study, models) {
  return study.sites.flatMap((site) => {
    const of = models.flatMap((name, index) => {
      const found = validationsOf({...study, sites: [site]}, name)[0];
      const curve = seriesOf(found?.metrics.decision_curve, "net_benefit");
      return curve.length > 0 ? [{name, index, curve, all: seriesOf(found.metrics.decision_curve, "treat_all")}] : [];
    });
    if (of.length === 0) return [];
    return [
      {
        models: of,
        all: of[0].all,
        title:
          site.role === "external" ? site.name : `${site.name}, ${site.role === "holdout" ? "held out" : "apparent"}`,
      },
    ];
  });
}

function alternative(panels) {
  const told = panels.map((panel) => {
    const models = panel.models.map(({name, curve}) => {
      const middle = curve[Math.floor(curve.length / 2)];
      return `${name} ${fixed(middle.y, 3)} at ${plain(middle.x)}`;
    });
    const all = panel.all[Math.floor(panel.all.length / 2)];
    return `${panel.title}: ${listed(models)}${all ? `, treating all ${fixed(all.y, 3)}` : ""}`;
  });
  return `Net benefit by threshold at ${counted(panels.length, "site")}; treating nobody is 0. ${told.join("; ")}.`;
}

function draw(study) {
  const models = study.models.map(({name}) => name).slice(0, mostSeries);
  const found = panelsOf(study, models);
  if (found.length === 0) return null;
  const {columns, cellWidth} = columnsFor(found.length, 4);
  const {panels, options} = panelGrid(found, {columns, cellWidth, cellHeight: Math.round(cellWidth * 0.8)});
  const points = found.flatMap((panel) => [...panel.models.flatMap(({curve}) => curve), ...panel.all]);
  const high = Math.max(0.1, ...points.map(({y}) => y)) * 1.05;
  const range = [Math.min(...points.map(({x}) => x)), Math.max(...points.map(({x}) => x))];
  const marks = [
    ...panelTitles(panels, cellWidth),
    axisX({ticks: cellWidth < 200 ? 3 : 5, tickFormat: (x) => plain(x), label: "threshold of the predicted risk"}),
    axisY({ticks: 5, tickFormat: (x) => fixed(x, 1 + (high < 0.3 ? 1 : 0)), label: "net benefit", labelOffset: 46}),
    Plot.ruleY([0], {stroke: soft, strokeWidth: 1}),
  ];
  for (const panel of panels) {
    const place = {fx: () => panel.fx, fy: () => panel.fy};
    marks.push(Plot.line(visible(panel.all), {...place, x: "x", y: "y", stroke: faint, strokeWidth: 1.2}));
    for (const {index, curve} of panel.models) {
      const style = seriesStyle(index);
      marks.push(
        Plot.line(visible(curve), {
          ...place,
          x: "x",
          y: "y",
          stroke: style.colour,
          strokeWidth: 1.7,
          strokeDasharray: style.dash,
        }),
      );
    }
  }
  const svg = plot({...options, x: {domain: range, axis: null}, y: {domain: [kLeast, high], axis: null}, marks});
  const legend = key(
    [
      ...models.map((name, i) => ({...seriesStyle(i), symbol: undefined, name})),
      {name: "treat all", colour: faint, dash: "none", width: 1.2},
      {name: "treat nobody", colour: soft, dash: "none", width: 1},
    ],
    options.width,
  );
  return {
    svg: compose(options.width, options.height + legend.height, [
      {svg: legend.svg, x: 0, y: 0},
      {svg, x: 0, y: legend.height},
    ]),
    caption: `Benefit is counted in true positives per patient after taking off false positives at the exchange rate of the threshold.${study.models.length > mostSeries ? ` The first ${mostSeries} models.` : ""}`,
    alt: alternative(panels),
  };
}

export function decisionCurves(study) {
  return [{id: "decision-curves", title: "Decision curves by site", draw: () => draw(study)}];
}
