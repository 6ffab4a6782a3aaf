#!/usr/bin/env python3
"""A consortium whose keys are encrypted, a study that succeeds and others that fail: nothing secret is in what the
programs print, nor, of patients, in what the coordinator has on disk.

usage: secrets_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import hashlib
import hmac
import json
import os
import pathlib
import pty
import random
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
PASSPHRASE = "lamp-otter-7-violin"
MARKED_VALUE = "123456.789"
MARKED_PATIENT = "PATIENT-MARKER-7"
SITES = ("alpha", "beta")

STUDY = """\
osteon: 1
study: NAME
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical: [{name: ldh, type: numeric, max: 1000}, {name: sex, type: categorical, levels: [F, M]}]
sites: {development: [alpha, beta]}
models: {clinical: {logistic: {predictors: [ldh, sex]}}}
privacy: {secure_aggregation: off}
"""


def write_table(path, seed, bad):
    noise = random.Random(seed)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["patient_id", "event", "ldh", "sex"])
        for i in range(80):
            patient = MARKED_PATIENT if i == 7 else f"{path.stem}-{i}"
            ldh = MARKED_VALUE if bad and i == 7 else repr(noise.gauss(220, 40))
            writer.writerow([patient, int(noise.random() < 0.4), ldh, noise.choice("FM")])


def patients_of(path):
    with open(path, newline="") as file:
        return [row["patient_id"] for row in csv.DictReader(file)]


def with_cores():
    """Where the system writes core files at all, it would write this process's."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class Consortium(unittest.TestCase):
    """One coordinator, two agents, one statistician; everything encrypted but beta's files."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-secrets-"))
        cls.passphrase = cls.folder / "passphrase"
        cls.passphrase.write_text(PASSPHRASE + "\n")
        cls.passphrase.chmod(0o600)
        cls.said = []  # (program, text) of everything that ran to its end
        cls.processes = {}
        cls.logs = {}
        cls.tokens = {}
        try:
            cls.make()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def make(cls):
        cls.ok("osteon-coordinator", "init", "--state", cls.folder / "c", "--encrypt", *cls.unlock())
        cls.start("coordinator", "osteon-coordinator", "serve", "--state", cls.folder / "c", "--listen", "127.0.0.1:0",
                  "--log-format", "json", "--metrics", "0", *cls.unlock())
        cls.address = cls.wait_for(lambda: (cls.folder / "c/address").read_text().strip()
                                   if (cls.folder / "c/address").exists() else "")
        for name, role in (("alpha", "site"), ("beta", "site"), ("maria", "statistician")):
            cls.tokens[name] = cls.ok("osteon-coordinator", "invite", name, "--role", role, "--state",
                                      cls.folder / "c").stdout.strip()
            cls.said.pop()  # whose purpose is to print it
        (cls.folder / "data").mkdir()
        for seed, site in enumerate(SITES):
            write_table(cls.folder / f"data/{site}.csv", seed, bad=False)
            state = ("--state", cls.folder / site)
            cls.ok("osteon-agent", "init", *state, "--coordinator", cls.address, "--data",
                   cls.folder / f"data/{site}.csv", *(["--encrypt", *cls.unlock()] if site == "alpha" else []))
            cls.ok("osteon-agent", "enrol", *state, "--token", cls.tokens[site], *cls.unlock())
            cls.start(site, "osteon-agent", "run", *state, "--metrics", "0", *cls.unlock())
        cls.ok("osteon", "enrol", "--coordinator", cls.address, "--token", cls.tokens["maria"], "--out",
               cls.folder / "me.pem", "--encrypt", *cls.unlock())

    @classmethod
    def tearDownClass(cls):
        for process in cls.processes.values():
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def unlock(cls):
        return ["--passphrase-file", cls.passphrase]

    @classmethod
    def run_program(cls, program, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "start_new_session": True, **options}
        done = subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              check=False, **options)
        cls.said.append((program, done.stdout + done.stderr))
        return done

    @classmethod
    def ok(cls, program, *arguments):
        done = cls.run_program(program, *arguments)
        assert done.returncode == 0, (program, arguments, done.stderr)
        return done

    @classmethod
    def start(cls, name, program, *arguments):
        cls.logs[name] = cls.folder / f"{name}.log"
        with open(cls.logs[name], "ab") as log:
            cls.processes[name] = subprocess.Popen([PROGRAMS / program, *map(str, arguments)], stdout=log, stderr=log,
                                                   stdin=subprocess.DEVNULL, cwd=cls.folder, preexec_fn=with_cores)

    @classmethod
    def wait_for(cls, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError("waited in vain; " + "\n".join(path.read_text() for path in cls.logs.values()))

    @classmethod
    def metrics_of(cls, name):
        address = cls.wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+/metrics", cls.logs[name].read_text()))[0]
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.read().decode()

    def desk(self, *arguments):
        return self.run_program("osteon", *arguments, "--coordinator", self.address, "--identity", self.folder / "me.pem",
                                *self.unlock())

    def submit(self, name):
        study = self.folder / f"{name}.yaml"
        study.write_text(STUDY.replace("NAME", name))
        done = self.desk("study", "submit", study)
        self.assertEqual(done.returncode, 0, done.stderr)

    def decide(self, verb, site, study, *more):
        done = self.run_program("osteon-agent", verb, study, "--state", self.folder / site, *more, *self.unlock())
        self.assertEqual(done.returncode, 0, done.stderr)

    def end_of(self, study):
        def ended():
            status = json.loads(self.desk("study", "status", study, "--json").stdout)
            return status if status["state"] in ("DONE", "FAILED", "CANCELLED") else None
        return self.wait_for(ended)

    def test_1_files_at_rest_have_no_key_in_clear(self):
        for name in ("c/server.pem", "c/ca/ca.key", "alpha/key.pem", "alpha/identity.pem", "me.pem", "me.pem.key"):
            path = self.folder / name
            self.assertIn("-----BEGIN ENCRYPTED PRIVATE KEY-----", path.read_text(), name)
            self.assertNotIn("-----BEGIN PRIVATE KEY-----", path.read_text(), name)
            self.assertEqual(path.stat().st_mode & 0o777, 0o600, name)
        self.assertIn("OSTEON SEALED SECRET", (self.folder / "alpha/pseudonym.key").read_text())
        self.assertIn("-----BEGIN PRIVATE KEY-----", (self.folder / "beta/identity.pem").read_text())

    def test_2_a_wrong_passphrase_says_so_and_loses_nothing(self):
        wrong = self.folder / "wrong"
        wrong.write_text("lamp-otter-7-viola\n")
        wrong.chmod(0o600)
        files = {path: path.read_bytes() for path in (self.folder / "alpha").glob("*.*")}
        for arguments in (("osteon-agent", "studies", "--state", self.folder / "alpha"),
                          ("osteon-agent", "enrol", "--state", self.folder / "alpha", "--token", self.tokens["alpha"]),
                          ("osteon-coordinator", "serve", "--state", self.folder / "c", "--listen", "127.0.0.1:0"),
                          ("osteon", "study", "list", "--coordinator", self.address, "--identity",
                           self.folder / "me.pem")):
            done = self.run_program(*arguments, "--passphrase-file", wrong)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn("the passphrase is not the one", done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            without = self.run_program(*arguments)
            self.assertEqual(without.returncode, 1, arguments)
            self.assertIn("--passphrase-file", without.stderr)
        self.assertEqual(files, {path: path.read_bytes() for path in files})

    def test_3_it_is_asked_for_without_echo(self):
        child, terminal = pty.fork()
        if child == 0:
            os.execv(PROGRAMS / "osteon-agent", ["osteon-agent", "studies", "--state", str(self.folder / "alpha")])
        seen = b""
        typed = False
        while True:
            ready, _, _ = select.select([terminal], [], [], 60)
            try:
                part = os.read(terminal, 4096) if ready else b""
            except OSError:
                part = b""
            if not part:
                break
            seen += part
            if not typed and b"passphrase for" in seen:
                typed = True
                time.sleep(0.2)
                os.write(terminal, PASSPHRASE.encode() + b"\n")
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, seen)
        self.assertTrue(typed)
        self.assertNotIn(PASSPHRASE.encode(), seen)

    def test_4_studies_end_well_and_badly(self):
        self.submit("good")
        for site in SITES:
            self.decide("approve", site, "good")
        for site, sealed in (("alpha", True), ("beta", False)):
            (mask_key,) = (self.folder / site).glob("studies/*/mask.key")
            self.assertEqual("OSTEON SEALED SECRET" in mask_key.read_text(), sealed, site)
        self.assertEqual(self.end_of("good")["state"], "DONE")
        self.ok("osteon-agent", "audit", "verify", "--state", self.folder / "alpha", *self.unlock())
        self.ok("osteon-coordinator", "audit", "verify", "--state", self.folder / "c", *self.unlock())
        self.assertEqual(self.desk("study", "audit", "good").returncode, 0)
        self.assertEqual(self.desk("report", "good", "--out", self.folder / "out").returncode, 0)

        self.submit("refused")
        self.decide("refuse", "alpha", "refused", "--reason", "no ethics vote")
        self.assertEqual(self.end_of("refused")["state"], "FAILED")

        write_table(self.folder / "data/beta.csv", 1, bad=True)
        self.submit("bad-table")
        for site in SITES:
            self.decide("approve", site, "bad-table")
        failed = self.end_of("bad-table")
        self.assertEqual(failed["state"], "FAILED")
        self.assertIn("beta", failed["message"])

        for name in ("coordinator", *SITES):
            text = self.metrics_of(name)
            self.assertIn('study="good"', text)
            self.assertNotIn("maria", text)
            self.said.append((f"metrics of {name}", text))
        doctor = self.run_program("osteon-agent", "doctor", "--state", self.folder / "alpha", *self.unlock())
        self.assertEqual(doctor.returncode, 0, doctor.stdout + doctor.stderr)
        # A table that does not fit, whose cells doctor has read.
        doctor = self.run_program("osteon-agent", "doctor", "--json", "--state", self.folder / "beta")
        self.assertIn(doctor.returncode, (0, 1), doctor.stderr)
        self.assertEqual(self.run_program("osteon-coordinator", "members", "--state", self.folder / "c").returncode, 0)

        token = self.tokens["beta"].split(".")
        token[3] = ("b" if token[3][0] != "b" else "c") + token[3][1:]
        mistyped = self.run_program("osteon-agent", "enrol", "--state", self.folder / "beta", "--token", ".".join(token))
        self.assertEqual(mistyped.returncode, 1)
        used = self.run_program("osteon", "enrol", "--coordinator", self.address, "--token", self.tokens["maria"], "--out",
                                self.folder / "again.pem")
        self.assertNotEqual(used.returncode, 0)

    def test_5_a_crash_writes_no_core(self):
        self.submit("waiting")
        control = subprocess.Popen(["sleep", "60"], cwd=self.folder, preexec_fn=with_cores)
        control.send_signal(signal.SIGABRT)
        _, status = os.waitpid(control.pid, 0)
        control.returncode = -signal.SIGABRT
        cores = os.WCOREDUMP(status)
        for name in ("alpha", "beta", "coordinator"):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGABRT)
            _, status = os.waitpid(process.pid, 0)
            process.returncode = -signal.SIGABRT
            self.assertEqual(os.WTERMSIG(status), signal.SIGABRT, name)
            self.assertFalse(os.WCOREDUMP(status), name)
        for core in self.folder.glob("core*"):
            core.unlink()  # the control's
        if not cores:
            self.skipTest("this system writes no core file of any program")

    def test_6_nothing_secret_was_said(self):
        key = (self.folder / "beta/pseudonym.key").read_text().strip()
        pem = [line for line in (self.folder / "beta/identity.pem").read_text().split("-----END PRIVATE")[0].splitlines()
               if "-----" not in line]
        self.assertGreaterEqual(len(pem), 2)
        patients = {patient for site in SITES for patient in patients_of(self.folder / f"data/{site}.csv")}
        pseudonyms = {hmac.new(bytes.fromhex(key), patient.encode(), hashlib.sha256).hexdigest()[:32]
                      for patient in patients_of(self.folder / "data/beta.csv")}
        secrets = [PASSPHRASE, key, *pem, *(token.split(".")[3] for token in self.tokens.values())]
        values = [MARKED_VALUE, "123457", "123456"]

        logs = {name: path.read_text() for name, path in self.logs.items()}
        # What was found, and whose it is, stands in a file of the hospital's own, which its log names.
        (path,) = re.findall(r"what is wrong stands in (\S+)", logs["beta"])
        notes = pathlib.Path(path)
        self.assertEqual(notes.stat().st_mode & 0o777, 0o600)
        self.assertIn(MARKED_VALUE, notes.read_text())
        self.assertTrue(any(pseudonym in notes.read_text() for pseudonym in pseudonyms))
        said = [(name, text) for name, text in logs.items()] + self.said
        for name, text in said:
            for secret in secrets:
                self.assertNotIn(secret.lower(), text.lower(), name)
            for patient in patients:
                self.assertNotRegex(text, rf"\b{patient}\b", name)
            for word in [*pseudonyms, *values]:
                self.assertNotIn(word, text, name)

        # What the coordinator has on disk, its journal's pages and payloads among it.
        bits = struct.pack("<d", float(MARKED_VALUE))
        stored = [path for path in (self.folder / "c").rglob("*") if path.is_file()]
        self.assertIn("coordinator.db", [path.name for path in stored])
        for path in stored:
            content = path.read_bytes()
            self.assertNotIn(bits, content, path)
            for word in [*secrets, *pseudonyms, *values[:1], MARKED_PATIENT]:
                self.assertNotIn(word.encode(), content, path)
        # What maria got.
        for path in (self.folder / "out").rglob("*.*"):
            for word in [*secrets, *pseudonyms, *patients]:
                self.assertNotRegex(path.read_text(), rf"\b{re.escape(word)}\b", path)

    def test_7_the_passphrase_is_changed_and_taken_away(self):
        new = self.folder / "new"
        new.write_text("an entirely other one\n")
        new.chmod(0o600)
        for program, state, names in (
                ("osteon-agent", "alpha", ("pseudonym.key", "key.pem", "identity.pem")),
                ("osteon-coordinator", "c", ("server.pem", "ca/ca.key"))):
            command = (program, "passphrase", "--state", self.folder / state)
            files = {name: (self.folder / state / name).read_text() for name in names}
            wrong = self.run_program(*command, "--passphrase-file", new, "--remove")
            self.assertEqual(wrong.returncode, 1)
            self.assertIn("the passphrase is not the one", wrong.stderr)
            self.assertEqual(files, {name: (self.folder / state / name).read_text() for name in names})
            self.ok(*command, *self.unlock(), "--new-passphrase-file", new)
            self.assertEqual(self.run_program(*command, *self.unlock(), "--remove").returncode, 1)
            self.ok(*command, "--passphrase-file", new, "--remove")
            for name in names:
                path = self.folder / state / name
                self.assertNotRegex(path.read_text(), "ENCRYPTED|SEALED", name)
                self.assertEqual(path.stat().st_mode & 0o777, 0o600, name)
            self.ok(*command, "--new-passphrase-file", self.passphrase)  # and from none
            for name in names:
                self.assertRegex((self.folder / state / name).read_text(), "ENCRYPTED|SEALED", name)


if __name__ == "__main__":
    unittest.main()
