#!/usr/bin/env python3
"""A study of patients with two images each, every image with parameters of its own, in `osteon simulate`.

usage: two_images_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import array
import csv
import json
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import unittest

from small_images import write_nifti

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SIZE = (10, 9, 6)
SITES = {"north": 40, "south": 35, "west": 30}
MEAN, LARGEST = "t1_original_firstorder_Mean", "t2_original_firstorder_Maximum"

STUDY = """\
osteon: 1
study: two-images
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical: [{name: age, type: numeric, unit: years}]
  features: {prefix: [t1_, t2_]}
sites: {development: [north, south], external: [west]}
extraction: {params: {t2: maximum.yaml, t1: mean.yaml}}
models:
  both: {logistic: {predictors: [age, %s, %s]}}
validate: {at: [development, external]}
""" % (MEAN, LARGEST)


def run(program, *arguments):
    return subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          check=False)


def make_site(folder, patients, seed):
    """T1 on one grid with the masks of two readers; T2 brighter where the patient has the event."""
    folder.mkdir(parents=True)
    nx, ny, nz = SIZE
    for name, margin in (("mask", 1), ("second", 2)):
        write_nifti(folder / f"{name}.nii", array.array("B", (
            margin <= x < nx - margin and margin <= y < ny - margin and 1 <= z < nz - 1
            for z in range(nz) for y in range(ny) for x in range(nx))), SIZE)
    rows = ["patient_id,image_t1,image_t2,mask,mask_2,event,age"]
    noise = random.Random(seed)
    for i in range(patients):
        event = noise.random() < 0.45
        for image, level in (("t1", noise.gauss(100 + 4 * event, 8)), ("t2", noise.gauss(50 + 10 * event, 15))):
            write_nifti(folder / f"{i}_{image}.nii",
                        array.array("h", (round(noise.gauss(level, 20)) for _ in range(nx * ny * nz))), SIZE)
        rows.append(f"P{i},{i}_t1.nii,{i}_t2.nii,mask.nii,{'second.nii' if i % 3 == 0 else ''},{event:d},"
                    f"{noise.gauss(60, 9):.1f}")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")


class TwoImages(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-images-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for seed, (site, patients) in enumerate(SITES.items()):
            make_site(self.folder / "data" / site, patients, seed)
        (self.folder / "mean.yaml").write_text("featureClass: {firstorder: [Mean, Energy]}\n")
        (self.folder / "maximum.yaml").write_text("featureClass: {firstorder: [Maximum]}\nsetting: {binWidth: 10}\n")
        self.study = self.folder / "study.yaml"
        self.study.write_text(STUDY)

    def simulate(self):
        return run("osteon", "simulate", self.study, "--data", self.folder / "data", "--out", self.folder / "out")

    def extract(self, site):
        """The wide table of a site as it would look at it itself, and the hash of each image's settings."""
        table = self.folder / f"{site}.csv"
        extracted = run("osteon-agent", "extract", "--manifest", self.folder / "data" / site / "manifest.csv", "--params",
                        f"t1={self.folder / 'mean.yaml'}", "--params", f"t2={self.folder / 'maximum.yaml'}", "--wide",
                        "--out", table)
        self.assertEqual(extracted.returncode, 0, extracted.stderr)
        with open(table, newline="") as file:
            return list(csv.DictReader(file)), dict(re.findall(r"settings of (\w+) ([0-9a-f]{64})", extracted.stderr))

    def test_each_image_is_extracted_with_its_own_parameters_and_the_hashes_are_told(self):
        checked = run("osteon", "study", "check", self.study)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("the images t1, t2 with their masks, for 2 features (extracted as mean.yaml says for t1, "
                      "maximum.yaml says for t2)", " ".join(checked.stdout.split()))
        simulated = self.simulate()
        self.assertEqual(simulated.returncode, 0, simulated.stderr)
        model = json.loads((self.folder / "out/model.json").read_text())
        rows, hashes = self.extract("north")
        self.assertIn(f"{MEAN}__r2", rows[0])  # beside the first reader's, which is the study's
        rows += self.extract("south")[0]
        terms = {term["name"]: term for term in model["models"]["both"]["terms"]}
        for column in (MEAN, LARGEST):
            self.assertAlmostEqual(terms[column]["mean"], statistics.fmean(float(row[column]) for row in rows), 9)
        self.assertEqual(model["models"]["both"]["n"], SITES["north"] + SITES["south"])

        self.assertEqual(set(hashes), {"t1", "t2"})
        self.assertNotEqual(hashes["t1"], hashes["t2"])
        self.assertEqual([(one["image"], one["name"], one["settings_sha256"]) for one in model["extraction"]["params"]],
                         [("t1", "mean.yaml", hashes["t1"]), ("t2", "maximum.yaml", hashes["t2"])])
        self.assertEqual(model["extraction"]["params"][1]["text"], (self.folder / "maximum.yaml").read_text())
        report = (self.folder / "out/report.html").read_text()
        for sha256 in hashes.values():
            self.assertIn(sha256, report)

    def test_a_site_with_other_images_is_told_both(self):
        manifest = self.folder / "data/south/manifest.csv"
        manifest.write_text(manifest.read_text().replace("image_t2", "image_stir", 1))
        refused = self.simulate()
        self.assertEqual(refused.returncode, 1)
        self.assertIn("the study has parameters for the images t1, t2; the manifest has stir, t1", refused.stderr)

    def test_what_the_second_reader_measured_is_no_predictor(self):
        self.study.write_text(STUDY.replace(f"[age, {MEAN}", f"[age, {MEAN}__r2"))
        refused = self.simulate()
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"study.yaml:11:39: model both: {MEAN}__r2 is what the second reader measured", refused.stderr)


if __name__ == "__main__":
    unittest.main()
