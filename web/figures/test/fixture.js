// The files of a made-up study of any number of sites, with everything a figure may be drawn from.

// The same numbers at each run (Park & Miller, Communications of the ACM 1988; 31: 1192-1201).
function generator(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const logit = (p) => Math.log(p / (1 - p));
const kThresholds = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7];
const est = (estimate, se, method = "Wald") => ({
  estimate,
  se,
  lower: estimate - 1.96 * se,
  upper: estimate + 1.96 * se,
  method,
});

// The chance that one in N(0, 1) exceeds x.
function above(x) {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? tail : 1 - tail;
}

export function metrics(random, n, events, strength) {
  const separation = strength + 0.5 * (random() - 0.5),
    non = n - events;
  const auc = 1 - above(separation / Math.SQRT2),
    se = 0.5 / Math.sqrt(Math.min(events, non) * 4);
  const base = logit(events / n);
  const positives = (t) => {
    const cut = (logit(t) - base) / separation; // of scores N(±separation / 2, 1)
    return [Math.round(events * above(cut - separation / 2)), Math.round(non * above(cut + separation / 2))];
  };
  const tp = [],
    fp = [],
    net = [],
    all = [];
  for (const t of kThresholds) {
    const [a, b] = positives(t);
    tp.push(a);
    fp.push(b);
    net.push(a / n - ((b / n) * t) / (1 - t));
    all.push(events / n - ((non / n) * t) / (1 - t));
  }
  const oe = 0.7 + 0.6 * random(),
    spread = 0.8 / Math.sqrt(events);
  const spectrum = [0.02, 0.06, 0.14, 0.2, 0.2, 0.16, 0.11, 0.07, 0.04];
  const counts = (total, shift) =>
    spectrum.map((_, i) => Math.round(total * spectrum[Math.min(Math.max(i - shift, 0), 8)]));
  return {
    n,
    events,
    auc: {
      ...est(auc, se, "DeLong"),
      upper: Math.min(auc + 1.96 * se, 0.999),
      lower_logit: auc - 2 * se,
      upper_logit: auc + 1.9 * se,
    },
    imprecise: Math.min(events, non) < 100,
    calibration_in_the_large: est(random() - 0.5, 2 / Math.sqrt(n)),
    calibration_slope: est(0.7 + 0.5 * random(), 3 / Math.sqrt(n)),
    oe: {
      estimate: oe,
      se: oe * spread,
      lower: oe * Math.exp(-1.96 * spread),
      upper: oe * Math.exp(1.96 * spread),
      method: "log",
    },
    brier: 0.18,
    scaled_brier: 0.2,
    ici: 0.03,
    e50: 0.02,
    e90: 0.06,
    at_threshold: {
      threshold: 0.35,
      tp: positives(0.35)[0],
      fp: positives(0.35)[1],
      tn: non - positives(0.35)[1],
      fn: events - positives(0.35)[0],
      sensitivity: est(positives(0.35)[0] / events, 0.05),
      specificity: est(1 - positives(0.35)[1] / non, 0.05),
    },
    decision_curve: {threshold: kThresholds, net_benefit: net, treat_all: all, tp, fp},
    calibration_curve: {
      knots: [-2.4, -1.1, -0.4, 0.3, 1.6],
      coefficients: [0.1 * (random() - 0.5), 0.8 + 0.2 * random(), 0.5 * (random() - 0.5), 0.5 * (random() - 0.5), 0.1],
      covariance: Array.from({length: 5}, (_, i) =>
        Array.from({length: 5}, (_, j) => (i === j ? ([0.02, 0.015, 0.05, 0.05, 0.02][i] * 100) / n : 0)),
      ),
    },
    risk_histogram: {
      edges: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1],
      events: counts(events, 2),
      non_events: counts(non, 0),
    },
    score_histogram: {
      edges: [-3, -2.2, -1.6, -1.1, -0.6, -0.1, 0.4, 1, 1.8, 3],
      events: counts(events, 2),
      non_events: counts(non, 0),
    },
    linear_predictor: {mean: -0.4, sd: 1.1, events: {mean: 0.3, sd: 1}, non_events: {mean: -0.7, sd: 1}},
  };
}

const kVariables = [
  "age",
  "original_shape_Sphericity",
  "original_firstorder_Entropy",
  "wavelet-HLL_glcm_JointEntropy",
  "original_glrlm_LongRunEmphasis",
  "sex",
];
const kFlow = [
  ["no image", 4],
  ["outcome missing", 3],
  ["slice thickness above 5 mm", 2],
  ["age outside 18 to 110", 1],
];

function site(random, role, names, strength) {
  const n = 60 + Math.round(400 * random() * random()),
    events = Math.round(n * (0.25 + 0.3 * random()));
  const excluded = Object.fromEntries(kFlow.filter(() => random() < 0.7));
  const lost = Object.values(excluded).reduce((sum, x) => sum + x, 0);
  const record = {
    role,
    flow: {read: n + lost, excluded, analysed: n},
    case_mix: {
      n,
      events,
      prevalence: events / n,
      variables: kVariables.map((name) => ({
        name,
        type: name === "sex" ? "categorical" : "numeric",
        n,
        ...(role === "development" ? {} : {standardised_difference: 0.9 * (random() - 0.5)}),
      })),
    },
    models: {},
    comparisons: [],
    subgroups: {},
  };
  names.forEach((name, i) => (record.models[name] = metrics(random, n, events, strength - 0.25 * i)));
  if (role !== "development") {
    record.case_mix_shift = Object.fromEntries(
      names.map((name) => [
        name,
        {
          mean_difference: random() - 0.5,
          sd_ratio: 0.7 + 0.6 * random(),
          membership_concordance: {estimate: 0.5 + 0.3 * random(), by_chance: 0.53},
        },
      ]),
    );
  }
  return record;
}

const meta = (scale, estimate, se, sites, wide) => ({
  estimate,
  se,
  lower: estimate - 2.1 * se,
  upper: estimate + 2.1 * se,
  tau2: 0.04,
  i2: 30,
  prediction_lower: sites.length > 2 ? estimate - wide : null,
  prediction_upper: sites.length > 2 ? estimate + wide : null,
  scale,
  method: "REML, Hartung-Knapp",
  k: sites.length,
  df: sites.length - 1,
  sites_used: sites,
  sites_left_out: {},
});

function penalised(random) {
  const lambda = Array.from({length: 60}, (_, i) => 0.2 * Math.exp(-0.08 * i));
  const names = Array.from({length: 30}, (_, j) => `wavelet-${"HL"[j % 2]}LH_glcm_Feature${j}`);
  const start = names.map((_, j) => 2 * j),
    slope = names.map(() => (random() - 0.5) * 0.03);
  const coefficients = [],
    df = lambda.map(() => 0);
  lambda.forEach((_, index) =>
    names.forEach((name, j) => {
      if (index < start[j]) return;
      ++df[index];
      const value = slope[j] * (index - start[j] + 1);
      coefficients.push({index, name, value, value_standardised: value});
    }),
  );
  const deviance = lambda.map((_, i) => (i < 45 ? 1.1 + 0.00025 * (i - 25) * (i - 25) : null));
  return {
    path: {
      lambda,
      df,
      deviance_ratio: lambda.map((_, i) => i / 100),
      intercept: lambda.map(() => 0),
      stopped: null,
      coefficients,
    },
    cv: {
      lambda,
      deviance,
      deviance_se: deviance.map((x) => (x === null ? null : 0.03)),
      auc: lambda.map((_, i) => (i >= 10 && i < 45 ? 0.8 - 0.0002 * (i - 25) * (i - 25) : null)),
      auc_se: lambda.map((_, i) => (i >= 10 && i < 45 ? 0.02 : null)),
      lambda_min: lambda[25],
      lambda_1se: lambda[15],
      index_min: 25,
      index_1se: 15,
      bracketed: true,
      selected: "min",
    },
  };
}

const term = (name, coefficient, scale, error) => ({
  name,
  coefficient,
  standard_error: error,
  lower: error === null ? null : coefficient - 1.96 * error,
  upper: error === null ? null : coefficient + 1.96 * error,
  p: error === null ? null : 0.03,
  coefficient_standardised: coefficient * scale,
  mean: 0,
  scale,
});

const kNomogram = {
  axes: {
    age: {
      values: [20, 30, 40, 50, 60, 70, 80, 90, 100, 110],
      points: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45],
      least_contribution: 0.2,
    },
    "Rad-score": {values: [-3, -2, -1, 0, 1, 2], points: [0, 20, 40, 60, 80, 100], least_contribution: -3},
    sex: {levels: ["F", "M"], points: [0, 13.2], least_contribution: 0},
    grade: {levels: ["low", "intermediate, second reading", "high"], points: [0, 3, 31], least_contribution: 0},
  },
  points_per_unit_lp: 20,
  lp_at_zero_points: -6,
  largest_total: 189.2,
  total_points: [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200],
  linear_predictor: {values: [-6, -4, -2, 0, 2], total_points: [0, 40, 80, 120, 160]},
  risk: {
    values: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95],
    total_points: [61, 76, 92, 103, 112, 120, 128, 137, 148, 164, 179],
  },
};

// external + development sites; one of the latter has a hold-out too. `names` are those of three models.
export function fixture({
  externals = 2,
  developments = 1,
  names = ["clinical", "signature", "nomogram"],
  siteName = (i) => `hospital ${i + 1}`,
  withRuns = true,
} = {}) {
  const sites = externals + developments,
    random = generator(20 + sites);
  const validation = {
    study: "made up",
    study_sha256: "0".repeat(64),
    sites: {},
    pooled: {},
    optimism_corrected: {},
    apparent: {},
  };
  const external = [];
  for (let i = 0; i < sites; ++i) {
    const name = siteName(i),
      role = i < externals ? "external" : "development";
    validation.sites[name] = {site: name, ...site(random, role, names, 1.3)};
    if (role === "external") external.push(name);
    if (i === sites - 1)
      validation.sites[`${name} (holdout)`] = {site: name, ...site(random, "holdout", names, 1.3), flow: undefined};
  }
  for (const name of names) {
    validation.pooled[name] =
      external.length < 2
        ? Object.fromEntries(
            ["auc", "calibration_slope", "calibration_in_the_large", "log_oe"].map((key) => [
              key,
              {unavailable: "one site", k: 1, sites_used: external},
            ]),
          )
        : {
            auc: meta("logit", 1.4, 0.12, external, 0.6),
            calibration_slope: meta("identity", 0.92, 0.08, external, 0.35),
            calibration_in_the_large: meta("identity", 0.05, 0.1, external, 0.5),
            log_oe: meta("log", 0.03, 0.06, external, 0.3),
            stacked: {auc: {estimate: 0.79, lower_bound: 0.785, upper_bound: 0.795, method: "histogram"}},
          };
    const risk = Array.from({length: 99}, (_, i) => (i + 1) / 100);
    validation.optimism_corrected[name] = {
      of: "pipeline",
      replicates: 50,
      calibration_curve: {
        risk,
        apparent: risk,
        optimism: risk.map(() => 0.02),
        corrected: risk.map((p) => (p < 0.03 ? null : 0.1 + 0.8 * p)),
      },
    };
  }
  if (withRuns) {
    validation.runs = [0, 1, 2].map((run) => ({
      study: `made up ${run}`,
      study_sha256: String(run).repeat(64),
      finished: run === 2 ? null : `2026-0${run + 3}-01`,
      sites: Object.fromEntries(
        external.map((key) => [
          key,
          {
            models: Object.fromEntries(
              names.map((name) => {
                const m = validation.sites[key].models[name],
                  drift = 0.02 * run;
                return [
                  name,
                  {
                    n: m.n,
                    events: m.events,
                    auc: est(m.auc.estimate - drift, 0.04),
                    calibration_in_the_large: est(drift, 0.2),
                    calibration_slope: est(m.calibration_slope.estimate - drift, 0.2),
                    oe: est(m.oe.estimate + drift, 0.1),
                  },
                ];
              }),
            ),
          },
        ]),
      ),
    }));
  }
  const model = {study: "made up", models: {}, sites: {}};
  names.forEach((name, i) => {
    const penalty = i === 1;
    model.models[name] = {
      kind: penalty ? "lasso" : "logistic",
      n: 600,
      events: 220,
      path: null,
      cv: null,
      nomogram: i === 2 ? kNomogram : null,
      threshold: 0.35,
      terms: [
        term("(Intercept)", -2, 1, penalty ? null : 0.4),
        ...kVariables.map((variable, j) => term(variable, 0.6 - 0.22 * j, 1, penalty ? null : 0.2 + 0.05 * j)),
      ],
      ...(penalty ? penalised(random) : {}),
    };
  });
  return {model, validation, ledger: {round_trips: 12, sites: {}, rounds: []}};
}
