#!/usr/bin/env python3
"""`osteon study repeat`, `osteon simulate --earlier`, `osteon report --diff`: the same validation, a year later.

usage: repeat_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from compared_study import EXTERNAL, STUDY, simulate, write_tables

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()


def osteon(*arguments, cwd=None):
    return subprocess.run([PROGRAMS / "osteon", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          check=False, cwd=cwd)


def validation_of(folder):
    return json.loads((folder / "validation.json").read_text())


class Repeat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-repeat-"))
        cls.now, cls.later = cls.folder / "now", cls.folder / "later"
        for data, shift in ((cls.now, 0.0), (cls.later, 0.8)):
            data.mkdir()
            write_tables(data, shift)
        (cls.folder / "study.yaml").write_text(STUDY)
        done = simulate(PROGRAMS, cls.folder / "study.yaml", cls.now, cls.folder / "first")
        assert done.returncode == 0, done.stderr
        done = osteon("study", "repeat", cls.folder / "study.yaml", "--results", cls.folder / "first", "--out",
                      cls.folder / "again", "--json")
        assert done.returncode == 0, done.stderr
        cls.proposed = json.loads(done.stdout)
        done = simulate(PROGRAMS, cls.folder / "again/study.yaml", cls.later, cls.folder / "second", "--earlier",
                        cls.folder / "first")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_the_proposal_names_what_it_repeats(self):
        self.assertEqual(self.proposed["study"], "compared-2")
        self.assertEqual(self.proposed["repeats"], validation_of(self.folder / "first")["study_sha256"])
        self.assertFalse(self.proposed["submitted"])
        checked = osteon("study", "check", self.folder / "again/study.yaml")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("study hash: " + self.proposed["study_sha256"], checked.stdout)
        self.assertIn(self.proposed["repeats"][:12], checked.stdout)

    def test_on_the_same_patients_it_gives_the_same_numbers(self):
        out = self.folder / "same"
        done = simulate(PROGRAMS, self.folder / "again/study.yaml", self.now, out, "--earlier", self.folder / "first")
        self.assertEqual(done.returncode, 0, done.stderr)
        first, again = validation_of(self.folder / "first"), validation_of(out)
        for site in [*EXTERNAL, "east (holdout)"]:
            for model, metrics in first["sites"][site]["models"].items():
                if model in ("published", "reader"):  # their thresholds are chosen again
                    continue
                repeated = again["sites"][site]["models"][model]
                self.assertEqual(metrics["n"], repeated["n"])
                self.assertEqual(metrics["at_threshold"], repeated["at_threshold"])
                for measure in ("auc", "calibration_in_the_large", "calibration_slope", "oe"):
                    if "estimate" not in metrics[measure]:
                        self.assertEqual(metrics[measure], repeated[measure])
                        continue
                    self.assertAlmostEqual(metrics[measure]["estimate"], repeated[measure]["estimate"], delta=1e-9)
        self.assertAlmostEqual(first["pooled"]["nomogram"]["auc"]["estimate"],
                               again["pooled"]["nomogram"]["auc"]["estimate"], delta=1e-9)

    def test_the_runs_stand_beside_each_other(self):
        first, second = validation_of(self.folder / "first"), validation_of(self.folder / "second")
        self.assertEqual(first["runs"], [])
        self.assertEqual([run["study"] for run in second["runs"]], ["compared", "compared-2"])
        self.assertEqual([run["finished"] for run in second["runs"]], [None, None])
        for run, results in zip(second["runs"], (first, second)):
            self.assertEqual(run["study_sha256"], results["study_sha256"])
            self.assertEqual(list(run["sites"]), list(results["sites"]))
            self.assertEqual(run["sites"]["west"]["models"]["nomogram"]["auc"],
                             results["sites"]["west"]["models"]["nomogram"]["auc"])
        # More events at the same risks: the drift that repeating is for.
        before, after = (run["sites"]["west"]["models"]["nomogram"]["calibration_in_the_large"]["estimate"]
                         for run in second["runs"])
        self.assertGreater(after, before + 0.3)
        with open(self.folder / "second/tables/runs.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["measure"] == "auc" and row["model"] == "nomogram"
                    and row["site"] == "west"]
        self.assertEqual([row["run"] for row in rows], ["1", "2"])
        self.assertEqual(float(rows[1]["estimate"]),
                         second["sites"]["west"]["models"]["nomogram"]["auc"]["estimate"])
        self.assertIn("The same validation over time", (self.folder / "second/report.html").read_text())

    def test_a_third_run_has_both_before_it(self):
        done = osteon("study", "repeat", self.folder / "again/study.yaml", "--results", self.folder / "second",
                      "--name", "third", "--out", self.folder / "third-time")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = simulate(PROGRAMS, self.folder / "third-time/study.yaml", self.now, self.folder / "third", "--earlier",
                        self.folder / "second")
        self.assertEqual(done.returncode, 0, done.stderr)
        runs = validation_of(self.folder / "third")["runs"]
        self.assertEqual([run["study"] for run in runs], ["compared", "compared-2", "third"])
        self.assertEqual(runs[:2], validation_of(self.folder / "second")["runs"])

    def test_earlier_results_must_be_those_of_the_repeated_study(self):
        study = self.folder / "again/study.yaml"
        wrong = simulate(PROGRAMS, study, self.later, self.folder / "x", "--earlier", self.folder / "second")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn(self.proposed["repeats"], wrong.stderr)
        absent = simulate(PROGRAMS, study, self.later, self.folder / "x", "--earlier", self.folder / "nowhere")
        self.assertEqual(absent.returncode, 1)
        self.assertIn("nowhere/validation.json", absent.stderr)
        surplus = simulate(PROGRAMS, self.folder / "study.yaml", self.now, self.folder / "x", "--earlier",
                           self.folder / "first")
        self.assertEqual(surplus.returncode, 1)
        self.assertIn("repeats no other one", surplus.stderr)
        without = simulate(PROGRAMS, study, self.later, self.folder / "without")
        self.assertEqual(without.returncode, 0, without.stderr)
        self.assertIn("--earlier FOLDER", without.stderr)
        self.assertEqual(validation_of(self.folder / "without")["runs"], [])

    def test_repeat_says_what_is_missing(self):
        self.assertEqual(osteon("study", "repeat", self.folder / "study.yaml").returncode, 2)
        other = osteon("study", "repeat", self.folder / "study.yaml", "--results", self.folder / "second", "--out",
                       self.folder / "y")
        self.assertEqual(other.returncode, 1)
        self.assertIn("give the folder that this study file ended in", other.stderr)
        again = osteon("study", "repeat", self.folder / "study.yaml", "--results", self.folder / "first", "--out",
                       self.folder / "again", "--name", "another")
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there and would be replaced", again.stderr)
        submit = osteon("study", "repeat", self.folder / "study.yaml", "--results", self.folder / "first", "--submit")
        self.assertEqual(submit.returncode, 2)

    def test_diff(self):
        same = osteon("report", "--diff", self.folder / "first", self.folder / "first")
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertIn("the results are the same", same.stdout)
        file = osteon("report", "--diff", self.folder / "first", self.folder / "first/validation.json")
        self.assertEqual(file.returncode, 1)
        differs = osteon("report", "--diff", self.folder / "first", self.folder / "second", "--json")
        self.assertEqual(differs.returncode, 1)
        places = {tuple(difference["place"]): difference for difference in json.loads(differs.stdout)["differences"]}
        auc = places[("sites", "west", "models", "nomogram", "auc", "estimate")]
        self.assertAlmostEqual(auc["difference"], auc["b"] - auc["a"], delta=1e-15)
        self.assertIn(("study_sha256",), places)
        wide = osteon("report", "--diff", self.folder / "first", self.folder / "first", "--tolerance", "1e-9")
        self.assertEqual(wide.returncode, 0)

    def test_diff_of_what_is_not_there_is_told_from_a_difference(self):
        absent = osteon("report", "--diff", self.folder / "first", self.folder / "nowhere")
        self.assertEqual(absent.returncode, 2)
        self.assertIn("nowhere", absent.stderr)
        (self.folder / "broken").mkdir(exist_ok=True)
        (self.folder / "broken/validation.json").write_text('{"study": "x", ')
        broken = osteon("report", "--diff", self.folder / "broken", self.folder / "first")
        self.assertEqual(broken.returncode, 2)
        self.assertIn("is no JSON", broken.stderr)
        self.assertEqual(osteon("report", "--diff", self.folder / "first").returncode, 2)
        self.assertEqual(osteon("report", "--diff", "a", "b", "--tolerance", "-1").returncode, 2)
        self.assertEqual(osteon("report").returncode, 2)


if __name__ == "__main__":
    unittest.main()
