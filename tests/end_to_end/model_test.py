#!/usr/bin/env python3
"""`osteon model show, predict, export` on the model.json of a study, against arithmetic of its own.

usage: model_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import array
import csv
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

from small_images import write_nifti

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SITES = {"north": 70, "south": 60, "west": 50}
SIZE = (10, 9, 6)
MEAN = "original_firstorder_Mean"

TABLES = """\
osteon: 1
study: tables
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: stage, type: categorical, levels: [I, II, III]}
  features: {prefix: [f]}
  missing: mean
sites: {development: [north, south], external: [west]}
models:
  clinical: {logistic: {predictors: [age, stage]}}
  signature: {lasso: {predictors: features, cv: {folds: 5, seed: 3}}}
  nomogram: {logistic: {predictors: [signature, age, stage]}}
validate: {at: [development, external], threshold: {from: youden}}
privacy: {secure_aggregation: off}
"""

IMAGES = """\
osteon: 1
study: images
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical: [{name: age, type: numeric, unit: years}]
  features: {prefix: [original_]}
sites: {development: [north, south], external: [west]}
extraction: {params: params.yaml, require: {slice_thickness_mm: [0.5, 5]}}
models:
  both: {logistic: {predictors: [age, %s]}}
validate: {at: [development, external]}
privacy: {secure_aggregation: off}
""" % MEAN


def run(program, *arguments):
    return subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          check=False)


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def auc(pairs):
    events, others = [p for p, event in pairs if event], [p for p, event in pairs if not event]
    return sum((a > b) + (a == b) / 2 for a in events for b in others) / len(events) / len(others)


def write_tables(folder):
    for seed, (site, patients) in enumerate(SITES.items()):
        noise = random.Random(seed)
        with open(folder / f"{site}.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "age", "stage"] + [f"f{j}" for j in range(12)])
            for i in range(patients):
                features = [noise.gauss(10 * j, 1 + j) for j in range(12)]
                age, stage = round(noise.uniform(30, 80)), noise.choice(["I", "II", "III"])
                score = 0.04 * (age - 55) + (stage == "III") + features[0] + 0.4 * (features[1] - 10) - 0.4
                event = int(noise.random() < 1 / (1 + math.exp(-score)))
                features = [repr(x) if noise.random() > 0.02 else "" for x in features]
                writer.writerow([f"{site}-{i}", event, age if noise.random() > 0.04 else "NA",
                                 stage if noise.random() > 0.04 else "", *features])


class OfTables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-model-"))
        write_tables(cls.folder)
        (cls.folder / "study.yaml").write_text(TABLES)
        (cls.folder / "off.yaml").write_text("rules: off_for_testing\n")
        simulated = run("osteon", "simulate", cls.folder / "study.yaml", "--data", cls.folder, "--policy",
                        cls.folder / "off.yaml", "--out", cls.folder / "out")
        assert simulated.returncode == 0, simulated.stderr
        cls.path = cls.folder / "out/model.json"
        cls.model = json.loads(cls.path.read_text())
        cls.validation = json.loads((cls.folder / "out/validation.json").read_text())

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def by_hand(self, name, row):
        """The linear predictor, from model.json and nothing else."""
        fills = {fill["column"]: fill["value"] for fill in self.model["missing"]["values"]}
        total = 0
        for term in self.model["models"][name]["terms"]:
            if term["name"] == "(Intercept)":
                value = 1
            elif term["name"] == "signature":
                value = self.by_hand("signature", row)
            elif term["name"].startswith("stage"):
                value = float("stage" + row["stage"] == term["name"]) if row["stage"] else fills[term["name"]]
            else:
                cell = row[term["name"]]
                value = fills[term["name"]] if cell in ("", "NA") else float(cell)
            total += term["coefficient"] * value
        return total

    def test_the_studys_own_patients_have_the_risks_of_its_validation(self):
        imputed = 0
        for name in self.model["models"]:
            for site in SITES:
                out = self.folder / "risks.csv"
                result = run("osteon", "model", "predict", self.path, "--model", name, "--table",
                             self.folder / f"{site}.csv", "--out", out)
                self.assertEqual(result.returncode, 0, result.stderr)
                rows, risks = read(self.folder / f"{site}.csv"), read(out)
                self.assertEqual([row["patient_id"] for row in rows], [row["id"] for row in risks])
                threshold = self.model["models"][name]["threshold"]
                counts = {"tp": 0, "fp": 0, "tn": 0, "fn": 0}
                for row, risk in zip(rows, risks):
                    expected = self.by_hand(name, row)
                    self.assertAlmostEqual(float(risk["linear_predictor"]), expected, delta=1e-12 * (1 + abs(expected)))
                    self.assertAlmostEqual(float(risk["risk"]), 1 / (1 + math.exp(-expected)), delta=1e-13)
                    parts = sum(float(value) for key, value in risk.items() if key.startswith("contribution_"))
                    self.assertAlmostEqual(float(risk["intercept"]) + parts, expected, delta=1e-9)
                    self.assertEqual(risk["positive"], str(int(float(risk["risk"]) >= threshold)))
                    imputed += risk["imputed"] != ""
                    counts[("f", "t")[risk["positive"] == row["event"]] + "np"[int(risk["positive"])]] += 1
                metrics = self.validation["sites"][site]["models"][name]
                pairs = [(float(risk["risk"]), row["event"] == "1") for row, risk in zip(rows, risks)]
                self.assertAlmostEqual(auc(pairs), metrics["auc"]["estimate"], delta=1e-12)
                self.assertEqual(counts, {key: metrics["at_threshold"][key] for key in counts})
        self.assertGreater(imputed, 10)

    def test_details_of_a_signature_and_points(self):
        out = self.folder / "detail.csv"
        run("osteon", "model", "predict", self.path, "--model", "nomogram", "--table", self.folder / "west.csv",
            "--out", out, "--detail")
        nomogram = self.model["models"]["nomogram"]["nomogram"]
        for risk in read(out):
            parts = [float(value) for key, value in risk.items() if key.startswith("contribution_signature__")]
            self.assertAlmostEqual(sum(parts), float(risk["contribution_signature"]), delta=1e-9)
            points = sum(nomogram["points_per_unit_lp"]
                         * (float(risk["contribution_" + name]) - axis["least_contribution"])
                         for name, axis in nomogram["axes"].items())
            self.assertAlmostEqual(points, float(risk["points_total"]), delta=1e-8)
        as_json = run("osteon", "model", "predict", self.path, "--model", "nomogram", "--table",
                      self.folder / "west.csv", "--json")
        patients = json.loads(as_json.stdout)["patients"]
        self.assertEqual([p["risk"] for p in patients], [float(risk["risk"]) for risk in read(out)])

    def test_a_bad_table_is_refused_whole_and_the_earlier_file_stays(self):
        table, out = self.folder / "bad.csv", self.folder / "kept.csv"
        out.write_text("earlier")
        table.write_text("patient_id,stage,age\nA,IV,50\nB,II,7\n")
        result = run("osteon", "model", "predict", self.path, "--model", "clinical", "--table", table, "--out", out)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"{table}:2, column stage (2)", result.stderr)
        self.assertIn(f"{table}:3, column age (3)", result.stderr)
        self.assertEqual(out.read_text(), "earlier")
        itself = run("osteon", "model", "predict", self.path, "--model", "clinical", "--table",
                     self.folder / "west.csv", "--out", self.folder / "west.csv")
        self.assertEqual(itself.returncode, 1)
        self.assertIn("would replace", itself.stderr)

    def test_of_several_models_none_is_taken_silently(self):
        result = run("osteon", "model", "predict", self.path, "--table", self.folder / "west.csv")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("one of clinical, signature, nomogram", result.stderr)

    def test_wrong_usage(self):
        self.assertEqual(run("osteon", "model", "predict", self.path).returncode, 2)
        self.assertEqual(run("osteon", "model", "predict", self.path, "--image", "x.nii").returncode, 2)
        self.assertEqual(run("osteon", "model", "predict", self.path, "--table", "x", "--set", "age=3").returncode, 2)
        self.assertEqual(run("osteon", "model", "export", self.path, "--format", "word").returncode, 2)
        self.assertEqual(run("osteon", "model", "show", "/no/such/model.json").returncode, 1)

    def test_images_need_parameters_where_the_sites_brought_tables(self):
        result = run("osteon", "model", "predict", self.path, "--model", "signature", "--image", "x.nii", "--mask",
                     "x.nii")
        self.assertEqual(result.returncode, 1)
        self.assertIn("were not extracted by the study", result.stderr)
        self.assertIn("--params", result.stderr)

    def test_show_draws_and_says_what_is_not_adjusted(self):
        svg = self.folder / "nomogram.svg"
        shown = run("osteon", "model", "show", self.path, "--model", "nomogram", "--svg", svg)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("not adjusted for selection", shown.stdout)
        self.assertTrue(svg.read_text().startswith("<svg"))
        facts = json.loads(run("osteon", "model", "show", self.path, "--json").stdout)
        self.assertEqual(list(facts["models"]), ["clinical", "signature", "nomogram"])
        self.assertEqual(facts["signature"]["state"], "absent")

    @unittest.skipUnless(shutil.which("Rscript"), "R is not here")
    def test_the_function_in_r_gives_the_same_risks(self):
        script, out = self.folder / "nomogram.R", self.folder / "r.csv"
        exported = run("osteon", "model", "export", self.path, "--model", "nomogram", "--format", "r", "--out", script)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        code = (f'source("{script}"); d <- read.csv("{self.folder}/west.csv", check.names = FALSE, '
                f'colClasses = "character"); write.csv(predict_nomogram(d), "{out}")')
        subprocess.run(["Rscript", "-e", code], check=True, timeout=120)
        run("osteon", "model", "predict", self.path, "--model", "nomogram", "--table", self.folder / "west.csv",
            "--out", self.folder / "risks_r.csv")
        for ours, theirs in zip(read(self.folder / "risks_r.csv"), read(out), strict=True):
            self.assertAlmostEqual(float(ours["risk"]), float(theirs["risk"]), delta=1e-13)
            self.assertEqual(ours["positive"] == "1", theirs["positive"] == "TRUE")


class OfImages(unittest.TestCase):
    def test_an_image_is_measured_and_scored_as_the_site_would(self):
        with tempfile.TemporaryDirectory(prefix="osteon-model-") as name:
            folder = pathlib.Path(name)
            nx, ny, nz = SIZE
            for seed, (site, patients) in enumerate(SITES.items()):
                (folder / site).mkdir()
                noise = random.Random(seed)
                write_nifti(folder / site / "mask.nii", array.array("B", (
                    1 <= x < nx - 1 and 1 <= y < ny - 1 and 1 <= z < nz - 1
                    for z in range(nz) for y in range(ny) for x in range(nx))), SIZE)
                rows = ["patient_id,image,mask,event,age"]
                for i in range(patients):
                    event = noise.random() < 0.45
                    level = noise.gauss(100 + 8 * event, 15)
                    write_nifti(folder / site / f"{i}.nii", array.array("h", (
                        round(noise.gauss(level, 20)) for _ in range(nx * ny * nz))), SIZE)
                    rows.append(f"{site}-{i},{i}.nii,mask.nii,{int(event)},{50 + i % 20}")
                (folder / site / "manifest.csv").write_text("\n".join(rows) + "\n")
            (folder / "params.yaml").write_text("imageType: {Original: {}}\nfeatureClass: {firstorder: [Mean]}\n")
            (folder / "study.yaml").write_text(IMAGES)
            (folder / "off.yaml").write_text("rules: off_for_testing\n")
            simulated = run("osteon", "simulate", folder / "study.yaml", "--data", folder, "--policy",
                            folder / "off.yaml", "--out", folder / "out")
            self.assertEqual(simulated.returncode, 0, simulated.stderr)
            path = folder / "out/model.json"
            run("osteon-agent", "extract", "--manifest", folder / "west/manifest.csv", "--params",
                folder / "params.yaml", "--out", folder / "west.csv")
            table = run("osteon", "model", "predict", path, "--table", folder / "west.csv", "--out",
                        folder / "risks.csv")
            self.assertEqual(table.returncode, 0, table.stderr)
            expected = read(folder / "risks.csv")[3]
            image = ("--image", folder / "west/3.nii", "--mask", folder / "west/mask.nii")
            one = run("osteon", "model", "predict", path, *image, "--set", "age=53", "--id", "west-3", "--out",
                      folder / "one.csv")
            self.assertEqual(one.returncode, 0, one.stderr)
            self.assertEqual(read(folder / "one.csv"), [expected])

            lacking = run("osteon", "model", "predict", path, *image)
            self.assertEqual(lacking.returncode, 1)
            self.assertIn("give --set age=VALUE", lacking.stderr)
            wrong = run("osteon", "model", "predict", path, *image, "--set", "age=old")
            self.assertEqual(wrong.returncode, 1)
            self.assertIn("column age", wrong.stderr)
            unknown = run("osteon", "model", "predict", path, *image, "--set", "age=53", "--set", "weight=70")
            self.assertIn("--set weight=70", unknown.stderr)
            (folder / "other.yaml").write_text("imageType: {Original: {}}\nfeatureClass: {firstorder: [Mean]}\n"
                                               "setting: {binWidth: 3}\n")
            other = run("osteon", "model", "predict", path, *image, "--params", folder / "other.yaml", "--set", "age=53")
            self.assertEqual(other.returncode, 1)
            self.assertIn("not what the study extracted with", other.stderr)
            named = run("osteon", "model", "predict", path, "--image", f"t1={folder / 'west/3.nii'}", "--mask",
                        folder / "west/mask.nii", "--set", "age=53")
            self.assertEqual(named.returncode, 1)
            self.assertIn(MEAN, named.stderr)


if __name__ == "__main__":
    unittest.main()
