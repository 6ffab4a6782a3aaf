// How each site's patients differ from those of development, variable by variable.
import * as Plot from "@observablehq/plot";

import {key} from "./layout.js";
import {axisX, column} from "./marks.js";
import {list, number, object} from "./study.js";
import {grid, mostSeries, seriesStyle, soft} from "./style.js";
import {compose, plot} from "./svg.js";
import {abbreviated, counted, fixed, shortened} from "./text.js";

const kMostRows = 30,
  kMost = 3;
const kWidth = 740,
  kLeft = 230,
  kRight = 190,
  kRow = 18,
  kTop = 28,
  kBottom = 42;

function differencesOf(study) {
  return study.sites
    .filter(({role}) => role !== "development")
    .flatMap((site) =>
      list(object(site.record.case_mix).variables)
        .map(object)
        .flatMap((variable) => {
          const value = number(variable.standardised_difference);
          return value === null || typeof variable.name !== "string"
            ? []
            : [{name: variable.name, value, site: site.role === "holdout" ? `${site.name}, held out` : site.name}];
        }),
    );
}

function draw(study) {
  const points = differencesOf(study);
  if (points.length === 0) return null;
  const sites = Array.from(new Set(points.map(({site}) => site)));
  const all = Array.from(new Set(points.map(({name}) => name)))
    .map((name) => {
      const of = points.filter((point) => point.name === name);
      return {name, of, largest: of.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a))};
    })
    .sort((a, b) => Math.abs(b.largest.value) - Math.abs(a.largest.value));
  const rows = all.slice(0, kMostRows).map((row, y) => ({...row, y}));
  const most = Math.min(kMost, Math.max(0.5, ...points.map(({value}) => Math.abs(value))) * 1.05),
    bottom = rows.length - 0.5;
  const clamp = (x) => Math.min(Math.max(x, -most), most),
    few = sites.length <= mostSeries;
  const marks = [
    Plot.ruleY(rows, {y: "y", stroke: grid}),
    Plot.ruleX([0], {y1: -0.5, y2: bottom, stroke: soft}),
    Plot.ruleX([-0.2, 0.2], {y1: -0.5, y2: bottom, stroke: soft, strokeWidth: 0.7, strokeDasharray: "2 3"}),
    axisX({
      ticks: 7,
      tickFormat: (x) => fixed(x, Number.isInteger(x * 1) && most > 2 ? 0 : 1),
      label: "standardised difference from development",
    }),
  ];
  sites.forEach((site, i) => {
    const style = few ? seriesStyle(i) : {colour: "#56616b", symbol: "circle"};
    const of = rows.flatMap((row) =>
      row.of.filter((point) => point.site === site).map((point) => ({...point, y: row.y})),
    );
    marks.push(
      Plot.dot(of, {
        x: ({value}) => clamp(value),
        y: "y",
        symbol: style.symbol,
        r: few ? 4 : 3,
        stroke: style.colour,
        strokeWidth: 1.5,
        fill: "white",
        fillOpacity: 0.6,
      }),
    );
  });
  const names = rows.map(({name, y}) => {
    const text = abbreviated(name, kLeft - 14);
    return {y, text, full: text === name ? null : name};
  });
  const largest = rows.map(({largest: {site, value}, y}) => {
    const text = shortened(site, kRight - 56);
    return {y, text: `${text} ${fixed(value, 2)}`, full: text === site ? null : site};
  });
  marks.push(
    column(names, {x: 0, marginLeft: kLeft}),
    column(largest, {x: kWidth - 2, anchor: "end", marginLeft: kLeft}),
    column([{y: -1.1, text: "largest"}], {x: kWidth - 2, anchor: "end", marginLeft: kLeft, fill: soft}),
  );
  const svg = plot({
    width: kWidth,
    height: kTop + rows.length * kRow + kBottom,
    marginTop: kTop,
    marginLeft: kLeft,
    marginRight: kRight,
    marginBottom: kBottom,
    x: {domain: [-most, most], axis: null},
    y: {domain: [-0.5, bottom], range: [kTop, kTop + rows.length * kRow], axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks,
  });
  const legend = few
    ? key(
        sites.map((name, i) => ({name, colour: seriesStyle(i).colour, symbol: seriesStyle(i).symbol, fill: "white"})),
        kWidth,
      )
    : {height: 0};
  const parts = [{svg, x: 0, y: legend.height}];
  if (few) parts.push({svg: legend.svg, x: 0, y: 0});
  return {
    svg: compose(kWidth, kTop + rows.length * kRow + kBottom + legend.height, parts),
    caption: `Differences in standard deviations; dotted at 0.2.${few ? "" : ` One mark for each of ${sites.length} sites.`}${all.length > kMostRows ? ` The ${kMostRows} variables that differ most, of ${all.length}.` : ""}`,
    alt: `Standardised differences from development of ${counted(rows.length, "variable")} at ${counted(sites.length, "site")}; the largest of each: ${rows.map(({name, largest: at}) => `${name} ${fixed(at.value, 2)} at ${at.site}`).join("; ")}.`,
  };
}

export function caseMixPlots(study) {
  return [{id: "case-mix", title: "How sites’ patients differ from development", draw: () => draw(study)}];
}
