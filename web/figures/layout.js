// Panels beside and below each other, and keys: where things stand.
import * as Plot from "@observablehq/plot";

import {ink} from "./style.js";
import {plot} from "./svg.js";
import {shortened, textWidth} from "./text.js";

// How many panels stand beside each other, and how wide each is: all together as wide as a page at most.
export function columnsFor(panels, most) {
  if (panels <= most) return {columns: panels, cellWidth: [300, 300, 250, 240, 200][panels] ?? 200};
  return panels <= 15 ? {columns: 5, cellWidth: 160} : {columns: 6, cellWidth: 132};
}

// A grid of equal panels as facets of one plot. Each panel gets fx and fy; `options` are Plot's.
export function panelGrid(
  panels,
  {columns, cellWidth, cellHeight, left = 56, right = 10, top = 22, bottom = 42, gapX = 22, gapY = 30},
) {
  const rows = Math.ceil(panels.length / columns);
  const placed = panels.map((panel, i) => ({...panel, fx: i % columns, fy: Math.floor(i / columns)}));
  const padding = (count, cell, gap) => (count > 1 ? gap / (cell + gap) : 0);
  const inner = (count, cell, gap) => count * cell + (count - 1) * gap;
  return {
    panels: placed,
    options: {
      width: left + inner(columns, cellWidth, gapX) + right,
      height: top + inner(rows, cellHeight, gapY) + bottom,
      marginLeft: left,
      marginRight: right,
      marginTop: top,
      marginBottom: bottom,
      fx: {
        domain: placed.slice(0, columns).map((p) => p.fx),
        paddingInner: padding(columns, cellWidth, gapX),
        paddingOuter: 0,
        axis: null,
      },
      fy: {
        domain: Array.from({length: rows}, (_, i) => i),
        paddingInner: padding(rows, cellHeight, gapY),
        paddingOuter: 0,
        axis: null,
      },
    },
  };
}

// Each panel's name above it, and a frame.
export function panelTitles(panels, cellWidth) {
  const titles = panels.map((panel) => {
    const text = shortened(panel.title, cellWidth * 0.88);
    return {...panel, text, full: text === panel.title ? null : panel.title};
  });
  return [
    Plot.frame({stroke: "#c3ccd3"}),
    Plot.text(titles, {
      fx: "fx",
      fy: "fy",
      text: "text",
      title: "full",
      frameAnchor: "top-left",
      dy: -13,
      fontWeight: 600,
      fill: ink,
    }),
  ];
}

const kLine = 18,
  kSample = 30;

// What each series looks like, in as many lines as it takes. `entries`: {name, colour, dash, symbol, fill, width}.
export function key(entries, width) {
  let x = 0,
    line = 0;
  const placed = entries.map((entry) => {
    const text = shortened(entry.name, Math.min(420, width - kSample - 8));
    const needs = kSample + 6 + textWidth(text) + 16;
    if (x > 0 && x + needs > width) {
      x = 0;
      ++line;
    }
    const at = {...entry, text, full: text === entry.name ? null : entry.name, x, y: line * kLine + 9};
    x += needs;
    return at;
  });
  const height = (line + 1) * kLine + 4;
  const marks = placed.flatMap((entry) => [
    entry.dash === undefined
      ? null
      : Plot.link([entry], {
          x1: entry.x,
          x2: entry.x + kSample,
          y1: entry.y,
          y2: entry.y,
          stroke: entry.colour,
          strokeWidth: entry.width ?? 1.8,
          strokeDasharray: entry.dash,
        }),
    entry.symbol === undefined
      ? null
      : Plot.dot([entry], {
          x: entry.x + kSample / 2,
          y: entry.y,
          symbol: entry.symbol,
          r: 4,
          stroke: entry.colour,
          fill: entry.fill ?? entry.colour,
        }),
    Plot.text([entry], {
      x: entry.x + kSample + 6,
      y: entry.y,
      text: [entry.text],
      title: [entry.full],
      textAnchor: "start",
      fill: ink,
    }),
  ]);
  const svg = plot({
    width,
    height,
    margin: 0,
    x: {type: "identity", axis: null},
    y: {type: "identity", axis: null},
    r: {type: "identity"},
    symbol: {type: "identity"},
    marks,
  });
  return {svg, height};
}

// Names beside points, each where it touches no other and no point; what finds no place is left out. `points`:
// {x, y, name} in pixels; the result has dx and anchor.
export function placeLabels(points, {left, right, size = 10}) {
  const boxes = points.map(({x, y}) => ({x1: x - 5, x2: x + 5, y1: y - 5, y2: y + 5}));
  const touches = (a) => boxes.some((b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2);
  const placed = [];
  for (const point of points) {
    const wide = textWidth(point.name, size);
    for (const [dx, dy, anchor] of [
      [8, 0, "start"],
      [-8, 0, "end"],
      [0, -12, "middle"],
      [0, 12, "middle"],
    ]) {
      const x1 = point.x + dx - (anchor === "end" ? wide : anchor === "middle" ? wide / 2 : 0);
      const box = {x1, x2: x1 + wide, y1: point.y + dy - size * 0.6, y2: point.y + dy + size * 0.6};
      if (box.x1 < left || box.x2 > right || touches(box)) continue;
      boxes.push(box);
      placed.push({...point, dx, dy, anchor});
      break;
    }
  }
  return placed;
}

// Values pushed apart to at least `gap`, within low..high, in their order.
export function spread(values, gap, low, high) {
  const order = values.map((value, i) => ({value, i})).sort((a, b) => a.value - b.value);
  let least = low;
  for (const at of order) {
    at.value = Math.max(at.value, least);
    least = at.value + gap;
  }
  let most = high;
  for (const at of order.reverse()) {
    at.value = Math.min(at.value, most);
    most = at.value - gap;
  }
  const out = [];
  for (const {value, i} of order) out[i] = value;
  return out;
}

// 1, 2 or 5 times a power of ten, so that a range has four to ten steps.
export function evenStep(range) {
  const power = 10 ** Math.floor(Math.log10(range / 4));
  return power * ([5, 2].find((factor) => range / (factor * power) >= 4) ?? 1);
}
