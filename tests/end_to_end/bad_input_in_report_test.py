#!/usr/bin/env python3
"""What a hospital can get wrong is defined, and the report says it: one outcome class, too few patients for the policy, risks
of exactly 0 and 1, ties everywhere, risks that are none, a column that some models need and the table does not have.

usage: bad_input_in_report_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import html
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
STUDY = """\
osteon: 1
study: bad-input
outcome: {column: label, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years}
    - {name: marker, type: numeric}
    - {name: sex, type: categorical, levels: [F, M]}
sites: {development: [alpha, beta, gamma], external: [eta, zeta]}
models:
  clinical: {logistic: {predictors: [age]}}
  both: {logistic: {predictors: [age, marker]}}
  reader: {score: {column: p_reader}}
validate:
  at: [development, external]
  threshold: {value: 0.5}
  compare: [[both, clinical]]
  decision_curve: {thresholds: [0.2, 0.4, 0.6]}
  subgroups: [sex]
"""


def patients(site, count, seed, one_class=False, risk=lambda p, i: p):
    noise = random.Random(seed)
    rows = []
    for i in range(count):
        age, marker = noise.gauss(60, 10), noise.gauss(0, 1)
        p = 1 / (1 + math.exp(-0.06 * (age - 60) - marker))
        rows.append({"patient_id": f"{site}{i}", "label": 1 if one_class else int(noise.random() < p), "age": f"{age:.1f}",
                     "marker": f"{marker:.3f}", "sex": "FM"[i % 2], "p_reader": f"{risk(p, i):.4f}"})
    return rows


def without(column, rows):
    return [{name: cell for name, cell in row.items() if name != column} for row in rows]


class BadInputIsSaid(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-bad-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def simulate(self, zeta, **others):
        for seed, site in enumerate(["alpha", "beta", "gamma", "eta", "zeta"]):
            rows = {"zeta": zeta, **others}.get(site) or patients(site, 120, seed)
            with open(self.folder / f"{site}.csv", "w", newline="") as file:
                table = csv.DictWriter(file, rows[0])
                table.writeheader()
                table.writerows(rows)
        (self.folder / "study.yaml").write_text(STUDY)
        return subprocess.run([PROGRAMS / "osteon", "simulate", self.folder / "study.yaml", "--data", self.folder, "--out",
                               self.folder / "out"], capture_output=True, text=True, timeout=120, check=False)

    def results(self, zeta):
        """Of site zeta by model, and the page as text."""
        run = self.simulate(zeta)
        self.assertEqual(run.returncode, 0, run.stderr[-3000:])
        validation = json.loads((self.folder / "out/validation.json").read_text())
        page = html.unescape(re.sub(r"<[^>]*>", "", (self.folder / "out/report.html").read_text()))
        return validation["sites"]["zeta"]["models"], validation["pooled"], page

    def test_a_site_with_one_class(self):
        models, pooled, page = self.results(patients("zeta", 60, 9, one_class=True))
        for model in models.values():
            self.assertEqual((model["n"], model["events"], model["auc"]), (60, 60, {"unavailable": "no non-events"}))
        self.assertEqual(pooled["both"]["auc"]["sites_left_out"], {"zeta": "fewer than 5 non-events"})
        self.assertIn("At zeta (external): no non-events; so no AUC, calibration in the large and calibration slope of models "
                      "clinical, both and reader.", page)
        self.assertIn("zeta: fewer than 5 non-events", page)

    def test_a_site_with_fewer_patients_than_its_policy_allows(self):
        models, pooled, page = self.results(patients("zeta", 12, 9))
        for model in models.values():
            self.assertEqual([model[key] for key in ["n", "events", "auc", "brier"]], [{"suppressed": "min_patients"}] * 4)
        self.assertEqual(pooled["both"]["auc"]["sites_left_out"], {"zeta": "suppressed: min_patients"})
        self.assertIn("suppressed: min_patients", page)
        self.assertRegex(page, r"zeta: (min_\w+ [\w ]+ and )?min_patients \d+ times")

    def test_risks_of_exactly_0_and_1(self):
        models, _, page = self.results(patients("zeta", 90, 9, risk=lambda p, i: [0, 1, p][i % 3]))
        why = "a predicted risk is exactly 0 or 1: its logit is infinite"
        self.assertEqual(models["reader"]["calibration_slope"], {"unavailable": why})
        self.assertTrue(0 < models["reader"]["auc"]["estimate"] < 1)
        self.assertTrue(0 < models["reader"]["brier"] < 1)
        self.assertIn(f"At zeta (external): {why}; so no calibration in the large and calibration slope of model reader.", page)

    def test_ties_everywhere(self):
        models, pooled, page = self.results(patients("zeta", 90, 9, risk=lambda p, i: 0.5))
        self.assertEqual(models["reader"]["auc"]["estimate"], 0.5)
        self.assertEqual(models["reader"]["calibration_slope"], {"unavailable": "all predicted risks are equal"})
        self.assertEqual(pooled["reader"]["auc"]["sites_left_out"], {"zeta": "its variance is 0"})
        self.assertIn("variance 0: the interval has no width", page)

    def test_a_risk_outside_0_to_1_leaves_its_model_out_there_and_is_told_to_its_hospital_with_its_place(self):
        run = self.simulate(patients("zeta", 90, 9, risk=lambda p, i: 1.7 if i == 3 else p))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertRegex(run.stderr, r"zeta\.csv:5, column p_reader .*found \"1\.7000\"; needs 0 to 1")
        why = "column p_reader: a value in it is no risk from 0 to 1"
        self.check_left_out("reader", "p_reader", why)
        for path in self.folder.glob("out/**/*"):
            self.assertNotIn("1.7000", path.read_text() if path.is_file() else "", path)

    def test_a_column_that_some_models_need_leaves_them_out_there(self):
        run = self.simulate(without("marker", patients("zeta", 90, 9)))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("zeta.csv: no column marker, which models of the study need", run.stderr)
        self.assertIn("model both is not validated here", run.stderr)
        why = "column marker: the site's table does not have it"
        page = self.check_left_out("both", "marker", why)
        validation = json.loads((self.folder / "out/validation.json").read_text())
        zeta = validation["sites"]["zeta"]
        self.assertEqual(zeta["comparisons"], [{"models": ["both", "clinical"], "unavailable": f"model both: {why}"}])
        for level in ("F", "M"):
            models = zeta["subgroups"]["sex"][level]["models"]
            self.assertEqual(models["both"], {"unavailable": why})
            self.assertIn("estimate", models["clinical"]["auc"])
        marker = next(v for v in zeta["case_mix"]["variables"] if v["name"] == "marker")
        self.assertEqual(marker["mean"], {"unavailable": "the site's table does not have it"})
        compared = validation["pooled_comparisons"][0]
        self.assertEqual(compared["auc_difference"]["sites_left_out"], {"zeta": f"model both: {why}"})
        self.assertIn(f"Model both: validated at 1 of 2 external sites; left out at zeta: {why}.", page)

    def check_left_out(self, model, column, why):
        """Of one model at site zeta, everywhere that a reader may look; the others are as they would be. The page as text."""
        validation = json.loads((self.folder / "out/validation.json").read_text())
        zeta = validation["sites"]["zeta"]
        self.assertEqual(zeta["models"].pop(model), {"unavailable": why})
        for metrics in zeta["models"].values():
            self.assertTrue(0 < metrics["auc"]["estimate"] < 1)
        self.assertEqual(zeta["flow"]["lacking"], {column: why.split(": ")[1]})
        self.assertEqual(zeta["flow"]["analysed"], 90)
        self.assertEqual(validation["sites"]["eta"]["flow"]["lacking"], {})
        self.assertIn("auc", validation["sites"]["eta"]["models"][model])
        for pooled in validation["pooled"][model].values():
            if "sites_left_out" in pooled:
                self.assertEqual((pooled["sites_left_out"], pooled["sites_used"]), ({"zeta": why}, ["eta"]))
        self.assertEqual(zeta["case_mix_shift"][model],
                         {key: {"unavailable": why} for key in ("mean_difference", "sd_ratio", "membership_concordance")})
        with open(self.folder / "out/tables/validation.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["site"] == "zeta" and row["model"] == model]
        self.assertEqual([row["unavailable"] for row in rows], [why])
        with open(self.folder / "out/tables/sites.csv", newline="") as file:
            self.assertEqual({row["site"]: row["lacking"] for row in csv.DictReader(file)}["zeta"], why.replace("column ", ""))
        ledger = json.loads((self.folder / "out/ledger.json").read_text())
        self.assertEqual(ledger["sites"]["zeta"]["scalars_held"] * 120, ledger["sites"]["eta"]["scalars_held"] * 90 * 3 // 4)
        page = html.unescape(re.sub(r"<[^>]*>", "", (self.folder / "out/report.html").read_text()))
        self.assertIn(f"At zeta (external) model {model} was not validated; {why}.", page)
        return page

    def test_a_development_site_needs_every_column_and_an_external_one_those_of_some_model(self):
        run = self.simulate(without("marker", without("age", without("p_reader", patients("zeta", 90, 9)))))
        self.assertEqual(run.returncode, 1)
        self.assertIn("zeta.csv: no model of the study can be validated with this table", run.stderr)
        self.assertIn("no column age, which models of the study need", run.stderr)
        run = self.simulate(patients("zeta", 90, 9), alpha=without("marker", patients("alpha", 120, 0)))
        self.assertEqual(run.returncode, 1)
        self.assertIn("alpha.csv: no column marker, which the study needs", run.stderr)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
