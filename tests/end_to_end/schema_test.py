#!/usr/bin/env python3
"""validation.json of simulated studies against its published schema, and files that the schema must refuse.

usage: schema_test.py FOLDER_OF_PROGRAMS SCHEMA [unittest arguments]
"""
import copy
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    sys.exit("this test needs Debian's package python3-jsonschema: apt-get install python3-jsonschema")

from compared_study import STUDY, STUDY_BY_DEFAULT, simulate, write_tables

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
SCHEMA = json.loads(pathlib.Path(sys.argv.pop(1)).read_text())


def problems(validation):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(validation)]


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-schema-"))
        write_tables(cls.folder)
        cls.validations = {}
        for rules, study in (("off_for_testing", STUDY), ("default", STUDY_BY_DEFAULT)):
            (cls.folder / "study.yaml").write_text(study)
            done = simulate(PROGRAMS, cls.folder / "study.yaml", cls.folder, cls.folder / rules, rules=rules)
            assert done.returncode == 0, done.stderr
            cls.validations[rules] = json.loads((cls.folder / rules / "validation.json").read_text())

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_a_study_with_everything_in_it_passes(self):
        validation = self.validations["off_for_testing"]
        self.assertEqual(problems(validation), [])
        # What passes is there.
        self.assertEqual(validation["pooled"]["nomogram"]["auc"]["k"], 4)
        self.assertEqual(len(validation["pooled_comparisons"]), 2)
        self.assertGreater(validation["multiplicity"]["tests"], 20)
        self.assertEqual(sorted(validation["internal_external"]["sites"]), ["east", "north", "south"])
        self.assertEqual(len(validation["pooled"]["nomogram"]["auc"]["without"]), 4)

    def test_what_disclosure_rules_keep_back_passes_too(self):
        validation = self.validations["default"]
        self.assertEqual(problems(validation), [])
        self.assertEqual(validation["sites"]["tiny"]["models"]["nomogram"]["n"], {"suppressed": "min_patients"})
        left_out = validation["pooled_comparisons"][0]["mcnemar"]["accuracy"]["sites_left_out"]
        self.assertEqual(left_out["tiny"], "suppressed: min_patients")

    def test_wrong_files_are_refused(self):
        good = self.validations["off_for_testing"]
        metrics = ("sites", "west", "models", "nomogram")

        def changed(place, value):
            bad = copy.deepcopy(good)
            node = bad
            for key in place[:-1]:
                node = node[key]
            if value is None:
                del node[place[-1]]
            else:
                node[place[-1]] = value
            return bad

        for place, value in [
                ((*metrics, "auc"), None), ((*metrics, "auc"), "0.8"), ((*metrics, "auc", "lower"), None),
                ((*metrics, "auc", "estimate"), {"suppressed": "min_cell"}),
                ((*metrics, "n"), -1), ((*metrics, "n"), 12.5), ((*metrics, "n"), {"suppressed": ""}),
                ((*metrics, "n"), {"hidden": "min_cell"}), ((*metrics, "brier"), "none"), ((*metrics, "aucc"), 0.8),
                ((*metrics, "imprecise"), 1), ((*metrics, "at_threshold", "tp"), None),
                (("sites", "west", "role"), "test"), (("pooled", "nomogram", "auc", "tau2"), -0.1),
                (("pooled", "nomogram", "auc", "sites_used"), "west"), (("pooled", "nomogram", "auc", "notes"), None),
                (("pooled", "nomogram", "auc", "without", "west", "k"), None), (("pooled", "nomogram", "auc"), {}),
                (("pooled_comparisons", 0, "models"), ["nomogram"]), (("multiplicity", "holm", 0, "p_holm"), 1.5),
                (("study_sha256",), "x"), (("runs",), None), (("runs",), [{"study": "x"}]), (("surplus",), 1)]:
            self.assertNotEqual(problems(changed(place, value)), [], f"{place} = {value} passes")


if __name__ == "__main__":
    unittest.main()
