#!/usr/bin/env python3
"""The published table of a spinal-metastasis study from a simulated study of that shape: training, hold-out at the same
hospital and two external hospitals, four models side by side, with every cell.

usage: spinal_metastasis_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
STUDY = pathlib.Path(__file__).resolve().parent / "spinal_metastasis"
MODELS = ["clinical", "radiomics-t1", "radiomics", "nomogram"]
COHORTS = {("training (apparent)", "development"): 102, ("hold-out", "development"): 44, ("external", "eta"): 65,
           ("external", "zeta"): 101, ("external, pooled", ""): 166}


class ThePublishedTable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-spinal-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run([sys.executable, STUDY / "make_tables.py", cls.folder], check=True, timeout=60)
        run = subprocess.run([PROGRAMS / "osteon", "simulate", STUDY / "study.yaml", "--data", cls.folder, "--out",
                              cls.folder / "out", "--policy", STUDY / "policy.yaml"],
                             capture_output=True, text=True, timeout=280, check=False)
        if run.returncode != 0:
            raise AssertionError(run.stderr[-3000:])
        with open(cls.folder / "out/tables/performance.csv", newline="") as file:
            cls.rows = list(csv.DictReader(file))
        cls.page = (cls.folder / "out/report.html").read_text()

    def test_every_model_has_a_row_in_every_cohort(self):
        found = [(row["cohort"], row["site"], row["model"], int(row["n"])) for row in self.rows]
        self.assertEqual(found, [(*cohort, model, n) for cohort, n in COHORTS.items() for model in MODELS])

    def test_every_cell_has_its_number_and_its_interval(self):
        for row in self.rows:
            with self.subTest(cohort=row["cohort"], site=row["site"], model=row["model"]):
                self.assertGreater(int(row["events"]), 0)
                for measure in ["auc", "sensitivity", "specificity", "accuracy"]:
                    lower, estimate, upper = (float(row[measure + end]) for end in ["_lower", "", "_upper"])
                    self.assertLessEqual(lower, estimate, measure)
                    self.assertLessEqual(estimate, upper, measure)
                    self.assertLess(lower, upper, measure)
                self.assertTrue(0 < float(row["brier"]) < 1)

    def test_the_nomogram_is_tested_against_each_other_model(self):
        for row in self.rows:
            if row["model"] != "nomogram" or row["cohort"] == "external, pooled":
                continue
            self.assertEqual(row["comparator"].split("; "), MODELS[:3])
            for p in row["delong_p"].split("; "):
                self.assertTrue(0 <= float(p) <= 1, row)

    def test_the_page_has_the_same_table(self):
        start = self.page.index("Performance at a glance</span>")
        table = self.page[start:self.page.index("</table>", start)]
        groups = [html.unescape(text) for text in re.findall(r'<th scope="rowgroup"[^>]*><span>(.*?)</span>', table)]
        self.assertEqual(groups, ["Training (apparent): development", "Hold-out: development", "External: eta",
                                  "External: zeta", "External, pooled"])
        self.assertNotIn("not available", table)
        auc = next(row for row in self.rows if row["site"] == "zeta" and row["model"] == "nomogram")
        self.assertIn(f"{float(auc['auc']):.3f} <span class=\"interval\">({float(auc['auc_lower']):.3f} to ", table)

    def test_the_page_says_what_the_study_file_says(self):
        for text in ["second opinion before biopsy", "January 2015 to December 2020 (simulated)", "1.5 and 3 T",
                     "fat-suppressed T2, one reader"]:
            self.assertIn(text, self.page)


if __name__ == "__main__":
    unittest.main()
