#!/usr/bin/env python3
"""A simulated study's figures: drawn with node, told to be missing without it, drawn later in place.

usage: figures_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import math
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SITES = {"north": 160, "south": 140, "west": 150, "east": 120, "island": 110}

STUDY = """\
osteon: 1
study: figures
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years, min: 20, max: 90}
    - {name: sex, type: categorical, levels: [F, M]}
  features: {prefix: [f]}
  missing: mean
sites: {development: [north, south], external: [west, east, island]}
models:
  clinical: {logistic: {predictors: [age, sex]}}
  signature: {lasso: {predictors: features, lambdas: 30, cv: {folds: 5, seed: 1, select: min}}}
  nomogram: {logistic: {predictors: [signature, age]}}
validate:
  at: [development, external]
  threshold: {from: youden}
  decision_curve: {thresholds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]}
privacy: {secure_aggregation: off}
"""

DRAWN = ["forest-auc--clinical", "forest-slope--nomogram", "forest-citl--signature", "forest-oe--nomogram", "roc--nomogram",
         "calibration--nomogram", "decision-curves", "lasso-path--signature", "lasso-cv--signature", "coefficients--clinical",
         "coefficients--signature", "nomogram--nomogram"]


def run(*arguments, path=None):
    environment = dict(os.environ, **({} if path is None else {"PATH": str(path)}))
    return subprocess.run([PROGRAMS / arguments[0], *arguments[1:]], capture_output=True, text=True, timeout=300, check=False,
                          env=environment)


def write_study(folder):
    for seed, (site, patients) in enumerate(SITES.items()):
        noise = random.Random(seed)
        with open(folder / f"{site}.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "age", "sex", *(f"f{j}" for j in range(8))])
            for i in range(patients):
                age, features = noise.uniform(25, 85), [noise.gauss(0, 1) for _ in range(8)]
                logit = 0.03 * (age - 55) + 0.9 * features[0] - 0.6 * features[1]
                event = int(noise.random() < 1 / (1 + math.exp(-logit)))
                writer.writerow([f"{site}-{i}", event, age, noise.choice("FM"), *features])
    (folder / "study.yaml").write_text(STUDY)
    (folder / "off.yaml").write_text("rules: off_for_testing\n")


def drawn(report):
    """Id -> drawing of each figure in its place."""
    places = re.findall(r'<figure class="figure" id="fig-([^"]+)" data-figure="\1">(.*?)</figure>', report, re.DOTALL)
    return {name: re.search(r"<svg.*</svg>", inside, re.DOTALL).group() for name, inside in places if "<svg" in inside}


class Figures(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-figures-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        write_study(self.folder)
        self.out = self.folder / "out"
        self.arguments = ["osteon", "simulate", self.folder / "study.yaml", "--data", self.folder, "--policy",
                          self.folder / "off.yaml", "--out", self.out]

    def report(self):
        return (self.out / "report.html").read_text()

    def test_a_simulation_ends_with_its_figures(self):
        done = run(*self.arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("not drawn", done.stderr)
        report = self.report()
        self.assertNotRegex(report, r"(?i)\bnan\b|<script|src=|https?://|not drawn|Not drawn")
        figures = drawn(report)
        self.assertEqual([name for name in DRAWN if name not in figures], [])
        for name, svg in figures.items():
            root = ElementTree.fromstring(svg)
            self.assertEqual(root.get("role"), "img", name)
            self.assertRegex(root.find("desc").text, r"\d", name)
            self.assertGreater(len(list(root.iter("text"))), 3, name)
        numbers = [int(number) for number in re.findall(r"<figcaption>Figure (\d+)\.", report)]
        self.assertEqual(numbers, list(range(1, len(figures) + 1)))
        # The page and the file tell the same number.
        with open(self.out / "tables/validation.csv", newline="") as file:
            row = next(row for row in csv.DictReader(file)
                       if (row["site"], row["model"], row["metric"]) == ("west", "nomogram", "auc"))
        self.assertIn(f"west {float(row['estimate']):.3f}", figures["forest-auc--nomogram"])
        # Again in place: the same page.
        again = run("osteon", "report", self.out)
        self.assertEqual((again.returncode, again.stdout), (0, f"{self.out}/report.html\n"), again.stderr)
        self.assertEqual(self.report(), report)
        svg = self.folder / "nomogram.svg"
        shown = run("osteon", "model", "show", self.out / "model.json", "--model", "nomogram", "--svg", svg)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertEqual(ElementTree.parse(svg).getroot().tag, "{http://www.w3.org/2000/svg}svg")

    def test_without_node_the_report_has_its_tables_and_says_what_to_do(self):
        done = run(*self.arguments, path="/nowhere")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("node was not found; install Debian's package nodejs, then `osteon report FOLDER`", done.stderr)
        self.assertEqual(drawn(self.report()), {})
        self.assertIn("Figure not drawn: node was not found", self.report())
        self.assertIn("<table>", self.report())
        later = run("osteon", "report", self.out)
        self.assertEqual((later.returncode, later.stderr), (0, ""))
        self.assertEqual([name for name in DRAWN if name not in drawn(self.report())], [])

    def test_a_folder_without_results_is_refused(self):
        done = run("osteon", "report", self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("model.json", done.stderr)


if __name__ == "__main__":
    unittest.main()
