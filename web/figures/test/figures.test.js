import assert from "node:assert/strict";
import {test} from "node:test";

import {drawFigures} from "../figures.js";
import {fixture} from "./fixture.js";

const kSizes = {"2 sites": fixture(), "25 sites": fixture({externals: 15, developments: 10})};

for (const [size, files] of Object.entries(kSizes)) {
  const {figures, failed} = drawFigures(files);

  test(`${size}: every figure is drawn, once`, () => {
    assert.deepEqual(failed, {});
    assert.equal(new Set(figures.map(({id}) => id)).size, figures.length);
    assert.ok(figures.some(({id}) => id === "forest-auc--clinical"));
  });

  test(`${size}: no drawing holds a number that is none`, () => {
    for (const {id, svg} of figures) assert.doesNotMatch(svg, /NaN|Infinity|undefined|null/, id);
  });

  test(`${size}: every text alternative has numbers`, () => {
    for (const {id, alt, svg} of figures) {
      assert.match(alt, /\d/, id);
      assert.ok(svg.includes("<desc id="), id);
      assert.match(svg, /^<svg /);
    }
  });
}

test("files without anything have no figure", () => {
  for (const nothing of [{}, {model: null, validation: [], ledger: 3}, {model: {models: {a: null}}, validation: {sites: {b: null}}}]) {
    assert.deepEqual(drawFigures(nothing), {figures: [], failed: {}});
  }
});
