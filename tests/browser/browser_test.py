#!/usr/bin/env python3
"""Reports of whole studies in a real browser: no error, no request, no overflow on a phone, every figure there with its
text alternative, the printed PDF on A4.

usage: browser_test.py FOLDER_OF_PROGRAMS [FOLDER_FOR_PICTURES]
Needs node, npm and chromium; skipped (77) without them. With OSTEON_SHARED also the reference heart data and the sarcoma
images. Screenshots and PDFs stay in FOLDER_FOR_PICTURES to be looked at.
"""
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent
SPINAL = HERE.parent / "end_to_end" / "spinal_metastasis"
A4 = (595.3, 841.9)  # points

HEART = """\
osteon: 1
study: heart
outcome: {column: y, positive: 1}
cohort:
  id: patient_id
  split: {column: split, train: train, holdout: test}
  clinical:
    - {name: age, type: numeric, unit: years}
    - {name: sex, type: categorical, levels: [0, 1]}
    - {name: trestbps, type: numeric, unit: mmHg}
    - {name: chol, type: numeric}
    - {name: thalach, type: numeric}
    - {name: exang, type: categorical, levels: [0, 1]}
    - {name: oldpeak, type: numeric}
    - {name: cp4, type: categorical, levels: [0, 1]}
sites: {development: [cleveland, hungarian], external: [switzerland, va]}
models:
  clinical: {logistic: {predictors: [age, sex, trestbps, chol]}}
  full: {logistic: {predictors: [age, sex, trestbps, chol, thalach, exang, oldpeak, cp4]}}
  lasso: {lasso: {predictors: [age, trestbps, chol, thalach, oldpeak], cv: {folds: 5, seed: 1, select: min}}}
validate:
  at: [development, holdout, external]
  threshold: {from: youden}
  compare: [[full, clinical]]
  decision_curve: {thresholds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]}
  bootstrap: {replicates: 10, of: final_model, seed: 1}
"""


def run(*command, seconds=600, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} {command[1]}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def heart(osteon, shared, folder):
    with open(shared / "golden/data/heart.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for site in {row["site"] for row in rows}:
        with open(folder / f"{site}.csv", "w", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(row for row in rows if row["site"] == site)
    (folder / "study.yaml").write_text(HEART)
    (folder / "policy.yaml").write_text("rules: off_for_testing\n")
    run(osteon, "simulate", folder / "study.yaml", "--data", folder, "--out", folder / "out", "--policy", folder / "policy.yaml")
    return folder / "out"


def spinal(osteon, folder):
    run(sys.executable, SPINAL / "make_tables.py", folder)
    run(osteon, "simulate", SPINAL / "study.yaml", "--data", folder, "--out", folder / "out", "--policy", SPINAL / "policy.yaml")
    return folder / "out"


def demo(osteon, folder, *images):
    run(osteon, "demo", "--dir", folder / "demo", *images)
    return folder / "demo/out"


def look_at_pdf(path):
    """Problems of a printed report. Chromium writes pages as plain objects."""
    pdf = path.read_bytes()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    problems = [] if pages > 0 else ["the PDF has no page"]
    for width, height in set(boxes):
        if abs(float(width) - A4[0]) > 1 or abs(float(height) - A4[1]) > 1:
            problems.append(f"a page of the PDF is {width.decode()} x {height.decode()} points, not A4")
    if not boxes:
        problems.append("the PDF tells no size of its pages")
    return problems, pages


def main():
    osteon = pathlib.Path(sys.argv[1]).resolve() / "osteon"
    browser = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if browser is None or shutil.which("node") is None or shutil.which("npm") is None:
        print("chromium, node or npm is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="osteon-browser-") as temporary:
        work = pathlib.Path(temporary)
        pictures = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else work / "pictures"
        for name in ["package.json", "package-lock.json", "look.js"]:
            shutil.copy(HERE / name, work)
        run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=work)
        studies = {"spinal": lambda folder: spinal(osteon, folder), "demo": lambda folder: demo(osteon, folder)}
        if "OSTEON_SHARED" in os.environ:
            shared = pathlib.Path(os.environ["OSTEON_SHARED"]).resolve()
            studies["heart"] = lambda folder: heart(osteon, shared, folder)
            studies["sarcoma"] = lambda folder: demo(osteon, folder, "--images", shared / "data/studies/sarcoma-pet")
        else:
            print("OSTEON_SHARED is not set: the heart and sarcoma studies are left out")
        failed = False
        for name, make in studies.items():
            folder = work / name
            folder.mkdir()
            out = make(folder)
            run(osteon, "report", out, "--pdf")
            found = json.loads(run("node", work / "look.js", browser, out / "report.html", pictures / name, cwd=work))
            problems, pages = look_at_pdf(out / "report.pdf")
            shutil.copy(out / "report.pdf", pictures / name)
            problems = found["problems"] + problems
            if found["figures"] == 0 or found["tables"] < 5:
                problems.append(f"only {found['figures']} figures and {found['tables']} tables")
            if (out / "report.html").stat().st_size > 3 << 20:
                problems.append("report.html has more than 3 MB")
            print(f"{name}: {found['figures']} figures, {found['tables']} tables, {pages} printed pages, {len(problems)} problems")
            for problem in problems:
                print(f"  {problem}")
            failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
