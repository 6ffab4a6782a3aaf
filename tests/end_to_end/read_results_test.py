#!/usr/bin/env python3
"""docs/read-results.R on a simulated study. Skipped where R or its packages are not.

usage: read_results_test.py FOLDER_OF_PROGRAMS SCRIPT [unittest arguments]
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from compared_study import STUDY, simulate, write_tables

PROGRAMS, SCRIPT = pathlib.Path(sys.argv.pop(1)).resolve(), pathlib.Path(sys.argv.pop(1)).resolve()


def has_r():
    return shutil.which("Rscript") and subprocess.run(
        ["Rscript", "-e", "library(metafor); library(jsonlite)"], capture_output=True, check=False).returncode == 0


class ReadResults(unittest.TestCase):
    def test_metafor_pools_the_sites_to_the_same_auc(self):
        with tempfile.TemporaryDirectory(prefix="osteon-r-") as name:
            folder = pathlib.Path(name)
            write_tables(folder)
            (folder / "study.yaml").write_text(STUDY)
            done = simulate(PROGRAMS, folder / "study.yaml", folder, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            for model in ("clinical", "nomogram", "reader"):
                result = subprocess.run(["Rscript", SCRIPT, folder / "out", model], capture_output=True, text=True,
                                        check=False, timeout=120)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(f"pooled AUC of {model} over 4 sites", result.stdout)
            # It can fail.
            path = folder / "out/validation.json"
            validation = json.loads(path.read_text())
            validation["pooled"]["clinical"]["auc"]["estimate"] += 1e-3
            path.write_text(json.dumps(validation))
            result = subprocess.run(["Rscript", SCRIPT, folder / "out", "clinical"], capture_output=True, text=True,
                                    check=False, timeout=120)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn("do not agree", result.stderr)


if __name__ == "__main__":
    if not has_r():
        print("R with metafor and jsonlite is not here")
        sys.exit(77)
    unittest.main()
