// From the patients that a site read to those that were analysed, a row a site.
import * as Plot from "@observablehq/plot";

import {entries, number, object, roleHeading} from "./study.js";
import {ink, roleStyle, soft} from "./style.js";
import {plot} from "./svg.js";
import {count, counted, listed, shortened, wrapped} from "./text.js";

const kWidth = 900,
  kName = 130,
  kLine = 13;
const kRead = {x1: 136, x2: 216},
  kOut = {x1: 250, x2: 604},
  kAnalysed = {x1: 638, x2: 898};

const numberText = (value) => (number(value) === null ? "suppressed" : count(value));

// Patients and events of one role at one site: those of its case-mix, else of a model's validation.
function patientsOf(record) {
  for (const at of [object(record.case_mix), ...entries(record.models).map(([, metrics]) => object(metrics))]) {
    if (number(at.n) !== null) return {n: at.n, events: number(at.events)};
  }
  return {n: null, events: null};
}

function rowsOf(study) {
  const rows = new Map();
  for (const site of study.sites) {
    if (!rows.has(site.name))
      rows.set(site.name, {name: site.name, parts: [], flow: {}, external: site.role === "external"});
    const row = rows.get(site.name),
      flow = object(site.record.flow);
    row.parts.push({role: site.role, ...patientsOf(site.record)});
    if (number(flow.read) !== null || number(flow.analysed) !== null) row.flow = flow;
  }
  const told = Array.from(rows.values()).filter(({flow}) => Object.keys(flow).length > 0);
  return [...told.filter(({external}) => !external), ...told.filter(({external}) => external)];
}

const kPart = {development: "development", holdout: "hold-out", external: "external validation"};
const partText = ({role, n, events}) =>
  `${kPart[role]} ${n === null ? "suppressed" : count(n)}${events === null || n === null ? "" : `, ${counted(events, "event")}`}`;

function boxesOf(row) {
  const excluded = entries(row.flow.excluded).filter(([, value]) => value !== 0);
  const reasons = excluded.map(([reason, value]) => `${reason} ${numberText(value)}`);
  const lost = excluded.every(([, value]) => number(value) !== null)
    ? excluded.reduce((sum, [, value]) => sum + value, 0)
    : null;
  const out =
    excluded.length === 0
      ? ["none excluded"]
      : wrapped(
          `${lost === null ? "excluded" : `excluded ${count(lost)}`}: ${reasons.join("; ")}`,
          kOut.x2 - kOut.x1 - 14,
          4,
        );
  const order = ["development", "holdout", "external"];
  const parts = [...row.parts].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role)).map(partText);
  return {
    excluded: reasons,
    lost,
    read: [`read ${numberText(row.flow.read)}`],
    out,
    analysed: [`analysed ${numberText(row.flow.analysed)}`, ...parts].flatMap((text) =>
      wrapped(text, kAnalysed.x2 - kAnalysed.x1 - 14, 2),
    ),
  };
}

function draw(study) {
  const rows = rowsOf(study);
  if (rows.length === 0) return null;
  const marks = [],
    told = [];
  let y = 6,
    before = null;
  for (const row of rows) {
    if (row.external !== before) {
      y += before === null ? 0 : 8;
      marks.push(
        Plot.text([0], {
          x: [0],
          y: [y + 8],
          text: [row.external ? roleHeading.external : "Development sites"],
          textAnchor: "start",
          fontWeight: 650,
          fill: ink,
        }),
      );
      y += 22;
      before = row.external;
    }
    const boxes = boxesOf(row),
      lines = Math.max(boxes.out.length, boxes.analysed.length);
    const height = lines * kLine + 8,
      middle = y + height / 2,
      colour = roleStyle[row.external ? "external" : "development"].colour;
    const name = shortened(row.name, kName - 10);
    marks.push(
      Plot.text([0], {
        x: [4],
        y: [middle],
        text: [name],
        title: [name === row.name ? null : row.name],
        textAnchor: "start",
        fill: ink,
      }),
    );
    for (const [place, texts, stroke] of [
      [kRead, boxes.read, colour],
      [kOut, boxes.out, "#c3ccd3"],
      [kAnalysed, boxes.analysed, colour],
    ]) {
      const full = place === kOut && texts.at(-1).endsWith("…") ? boxes.excluded.join("; ") : null;
      marks.push(
        Plot.rect([0], {
          x1: place.x1,
          x2: place.x2,
          y1: y,
          y2: y + height,
          fill: "white",
          stroke,
          strokeWidth: 1.1,
          rx: 3,
        }),
      );
      texts.forEach((text, i) =>
        marks.push(
          Plot.text([0], {
            x: [place.x1 + 7],
            y: [middle + (i - (texts.length - 1) / 2) * kLine],
            text: [text],
            title: [full],
            textAnchor: "start",
            fill: place === kOut ? soft : ink,
            fontWeight: place === kAnalysed && i === 0 ? 600 : undefined,
          }),
        ),
      );
    }
    for (const [from, to] of [
      [kRead.x2, kOut.x1],
      [kOut.x2, kAnalysed.x1],
    ]) {
      marks.push(Plot.arrow([0], {x1: from + 3, x2: to - 3, y1: middle, y2: middle, stroke: soft, headLength: 6}));
    }
    told.push(
      `${row.name}: ${boxes.read[0]}, ${boxes.excluded.length === 0 ? "none excluded" : `excluded ${listed(boxes.excluded)}`}, analysed ${numberText(row.flow.analysed)} (${listed(row.parts.map(partText))})`,
    );
    y += height + 7;
  }
  const svg = plot({
    width: kWidth,
    height: y + 2,
    margin: 0,
    x: {type: "identity", axis: null},
    y: {type: "identity", axis: null},
    marks,
  });
  return {svg, caption: "", alt: `Flow of patients at ${counted(rows.length, "site")}. ${told.join(". ")}.`};
}

export function flowDiagrams(study) {
  return [{id: "flow", title: "Patients read, excluded and analysed, by site", draw: () => draw(study)}];
}
