"""A study of tables with everything that validation.json tells of: two fitted models, a given one and a score that are
compared, at development, hold-out and external sites, refitted with sites left out and by bootstrap."""
import csv
import math
import pathlib
import random
import subprocess

DEVELOPMENT = {"east": 80, "north": 90, "south": 80}
EXTERNAL = {"coast": 70, "hill": 60, "tiny": 12, "west": 80}

STUDY = """\
osteon: 1
study: compared
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  split: {column: set, train: train, holdout: holdout}
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: sex, type: categorical, levels: [F, M]}
  features: {prefix: [f]}
  missing: mean
sites: {development: [east, north, south], external: [coast, hill, tiny, west]}
screen: [{anova: {max_p: 0.5}}]
models:
  clinical: {logistic: {predictors: [age, sex]}}
  signature: {ridge: {predictors: features}}
  nomogram: {logistic: {predictors: [signature, age, sex]}}
  published: {given: {terms: {"(Intercept)": -3.1, age: 0.05}}}
  reader: {score: {column: p_reader}}
validate:
  at: [development, holdout, external, internal_external]
  threshold: {from: youden}
  compare: [[nomogram, clinical], [nomogram, reader]]
  subgroups: [sex]
  decision_curve: {thresholds: [0.2, 0.4, 0.6]}
  bootstrap: {replicates: 3, of: final_model, seed: 7}
privacy: {secure_aggregation: off}
"""


def write_tables(folder, shift=0.0):
    """One CSV a site; `shift` moves the outcome's log-odds at every site: the patients of another year."""
    for seed, (site, patients) in enumerate({**DEVELOPMENT, **EXTERNAL}.items()):
        noise = random.Random(seed + 100 * shift)
        with open(folder / f"{site}.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "set", "age", "sex", "p_reader", "f1", "f2", "f3"])
            for i in range(patients):
                age, sex, features = noise.uniform(30, 85), noise.choice("FM"), [noise.gauss(5, 1) for _ in range(3)]
                score = 0.06 * (age - 58) + 0.9 * (features[0] - 5) + shift
                event = int(noise.random() < 1 / (1 + math.exp(-score)))
                reader = 1 / (1 + math.exp(-0.5 * score - noise.gauss(0, 1)))
                writer.writerow([f"{site}-{i}", event, "holdout" if i % 4 == 0 else "train",
                                 "" if i % 19 == 7 else round(age, 1), sex, round(reader, 4),
                                 *(round(x, 4) for x in features)])


# The same without what hospitals' default rules refuse.
STUDY_BY_DEFAULT = (STUDY.replace(", internal_external]", "]").replace("missing: mean", "missing: complete_case")
                    .replace("  bootstrap: {replicates: 3, of: final_model, seed: 7}\n", "")
                    .replace("signature: {ridge:", "signature: {logistic:"))


def simulate(programs, study, data, out, *options, rules="off_for_testing"):
    """`rules`: off_for_testing, or default: every hospital's default policy."""
    if rules != "default":
        policy = pathlib.Path(data) / "policy.yaml"
        policy.write_text(f"rules: {rules}\n")
        options = ("--policy", policy, *options)
    return subprocess.run([programs / "osteon", "simulate", study, "--data", data, "--out", out, *options],
                          capture_output=True, text=True, timeout=300, check=False)
