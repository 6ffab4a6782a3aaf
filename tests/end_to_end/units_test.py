#!/usr/bin/env python3
"""A hospital that sends a column in another unit: the study goes on, and its report says so first.

usage: units_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SITES = {"north": 70, "south": 60, "west": 50, "tiny": 19}

STUDY = """\
osteon: 1
study: units
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: ldh, type: numeric, unit: U/l}
    - {name: sex, type: categorical, levels: [F, M]}
  features: {prefix: [f]}
  missing: mean
sites: {development: [north, south], external: [tiny, west]}
models:
  clinical: {logistic: {predictors: [ldh, sex]}}
  signature: {ridge: {predictors: features}}
validate: {at: [development, external]}
privacy: {secure_aggregation: off}
"""


def simulate(folder, factor):
    for seed, (site, patients) in enumerate(SITES.items()):
        noise = random.Random(seed)
        with open(folder / f"{site}.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "ldh", "sex", "f1", "f2"])
            for i in range(patients):
                ldh = noise.gauss(220, 40)
                event = int(noise.random() < (0.3 if ldh < 220 else 0.6))
                writer.writerow([f"{site}-{i}", event, ldh * (factor if site == "west" else 1), noise.choice("FM"),
                                 noise.gauss(5, 1), noise.gauss(-2, 0.3) * (factor if site == "south" else 1)])
    (folder / "study.yaml").write_text(STUDY)
    (folder / "off.yaml").write_text("rules: off_for_testing\n")
    done = subprocess.run([PROGRAMS / "osteon", "simulate", folder / "study.yaml", "--data", folder, "--policy",
                           folder / "off.yaml", "--out", folder / "out"], capture_output=True, text=True, timeout=120,
                          check=False)
    assert done.returncode == 0, done.stderr
    return folder / "out"


class Units(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-units-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_a_column_times_1000_is_named_in_the_reports_first_table(self):
        out = simulate(self.folder, 1000)
        report = (out / "report.html").read_text()
        table = re.search(r"Table 1.*?Table 2", report, re.DOTALL).group()
        self.assertIn("west: looks like a factor 1000", table)
        self.assertLess(table.index("ldh"), table.index("sex"))
        units = json.loads((out / "validation.json").read_text())["units"]
        self.assertEqual(units["variables"]["ldh"]["west"]["finding"], "looks like a factor 1000")
        self.assertIsNone(units["variables"]["ldh"]["north"]["finding"])
        self.assertEqual(units["variables"]["ldh"]["tiny"], {"suppressed": "min_patients"})
        self.assertEqual(units["variables"]["f2"]["south"]["finding"], "looks like a factor 1000")
        self.assertNotIn("f1", units["variables"])
        self.assertEqual((units["features_compared"], units["features_flagged"]), (2, 1))
        # Asked once, after admission and before anything else.
        rounds = json.loads((out / "ledger.json").read_text())["rounds"]
        self.assertEqual([entry["purpose"] for entry in rounds[:2]], ["admission", "units"])
        self.assertEqual([entry["kind"] for entry in rounds].count("variable_summary"), 1)
        self.assertEqual(rounds[1]["scalars"], 3 * 5 + 3)

        # What is told is no patient's value, and of no more digits than five patients allow.
        with open(out / "tables/units.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["variable"] == "ldh" and not row["suppressed"]]
        self.assertEqual(len(rows), 3)
        for row in rows:
            with open(self.folder / f"{row['site']}.csv", newline="") as file:
                own = [float(patient["ldh"]) for patient in csv.DictReader(file)]
            iqr = float(row["upper"]) - float(row["lower"])
            for name in ("lower", "median", "upper"):
                self.assertNotIn(float(row[name]), own)
                self.assertGreaterEqual(sum(abs(value - float(row[name])) <= iqr / 2 for value in own), 5)

    def test_with_one_unit_nothing_stands_out(self):
        out = simulate(self.folder, 1)
        units = json.loads((out / "validation.json").read_text())["units"]
        self.assertTrue(all(site.get("finding") is None for sites in units["variables"].values()
                            for site in sites.values()), units)
        self.assertIn("No variable of any site stands out", (out / "report.html").read_text())


if __name__ == "__main__":
    unittest.main()
