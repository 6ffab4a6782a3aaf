#!/usr/bin/env python3
"""`osteon-agent extract` killed at any moment, and shared out over several runs.

usage: extract_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from small_images import make_cohort

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve() / "osteon-agent"
PATIENTS = 40


class Extract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-extract-"))
        make_cohort(cls.folder, PATIENTS)
        began = time.monotonic()
        result = subprocess.run(cls.command("whole.csv"), capture_output=True, text=True, timeout=120, check=False)
        cls.seconds = time.monotonic() - began
        assert result.returncode == 1, result.stderr  # the last patient's label is not there
        cls.whole = cls.files("whole.csv")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def command(cls, out, *more):
        return [PROGRAM, "extract", "--manifest", cls.folder / "cohort.csv", "--params", cls.folder / "params.yaml",
                "--out", cls.folder / out, "--jobs", "2", *more]

    @classmethod
    def files(cls, out):
        return [(cls.folder / (out + end)).read_bytes() for end in ("", ".provenance.json")]

    def finished(self, out):
        return len(list((self.folder / (out + ".partial")).glob("*/*.features")))

    def kill_after(self, seconds, out, *more):
        """Runs until killed; gives the rows that it had reported, or None when it ended by itself."""
        with open(self.folder / "messages", "w+", encoding="utf-8") as messages:
            process = subprocess.Popen(self.command(out, *more), stderr=messages, stdout=subprocess.DEVNULL)
            try:
                process.wait(timeout=seconds)
                return None
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            messages.seek(0)
            reported = re.findall(r"(\d+) of \d+ rows, about", messages.read())
        return int(reported[-1]) if reported else 0

    def killed_again_and_again(self, out, moments, seconds):
        """Kills, resumes and looks at what was kept until a run ends by itself; gives the number of kills."""
        known, kills = 0, 0
        while True:
            # Later and later, so that it ends on a machine that has grown slow.
            moment = moments.uniform(0.02, 0.35) * seconds * (1 + kills / 5)
            reported = self.kill_after(moment, out, "--resume")
            if reported is None:
                break
            kills += 1
            if (self.folder / out).exists():  # killed while it tidied up: then the result is whole
                self.assertEqual(self.files(out), self.whole)
                continue
            finished = self.finished(out)
            # One of the rows that are reported may be the one with an error, which has nothing to keep.
            self.assertGreaterEqual(finished, max(known, reported - 1), "a finished case was lost")
            known = finished
        self.assertEqual(self.files(out), self.whole)
        self.assertFalse((self.folder / (out + ".partial")).exists())
        return kills

    def test_killed_at_any_moment_it_resumes_without_loss_to_the_same_bytes(self):
        moments = random.Random(11)
        for trial in range(3):
            # Sooner on a machine that has grown fast, until it was killed three times.
            for sooner in range(5):
                if self.killed_again_and_again(f"killed{trial}-{sooner}.csv", moments, self.seconds / 2**sooner) > 2:
                    break
            else:
                self.fail("it ended before it could be killed three times")

    def test_without_resume_what_a_killed_run_left_is_not_thrown_away(self):
        out = "left.csv"
        while self.finished(out) == 0:
            shutil.rmtree(self.folder / (out + ".partial"), ignore_errors=True)
            self.assertIsNotNone(self.kill_after(0.5 * self.seconds, out))
        finished = self.finished(out)
        again = subprocess.run(self.command(out), capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn(f"with {finished} finished results", again.stderr)
        self.assertIn("--resume", again.stderr)
        self.assertFalse((self.folder / out).exists())
        resumed = subprocess.run(self.command(out, "--resume"), capture_output=True, text=True, timeout=120, check=False)
        self.assertIn(f"({finished} known from before)", resumed.stderr)
        self.assertEqual(self.files(out), self.whole)

    def test_a_result_that_is_there_stays_until_the_new_one_is_complete(self):
        out = "twice.csv"
        (self.folder / out).write_text("an earlier result\n")
        self.assertIsNotNone(self.kill_after(0.3 * self.seconds, out, "--resume"))
        self.assertEqual((self.folder / out).read_text(), "an earlier result\n")

    def test_shards_are_merged_into_the_files_of_one_run(self):
        for index in (1, 2, 3):
            subprocess.run(self.command(f"part{index}.csv", "--shard", f"{index}/3"), capture_output=True, timeout=120,
                           check=False)
        merged = subprocess.run([PROGRAM, "extract", "--merge", *sorted(self.folder.glob("part?.csv")), "--out",
                                 self.folder / "merged.csv"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(merged.returncode, 1, merged.stderr)
        self.assertIn(f"1 of {PATIENTS} rows failed", merged.stderr)
        self.assertEqual(self.files("merged.csv"), self.whole)


if __name__ == "__main__":
    unittest.main()
