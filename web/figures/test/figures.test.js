import assert from "node:assert/strict";
import {test} from "node:test";

import {drawFigures} from "../figures.js";
import {overlaps, textBoxes} from "./boxes.js";
import {fixture} from "./fixture.js";

const kHostile = '</title><script>alert(1)</script>" onload="x\' &amp; \u0001\ud800';
const kStudies = {
  "2 external sites": fixture(),
  "25 sites": fixture({externals: 15, developments: 10}),
  "25 sites with long names": fixture({
    externals: 15,
    developments: 10,
    siteName: (i) => `Universitätsklinikum der Freien Stadt Nummer ${i + 1}, Klinik für Radiologie`,
    names: ["a model with a name as long as people make them when nobody stops them", "m", "n"],
  }),
  "one site": fixture({externals: 1, developments: 0}),
  "no external site": fixture({externals: 0, developments: 2}),
  "hostile names": fixture({siteName: (i) => `${kHostile}${i}`, names: [kHostile, `${kHostile} 2`, "plain"]}),
};
const kAll = [
  "flow",
  "lasso-path--signature",
  "lasso-cv--signature",
  "coefficients--clinical",
  "nomogram--nomogram",
  "forest-auc--clinical",
  "forest-slope--clinical",
  "forest-citl--clinical",
  "forest-oe--clinical",
  "roc--clinical",
  "calibration--clinical",
  "score-histogram--clinical",
  "decision-curves",
  "case-mix",
  "case-mix-shift",
  "optimism-calibration",
  "runs--clinical",
];

for (const [what, files] of Object.entries(kStudies)) {
  const {figures, failed} = drawFigures(files);

  test(`${what}: nothing fails and every id is its own`, () => {
    assert.deepEqual(failed, {});
    assert.equal(new Set(figures.map(({id}) => id)).size, figures.length);
    const ids = figures.flatMap(({svg}) => Array.from(svg.matchAll(/ id="([^"]*)"/g), ([, id]) => id));
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]+$/);
  });

  test(`${what}: no drawing holds a number that is none`, () => {
    for (const {id, svg} of figures)
      assert.doesNotMatch(svg, /<text[^>]*(\/>|><\/text>)/, `${id}: a text without letters`);
    for (const {id, svg} of figures)
      assert.doesNotMatch(svg.replace(/<(title|desc|text|tspan)[^>]*>[^<]*/g, ""), /NaN|Infinity|undefined|null/, id);
  });

  test(`${what}: every drawing has a text alternative with numbers`, () => {
    for (const {id, alt, svg} of figures) {
      assert.match(alt, /\d[\s\S]*\.$/, id);
      assert.doesNotMatch(alt, /NaN|undefined|null|\[object/, id);
      assert.match(svg, /^<svg [^>]*role="img"/, id);
      assert.match(svg, /<title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/, id);
    }
  });

  test(`${what}: only shapes and text`, () => {
    for (const {id, svg} of figures) {
      for (const [, name] of svg.matchAll(/<([a-zA-Z]+)/g)) {
        assert.ok(
          ["svg", "g", "path", "line", "rect", "circle", "text", "tspan", "title", "desc"].includes(name),
          `${id}: <${name}>`,
        );
      }
      assert.doesNotMatch(svg, /<[^>]* on[a-z]+=|href|url\(|http/i, id);
    }
  });

  test(`${what}: no text touches another or leaves the drawing`, () => {
    for (const {id, svg} of figures) {
      const boxes = textBoxes(svg),
        [, , width, height] = svg
          .match(/viewBox="([^"]*)"/)[1]
          .split(" ")
          .map(Number);
      assert.ok(boxes.length > 3, id);
      assert.deepEqual(overlaps(boxes), [], id);
      for (const box of boxes) {
        assert.ok(
          box.x1 >= -2 && box.x2 <= width + 2 && box.y1 >= -2 && box.y2 <= height + 2,
          `${id}: "${box.text}" ${JSON.stringify(box)}`,
        );
      }
    }
  });
}

test("a study with everything has every kind of figure", () => {
  const ids = new Set(drawFigures(kStudies["25 sites"]).figures.map(({id}) => id));
  assert.deepEqual(
    kAll.filter((id) => !ids.has(id)),
    [],
  );
});

test("on a log axis 1 stands at the line of no difference", () => {
  for (const {id, svg} of drawFigures(fixture()).figures.filter((figure) =>
    /^(forest-oe|coefficients)/.test(figure.id),
  )) {
    const [, line] = svg.match(/stroke-dasharray="4 3"[^>]*><line [^>]*x1="([\d.]+)"/),
      [, tick] = svg.match(/<text transform="translate\(([\d.]+),[^>]*>1<\/text>/);
    assert.ok(Math.abs(line - tick) < 0.1, `${id}: ${line}, ${tick}`);
  }
});

test("two texts on one place are found", () => {
  assert.equal(
    overlaps(
      textBoxes(
        '<svg><text x="1" y="20">one</text><g transform="translate(5,2)"><text x="1" y="20">two</text></g></svg>',
      ),
    ).length,
    1,
  );
});

test("25 sites and three models stay small", () => {
  const size = drawFigures(kStudies["25 sites"]).figures.reduce((sum, {svg}) => sum + svg.length, 0);
  assert.ok(size < 1.5e6, String(size));
});

test("files without anything have no figure", () => {
  for (const nothing of [
    {},
    {model: null, validation: [], ledger: 3},
    {model: {models: {a: null}}, validation: {sites: {b: null}}},
  ]) {
    assert.deepEqual(drawFigures(nothing), {figures: [], failed: {}});
  }
});

// Every part of the files taken away or kept back, one at a time.
test("a part that is missing, suppressed or unavailable costs no figure of another", () => {
  const kinds = [undefined, null, {suppressed: "min_cell"}, {unavailable: "one class only"}, [], {}];
  const places = (files) => {
    const site = files.validation.sites["hospital 1"],
      metrics = site.models.clinical;
    return [
      [site, "flow"],
      [site, "case_mix"],
      [site, "case_mix_shift"],
      [site, "models"],
      [files.validation, "pooled"],
      [files.validation, "runs"],
      [files.validation, "optimism_corrected"],
      ...Object.keys(metrics).map((key) => [metrics, key]),
      ...Object.keys(metrics.decision_curve).map((key) => [metrics.decision_curve, key]),
      ...Object.keys(metrics.calibration_curve).map((key) => [metrics.calibration_curve, key]),
      ...["path", "cv", "terms"].map((key) => [files.model.models.signature, key]),
      [files.model.models.nomogram, "nomogram"],
      ...Object.keys(files.model.models.nomogram.nomogram).map((key) => [files.model.models.nomogram.nomogram, key]),
    ];
  };
  const small = () => fixture({externals: 1, developments: 1});
  const count = places(small()).length;
  for (let i = 0; i < count; ++i) {
    const files = small(),
      [object, key] = places(files)[i];
    object[key] = kinds[i % kinds.length];
    const {figures, failed} = drawFigures(files);
    assert.deepEqual(failed, {}, `${key} is ${JSON.stringify(kinds[i % kinds.length])}`);
    for (const {id, alt} of figures) assert.doesNotMatch(alt, /NaN|undefined|null|\[object/, `${key}: ${id}: ${alt}`);
  }
});

test("ticks of a wide axis do not touch", () => {
  for (const [lower, upper] of [
    [-1.4, 2.4],
    [-1.9, 3.9],
    [0.2, 1.3],
  ]) {
    const files = fixture();
    for (const site of Object.values(files.validation.sites)) {
      site.models.clinical.calibration_slope = {estimate: 0.5, se: 1, lower, upper, method: "Wald"};
    }
    const {figures} = drawFigures(files);
    const {svg} = figures.find(({id}) => id === "forest-slope--clinical");
    // Those of the axis, which is the lowest row of numbers; fonts differ, so they keep apart.
    const numbers = textBoxes(svg).filter(({text}) => /^−?\d+(\.\d+)?$/.test(text));
    const lowest = Math.max(...numbers.map(({y2}) => y2));
    const ticks = numbers.filter(({y2}) => Math.abs(y2 - lowest) < 2).sort((a, b) => a.x1 - b.x1);
    assert.ok(ticks.length >= 3, `${ticks.length} ticks`);
    ticks.slice(1).forEach((tick, i) => assert.ok(tick.x1 - ticks[i].x2 > 3, `${ticks[i].text} and ${tick.text}`));
  }
});
