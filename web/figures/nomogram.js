// A nomogram: read each predictor's points off the top, add them up, read the risk off the bottom.
import * as Plot from "@observablehq/plot";

import {figureId} from "./names.js";
import {entries, list, number, object} from "./study.js";
import {grid, ink, soft} from "./style.js";
import {plot} from "./svg.js";
import {fixed, plain, shortened, textWidth, wrapped} from "./text.js";

const kWidth = 760,
  kLeft = 172,
  kRight = 744;
const kTick = 5,
  kLane = 14,
  kGap = 22,
  kLevelWidth = 150,
  kSize = 10.5;

// Labels at even steps, as many as do not touch; the first and, where there is room, the last.
function thinned(ticks) {
  for (let step = 1; ; ++step) {
    const kept = ticks.filter((_, i) => i % step === 0);
    const free = kept.every(
      (tick, i) =>
        i === 0 ||
        Math.abs(tick.x - kept[i - 1].x) > (textWidth(tick.text, kSize) + textWidth(kept[i - 1].text, kSize)) / 2 + 4,
    );
    if (free || step >= ticks.length) return kept.map((tick) => ({...tick, lane: 0}));
  }
}

// Every level keeps its label, in further lanes where it must; those at one place share one.
function lanes(levels) {
  const shared = [];
  for (const level of levels) {
    const same = shared.find(({x}) => Math.abs(x - level.x) < 0.5);
    if (same) same.text += `, ${level.text}`;
    else shared.push({...level});
  }
  const ends = [];
  return shared
    .sort((a, b) => a.x - b.x)
    .map((level) => {
      const text = shortened(level.text, kLevelWidth, kSize),
        half = textWidth(text, kSize) / 2;
      const centre = Math.min(Math.max(level.x, kLeft - 30 + half), kWidth - half);
      let lane = ends.findIndex((end) => centre - half > end + 6);
      if (lane < 0) lane = ends.length;
      ends[lane] = centre + half;
      return {...level, text, full: text === level.text ? null : level.text, labelX: centre, lane};
    });
}

function axis(name, positions, labels, {levels = false, scale}) {
  const ticks = positions.flatMap((points, i) => (points === null ? [] : [{x: scale(points), text: labels[i]}]));
  return {name, ticks, labels: levels ? lanes(ticks) : thinned([...ticks].sort((a, b) => a.x - b.x))};
}

function axesOf(nomogram) {
  const total = list(nomogram.total_points)
    .map(number)
    .filter((x) => x !== null);
  const most = Math.max(...total),
    predictors = entries(nomogram.axes),
    risk = object(nomogram.risk);
  if (predictors.length === 0 || !(most > 0)) return null;
  const points = (x) => kLeft + (x / 100) * (kRight - kLeft),
    totals = (x) => kLeft + (x / most) * (kRight - kLeft);
  const hundred = Array.from({length: 11}, (_, i) => 10 * i);
  const axes = [axis("Points", hundred, hundred.map(String), {scale: points})];
  for (const [name, value] of predictors) {
    const at = object(value),
      levels = list(at.levels);
    const labels = levels.length > 0 ? levels.map(String) : list(at.values).map((x) => plain(number(x) ?? 0));
    axes.push(axis(name, list(at.points).map(number), labels, {levels: levels.length > 0, scale: points}));
  }
  axes.push({...axis("Total points", total, total.map(plain), {scale: totals}), apart: true});
  axes.push(
    axis(
      "Risk",
      list(risk.total_points).map(number),
      list(risk.values).map((x) => plain(number(x) ?? 0)),
      {scale: totals},
    ),
  );
  return axes.filter(({ticks}) => ticks.length > 0);
}

function alternative(nomogram, model) {
  const predictors = entries(nomogram.axes).map(([name, value]) => {
    const at = object(value),
      points = list(at.points).map(number),
      labels = list(at.levels).length > 0 ? list(at.levels) : list(at.values).map(plain);
    const ends = list(at.levels).length > 0 ? points.map((_, i) => i) : [0, points.length - 1];
    return `${name} ${ends.map((i) => `${labels[i]}: ${fixed(points[i] ?? 0, 1)}`).join(", ")}`;
  });
  const risk = object(nomogram.risk),
    values = list(risk.values),
    totals = list(risk.total_points);
  return `Nomogram of ${model}. Points: ${predictors.join("; ")}. Risk by total points: ${values.map((x, i) => `${plain(x)} at ${fixed(totals[i], 1)}`).join(", ")}.`;
}

function draw(record, model) {
  const nomogram = object(record.nomogram),
    axes = axesOf(nomogram);
  if (!axes) return null;
  const marks = [];
  let y = 12;
  const top = y;
  for (const each of axes) {
    if (each.apart) y += 10;
    each.y = y;
    y += kTick + kLane * (1 + Math.max(0, ...each.labels.map(({lane}) => lane))) + kGap;
  }
  const last = axes.findIndex(({apart}) => apart),
    hundred = axes[0].ticks.map(({x}) => x);
  marks.push(Plot.link(hundred, {x1: (x) => x, x2: (x) => x, y1: top, y2: axes[last - 1].y, stroke: grid}));
  for (const each of axes) {
    const places = each.ticks.map(({x}) => x),
      at = each.y;
    const names = wrapped(each.name, kLeft - 24, 2);
    marks.push(
      Plot.link([0], {x1: Math.min(...places), x2: Math.max(...places), y1: at, y2: at, stroke: ink, strokeWidth: 1.1}),
      Plot.link(each.ticks, {x1: "x", x2: "x", y1: at, y2: at + kTick, stroke: ink}),
      Plot.link(
        each.labels.filter(({lane}) => lane > 0),
        {
          x1: "x",
          x2: "labelX",
          y1: at + kTick,
          y2: ({lane}) => at + kTick + kLane * lane,
          stroke: "#c3ccd3",
          strokeWidth: 0.7,
        },
      ),
      Plot.text(each.labels, {
        x: ({x, labelX}) => labelX ?? x,
        y: ({lane}) => at + kTick + 8 + kLane * lane,
        text: "text",
        title: "full",
        fontSize: kSize,
        fill: soft,
        stroke: "white",
        strokeWidth: 3,
      }),
      ...names.map((text, i) =>
        Plot.text([0], {
          x: [0],
          y: [at + (i - (names.length - 1) / 2) * 13],
          text: [text],
          title: [names.join("") === each.name.replaceAll(" ", "") || names.join(" ") === each.name ? null : each.name],
          textAnchor: "start",
          fontWeight: 600,
          fill: ink,
        }),
      ),
    );
  }
  const svg = plot({
    width: kWidth,
    height: y - kGap + 8,
    margin: 0,
    x: {type: "identity", axis: null},
    y: {type: "identity", axis: null},
    marks,
  });
  return {
    svg,
    caption: "Read each predictor's points off the first axis, add them, and read the risk below the total.",
    alt: alternative(nomogram, model),
  };
}

export function nomograms(study) {
  return study.models.map(({name, record}) => ({
    id: figureId("nomogram", name),
    title: `Nomogram of model ${name}`,
    draw: () => draw(record, name),
  }));
}
