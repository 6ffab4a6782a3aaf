// Ids of figures, the same in coordinator/report/figures/figure_id.cc.
import {createHash} from "node:crypto";

// What is plain stays; the rest is cleaned and told apart by the beginning of its SHA-256, so that two names
// have two slugs.
export function slug(name) {
  if (/^[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*$/.test(name) && !/-[0-9a-f]{8}$/.test(name) && name.length <= 60) return name;
  const clean = name
    .replace(/[^A-Za-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const hash = createHash("sha256").update(name, "utf8").digest("hex").slice(0, 8);
  return clean === "" ? `x-${hash}` : `${clean}-${hash}`;
}

// "roc--nomogram".
export const figureId = (kind, model) => (model === undefined ? kind : `${kind}--${slug(model)}`);
