#!/usr/bin/env python3
"""A study is taken up again on another processor, from a backup, at another address.

usage: replay_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "benchmarks"))
import synthetic_sites  # noqa: E402
from real_consortium import SITES, Consortium, free_port, failed, without_signature  # noqa: E402

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()

# glibc's exp, log and pow have variants with fused multiply-add, which it chooses when a program starts.
OTHER_PROCESSOR = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX512VL,-AVX,-ERMS"}
# Longer than what is in PIPELINE would say: every step of the pipeline that computes between two rounds.
BOOTSTRAP = "  bootstrap: {replicates: 2, of: pipeline, seed: 7}\nprivacy:"


class Replay(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-replay-"))
        data = self.folder / "tables"
        data.mkdir()
        synthetic_sites.write_sites(data, SITES, 120, 60)
        study = synthetic_sites.study_text("replayed", SITES[:2], SITES[2:]).replace("privacy:", BOOTSTRAP).replace(
            "folds: 10", "folds: 3").replace("lambdas: 100", "lambdas: 20").replace(
                "max_columns_per_patient: 0.3334", "max_columns_per_patient: 10").replace(
                    "min_patients: 20", "min_patients: 5").replace("min_cell: 5", "min_cell: 1")
        self.consortium = Consortium(PROGRAMS, self.folder, name="replayed",
                                     tables={site: data / f"{site}.csv" for site in SITES}, study=study)

    def tearDown(self):
        self.consortium.stop()
        if not failed(self):
            shutil.rmtree(self.folder)
        else:
            print(self.folder, file=sys.stderr)

    def half_way(self, rounds=12):
        deadline = time.monotonic() + 300
        while (status := self.consortium.status())["rounds"] < rounds:
            self.assertNotIn(status["state"], ("FAILED", "DONE"), status)
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        self.assertNotEqual(status["state"], "DONE", "too short a study")

    def finish(self, out="out"):
        status = self.consortium.wait(400)
        self.assertEqual(status["state"], "DONE", status["message"])
        return without_signature(self.consortium.results(self.folder / out) / "model.json")

    def check_nothing_was_asked_twice(self):
        for site in SITES:
            releases = self.consortium.releases(site)
            self.assertEqual(len(releases), len(set(releases)), site)

    def test_another_processor_asks_the_same_and_ends_in_the_same_bits(self):
        consortium = self.consortium
        consortium.set_up()
        self.half_way()
        consortium.kill("coordinator")
        consortium.environment["coordinator"] = OTHER_PROCESSOR
        consortium.start("coordinator")
        model = self.finish()
        self.assertRegex(consortium.log("coordinator"), r"study replayed: \d+ rounds came from the journal")
        self.check_nothing_was_asked_twice()
        self.assertEqual(model, consortium.undisturbed())

        # All of it from the journal, with nobody to ask, in both directions.
        consortium.stop()
        for name, environment in (("other", OTHER_PROCESSOR), ("this", {})):
            with sqlite3.connect(consortium.state / "coordinator.db") as journal:
                journal.execute("UPDATE studies SET state = 'RUNNING'")
                journal.execute("DELETE FROM results")
            journal.close()
            consortium.environment["coordinator"] = environment
            consortium.start("coordinator")
            begun = time.monotonic()
            self.assertEqual(self.finish(name), model)
            print(f"replayed in {time.monotonic() - begun:.1f} s", file=sys.stderr)
            consortium.kill("coordinator")

    def test_a_backup_taken_in_mid_study_goes_on_elsewhere(self):
        consortium = self.consortium
        consortium.set_up()
        self.half_way(6)
        copies = []
        for i in range(3):  # while rounds are stored
            copies.append(self.folder / f"backup-{i}")
            said = consortium.run("osteon-coordinator", "backup", "--state", consortium.state, "--out", copies[-1])
            self.assertRegex(said, r"1 studies, \d+ rounds")
            self.assertIn(": whole", consortium.run("osteon-coordinator", "audit", "verify", "--state", copies[-1]))
        self.assertEqual(copies[0].stat().st_mode & 0o777, 0o700)
        for path in copies[0].rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        again = subprocess.run([PROGRAMS / "osteon-coordinator", "backup", "--state", consortium.state, "--out",
                                copies[0]], capture_output=True, text=True, check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)
        inside = subprocess.run([PROGRAMS / "osteon-coordinator", "backup", "--state", consortium.state, "--out",
                                 consortium.state / "backup"], capture_output=True, text=True, check=False)
        self.assertEqual(inside.returncode, 1)
        self.assertIn("is inside", inside.stderr)
        # The first goes on after its backup, and is lost with its disk only when it is done.
        model = self.finish()
        released = {site: len(consortium.releases(site)) for site in SITES}
        consortium.stop()
        shutil.rmtree(consortium.state)

        consortium.state = self.folder / "restored"
        copies[0].rename(consortium.state)
        old, consortium.listen = consortium.listen, f"127.0.0.1:{free_port()}"
        consortium.dialled_by_me = consortium.listen
        consortium.start("coordinator")
        status = consortium.status()
        self.assertEqual(status["state"], "RUNNING")
        for site in SITES:
            configuration = self.folder / site / "agent.yaml"
            text = configuration.read_text()
            self.assertIn(old, text)
            configuration.write_text(text.replace(old, consortium.listen))
            consortium.start(site)
        self.assertEqual(self.finish("again"), model)
        # The rounds since then were asked again, and answered from the ledgers.
        self.assertEqual({site: len(consortium.releases(site)) for site in SITES}, released)
        for site in SITES:
            events = [json.loads(line) for line in (self.folder / site / "ledger/ledger.jsonl").read_text().splitlines()]
            self.assertTrue(any(event.get("event") == "repeated" for event in events), site)
        self.assertEqual(model, consortium.undisturbed())


if __name__ == "__main__":
    unittest.main()
