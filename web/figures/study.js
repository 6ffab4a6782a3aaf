// What the published files say, read so that a number which is suppressed, unavailable or absent is null.

const object = (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
export const entries = (value) => Object.entries(object(value));
export const list = (value) => (Array.isArray(value) ? value : []);
export const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

// EST, or null.
export function estimate(value) {
  const at = object(value);
  const middle = number(at.estimate);
  if (middle === null) return null;
  const lower = number(at.lower),
    upper = number(at.upper);
  return {
    estimate: middle,
    lower: upper === null ? null : lower,
    upper: lower === null ? null : upper,
    se: number(at.se),
  };
}

// Why there is no number.
export function reason(value) {
  const at = object(value);
  if (typeof at.suppressed === "string") return "suppressed";
  return "not available";
}

const kBack = {logit: (x) => 1 / (1 + Math.exp(-x)), log: Math.exp, identity: (x) => x};

// META on the reader's scale, or null where nothing was pooled.
export function pooled(value) {
  const at = object(value);
  const back = kBack[at.scale] ?? kBack.identity;
  const told = (name) => (number(at[name]) === null ? null : back(at[name]));
  if (told("estimate") === null) return null;
  return {
    estimate: told("estimate"),
    lower: told("lower"),
    upper: told("upper"),
    k: number(at.k),
    tau2: number(at.tau2),
    prediction:
      told("prediction_lower") === null ? null : {lower: told("prediction_lower"), upper: told("prediction_upper")},
    sites: list(at.sites_used),
  };
}

const kRoles = ["external", "holdout", "development"];
export const roleHeading = {
  external: "External sites",
  holdout: "Held-out patients",
  development: "Development (apparent)",
};

// Fewer than 100 events or non-events.
function isImprecise(metrics) {
  if (typeof metrics.imprecise === "boolean") return metrics.imprecise;
  const n = number(metrics.n),
    events = number(metrics.events);
  return n !== null && events !== null && Math.min(events, n - events) < 100;
}

// {models, sites, pooled, ...}: sites external first, then hold-out, then development, each in the order of the
// file; models in the order of model.json.
export function readStudy({model, validation, ledger}) {
  const of = object(validation);
  const rank = (role) => (kRoles.includes(role) ? kRoles.indexOf(role) : kRoles.length);
  const sites = entries(of.sites)
    .map(([key, record]) => ({
      key,
      name: typeof object(record).site === "string" ? record.site : key,
      role: kRoles.includes(object(record).role) ? record.role : "development",
      record: object(record),
    }))
    .map((site, index) => ({...site, index}))
    .sort((a, b) => rank(a.role) - rank(b.role) || a.index - b.index);
  const names = new Map(entries(object(model).models));
  for (const site of sites) for (const [name] of entries(site.record.models)) if (!names.has(name)) names.set(name, {});
  return {
    file: object(model),
    validation: of,
    ledger: object(ledger),
    sites,
    models: Array.from(names, ([name, record]) => ({name, record: object(record)})),
    pooled: (name) => object(object(of.pooled)[name]),
  };
}

// The sites where `model` was validated, with its METRICS.
export function validationsOf(study, model) {
  return study.sites.flatMap((site) => {
    const metrics = object(site.record.models)[model];
    // A model that is left out there has the reason and nothing else.
    return metrics === undefined || typeof object(metrics).unavailable === "string"
      ? []
      : [
          {
            ...site,
            metrics: object(metrics),
            n: number(object(metrics).n),
            events: number(object(metrics).events),
            imprecise: isImprecise(object(metrics)),
          },
        ];
  });
}

export {object};
