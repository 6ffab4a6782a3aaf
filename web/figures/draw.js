// node figures.cjs INPUT OUTPUT
//
// INPUT   {"model": model.json, "validation": validation.json, "ledger": ledger.json}
// OUTPUT  {"figures": [{"id", "title", "caption", "alt", "svg"}], "failed": {ID: why}}
//
// Only what the published files say is drawn, so that anybody can draw again.
import {readFileSync, writeFileSync} from "node:fs";

import {drawFigures} from "./figures.js";

const [input, output] = process.argv.slice(2);
if (output === undefined) {
  process.stderr.write("usage: node figures.cjs INPUT OUTPUT\n");
  process.exit(2);
}
writeFileSync(output, JSON.stringify(drawFigures(JSON.parse(readFileSync(input, "utf8")))));
