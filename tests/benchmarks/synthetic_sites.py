"""Synthetic hospitals with radiomics tables, for benchmarks: correlated blocks of features on scales from 1e-3 to
1e4, three in ten log-normal, shifted and stretched by site, an outcome that eight blocks, age and sex make likelier,
and a second reader for two patients in five. No numbers of any patient."""

import csv
import math
import random

STUDY = """osteon: 1
study: {name}
outcome: {{column: label, positive: 1}}
cohort:
  id: patient_id
  split: {{column: set, train: train, holdout: holdout}}
  clinical:
    - {{name: age, type: numeric, unit: years, min: 18, max: 110}}
    - {{name: sex, type: categorical, levels: [F, M]}}
  features: {{prefix: ["original_", "wavelet-"]}}
  second_reader: {{suffix: __r2, same_readers: true}}
  missing: mean
sites: {{development: [{development}], external: [{external}]}}
harmonise: combat
screen:
  - icc: {{type: "2,1", min: 0.75}}
  - anova: {{max_p: 0.05}}
  - select_k_best: {{k: 120}}
  - correlation: {{max_abs: 0.90, by: descending_f}}
  - mrmr: {{k: 20, scheme: FCQ}}
models:
  clinical:  {{logistic: {{predictors: [age, sex], stepwise: both}}}}
  signature: {{lasso: {{predictors: features, alpha: 1, lambdas: 100, cv: {{folds: 10, seed: 1, select: min}}}}}}
  nomogram:  {{logistic: {{predictors: [signature, age, sex]}}}}
validate:
  at: [development, holdout, external]
  threshold: {{from: youden}}
  compare: [[nomogram, clinical], [nomogram, signature]]
  decision_curve: {{thresholds: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6]}}
privacy:
  min_patients: 20
  min_cell: 5
  max_columns_per_patient: 0.3334
  secure_aggregation: preferred
"""


def write_sites(folder, sites, patients, features, seed=1):
    """FOLDER/SITE.csv for each site."""
    rng = random.Random(seed)
    gauss = rng.gauss
    blocks = max(8, features // 12)
    block = [rng.randrange(blocks) for _ in range(features)]
    scale = [10 ** rng.uniform(-3, 4) for _ in range(features)]
    log_normal = [rng.random() < 0.3 for _ in range(features)]
    reader_noise = [0.9 if rng.random() < 0.2 else 0.1 for _ in range(features)]
    effect = [0.0] * blocks
    for k in rng.sample(range(blocks), 8):
        effect[k] = gauss(0, 0.7)
    names = [("original_f%04d" if j < features // 8 else "wavelet-f%04d") % j for j in range(features)]

    def value(j, z):
        return "%.6g" % ((math.exp(z / 2) if log_normal[j] else z) * scale[j])

    for site in sites:
        shift = [gauss(0, 0.4) for _ in range(features)]
        stretch = [math.exp(gauss(0, 0.1)) for _ in range(features)]
        with open(f"{folder}/{site}.csv", "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["patient_id", "label", "set", "age", "sex"] + names + [name + "__r2" for name in names])
            for i in range(patients):
                latent = [gauss(0, 1) for _ in range(blocks)]
                age = min(110, max(18, round(gauss(64, 11))))
                male = rng.random() < 0.5
                eta = sum(e * x for e, x in zip(effect, latent)) + 0.03 * (age - 64) + 0.3 * male - 0.2
                event = rng.random() < 1 / (1 + math.exp(-eta))
                z = [(0.85 * latent[block[j]] + gauss(0, 0.5)) * stretch[j] + shift[j] for j in range(features)]
                row = [f"{site}-{i:04d}", int(event), "train" if rng.random() < 0.8 else "holdout",
                       "" if rng.random() < 0.02 else age, "M" if male else "F"]
                row += [value(j, z[j]) for j in range(features)]
                if rng.random() < 0.4:
                    row += [value(j, z[j] + gauss(0, reader_noise[j])) for j in range(features)]
                else:
                    row += [""] * features
                out.writerow(row)


def study_text(name, development, external):
    return STUDY.format(name=name, development=", ".join(development), external=", ".join(external))
