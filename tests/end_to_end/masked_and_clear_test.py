#!/usr/bin/env python3
"""The same study with masks and without: the models have the same bits.

usage: masked_and_clear_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SITES = {"north": 61, "south": 47, "west": 53, "east": 50, "far": 40}
FEATURES = 30

# Folds are a column: those that sites deal follow the study's hash, and the two studies are not the same.
STUDY = """\
osteon: 1
study: masked-and-clear
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, min: 0, max: 120}
    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3, 4, 5]}
  features: {prefix: [f]}
  missing: mean
sites: {development: [north, south, west, east], external: [far]}
harmonise: combat
screen:
  - anova: {max_p: 0.5}
  - correlation: {max_abs: 0.90, by: descending_f}
models:
  signature: {lasso: {predictors: features, lambdas: 40, cv: {fold_column: fold, select: 1se}}}
  nomogram: {logistic: {predictors: [signature, age], stepwise: both}}
validate: {at: [development, external], threshold: {value: 0.5}}
privacy: {secure_aggregation: SECURE}
"""


def write_sites(folder):
    noise = random.Random(20)
    for site, patients in SITES.items():
        with open(folder / f"{site}.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "age", "fold"] + [f"f{j}" for j in range(FEATURES)])
            for i in range(patients):
                shared = noise.gauss(0, 1)
                values = [scale_of(j) * (shared * (j % 3 == 0) + noise.gauss(0, 1)) for j in range(FEATURES)]
                event = int(noise.random() < (0.75 if shared + values[1] / scale_of(1) > 0 else 0.25))
                if i % 11 == 0:
                    values[2] = ""
                writer.writerow([f"{site}-{i}", event, noise.randint(30, 80), i % 5 + 1] + values)


def scale_of(j):
    return 10.0 ** (j % 7 - 3)


class MaskedAndClear(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-masked-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        write_sites(self.folder)
        (self.folder / "policy.yaml").write_text("rules: off_for_testing\n")

    def models(self, secure):
        study = self.folder / f"{secure}.yaml"
        study.write_text(STUDY.replace("SECURE", secure))
        done = subprocess.run([PROGRAMS / "osteon", "simulate", study, "--data", self.folder, "--policy",
                               self.folder / "policy.yaml", "--out", self.folder / secure],
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        validation = json.loads((self.folder / secure / "validation.json").read_text())
        models = json.loads((self.folder / secure / "model.json").read_text())["models"]
        # Held-out AUC is a histogram over sites, which only masked sums may show. It costs a round.
        cv = models["signature"]["cv"]
        self.assertEqual(any(value is not None for value in cv["auc"]), secure == "required")
        for key in [key for key in cv if key.startswith("auc")]:
            del cv[key]
        del models["signature"]["iterations"]
        return models, validation["sites"]

    def test_every_digit_is_the_same(self):
        masked, masked_sites = self.models("required")
        clear, clear_sites = self.models("off")
        self.assertGreater(len(masked["signature"]["path"]["lambda"]), 20)
        self.assertEqual(masked, clear)
        for site in ("north", "far"):
            for model in ("signature", "nomogram"):
                self.assertEqual(masked_sites[site]["models"][model], clear_sites[site]["models"][model])


if __name__ == "__main__":
    unittest.main()
