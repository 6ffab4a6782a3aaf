import assert from "node:assert/strict";
import {test} from "node:test";

import {figureId, slug} from "../names.js";

test("a plain name stays as it is", () => {
  for (const name of ["clinical", "rad_score", "Model-2", "x"]) assert.equal(slug(name), name);
  assert.equal(figureId("roc", "clinical"), "roc--clinical");
});

// coordinator/report/figure_id_test.cc expects the same.
test("another name is cleaned and told apart by its hash", () => {
  assert.equal(slug("Model A"), "Model-A-d3f4ae42");
  assert.equal(slug("<b>"), "b-507ca5a2");
  assert.equal(slug("β"), "x-2245c1c8");
  assert.equal(slug(""), "x-e3b0c442");
});

test("different names have different slugs", () => {
  const names = ["a b", "a-b", "a_b", "a--b", "-a-b", slug("a b"), "A b", "a".repeat(61), "a".repeat(62)];
  assert.equal(new Set(names.map(slug)).size, names.length);
});
