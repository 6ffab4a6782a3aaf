#!/usr/bin/env python3
"""The three programs as their users run them.

usage: programs_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import csv
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()


def run(program, *arguments, **options):
    return subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          check=False, **options)


def processes_of(folder):
    """Running programs of ours that work below a folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(folder) in command and command.startswith(str(PROGRAMS)):
                found.append(command)
    return found


class Demo(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-demo-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_five_hospitals_from_images_to_report_and_the_same_bits_simulated(self):
        demo = run("osteon", "demo", "--dir", self.folder / "demo")
        self.assertEqual(demo.returncode, 0, demo.stderr)
        self.assertEqual(processes_of(self.folder), [])
        out = self.folder / "demo/out"
        self.assertIn(f"report: {out}/report.html", demo.stdout)
        model = json.loads((out / "model.json").read_text())
        validation = json.loads((out / "validation.json").read_text())
        self.assertEqual(model["roster"], ["alder", "birch", "cedar"])
        roles = {site: entry["role"] for site, entry in validation["sites"].items()}
        self.assertEqual(roles, {"alder": "development", "birch": "development", "cedar": "development",
                                 "hawthorn": "external", "juniper": "external"})
        for site in ("hawthorn", "juniper"):
            auc = validation["sites"][site]["models"]["marrow"]["auc"]
            self.assertTrue(0.6 < auc["lower"] + 0.1 < auc["estimate"] < auc["upper"] <= 1, (site, auc))
        report = (out / "report.html").read_text()
        self.assertNotRegex(report, r"(?i)\bnan\b|<script|src=|https?://")

        # The same study, tables and pseudonym keys in one process: the same bits.
        for site in roles:
            shutil.copy(self.folder / "demo/agents" / site / "pseudonym.key", self.folder / "demo/data" / site)
        simulated = run("osteon", "simulate", self.folder / "demo/data/study.yaml", "--data", self.folder / "demo/data",
                        "--out", self.folder / "simulated")
        self.assertEqual(simulated.returncode, 0, simulated.stderr)
        again = json.loads((self.folder / "simulated/model.json").read_text())
        self.assertTrue(model.pop("signature"))
        self.assertEqual(again.pop("signature"), {})
        self.assertEqual(model, again)
        self.assertEqual((out / "validation.json").read_bytes(), (self.folder / "simulated/validation.json").read_bytes())

        self.check_audit(self.folder / "demo")
        self.check_requirements(self.folder / "demo/data")

    def check_audit(self, demo):
        """Chains of ledgers and journal after the study: whole, in agreement, and broken where somebody changes one."""
        agent, ledger = demo / "agents/alder", demo / "agents/alder/ledger/ledger.jsonl"
        verified = run("osteon-agent", "audit", "verify", "--state", agent)
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.assertRegex(verified.stdout, r"^ledger of alder: \d+ entries .* signed by [0-9a-f]{64}: whole\n$")
        verified = run("osteon-coordinator", "audit", "verify", "--state", demo / "coordinator")
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.assertRegex(verified.stdout, r"^journal of marrow-infiltration .*: \d+ rounds, head .*: whole\n$")
        shown = json.loads(run("osteon-agent", "ledger", "--state", agent, "--json").stdout)
        self.assertEqual(shown["studies"][0]["releases"], len(shown["entries"]))
        self.assertEqual(shown["lineages"][0]["releases_left"], 2000 - len(shown["entries"]))
        self.assertIn("left", run("osteon-agent", "ledger", "--state", agent).stdout)

        serve = subprocess.Popen([PROGRAMS / "osteon-coordinator", "serve", "--state", demo / "coordinator", "--listen",
                                  "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            address = serve.stdout.readline().split()[-1]

            def audit(*ledgers):
                return run("osteon", "study", "audit", "marrow-infiltration", "--coordinator", address, "--identity",
                           demo / "statistician.pem", *(word for given in ledgers for word in ("--ledger", given)))

            every = [f"{site.name}={site / 'ledger/ledger.jsonl'}" for site in sorted((demo / "agents").iterdir())]
            agreed = audit(*every)
            self.assertEqual(agreed.returncode, 0, agreed.stderr)
            self.assertRegex(agreed.stdout, r"all \d+ rounds agree with the ledgers of alder, birch")
            lines = ledger.read_text().splitlines(keepends=True)
            short = self.folder / "short.jsonl"
            short.write_text("".join(lines[:-1]))
            differs = audit(f"alder={short}")
            self.assertEqual(differs.returncode, 1)
            self.assertRegex(differs.stdout, r"(?m)^alder +\d+ .*the ledger ends at entry")
        finally:
            serve.terminate()
            serve.stdout.close()
            serve.wait(timeout=20)

        ledger.write_text("".join(lines[:2] + lines[3:]))
        broken = run("osteon-agent", "audit", "verify", "--state", agent)
        self.assertEqual(broken.returncode, 1)
        self.assertIn("ledger.jsonl:3: does not follow the line before it", broken.stderr)
        ledger.write_text("".join(lines))

    def check_requirements(self, data):
        """The same hospitals with a study that does not want every image."""
        features, qa = self.folder / "alder.csv", self.folder / "qa"
        extracted = run("osteon-agent", "extract", "--manifest", data / "alder/manifest.csv", "--params",
                        data / "params.yaml", "--out", features, "--qa", qa)
        self.assertEqual(extracted.returncode, 0, extracted.stderr)
        self.assertIn(str(qa / "index.html"), extracted.stderr)
        with open(qa / "qa.csv", newline="") as file:
            cases = list(csv.DictReader(file))
        self.assertEqual(len(cases), 60)
        self.assertTrue(all((qa / case["montage"]).read_bytes().startswith(b"\x89PNG") for case in cases))
        small = [case for case in cases if int(case["region_voxels"]) < 12000]
        self.assertTrue(0 < len(small) < 20, len(small))

        study = data / "study.yaml"
        require = "{slice_thickness_mm: [0.5, 5], modality: [CT], minimum_voxels: 12000}"
        study.write_text(study.read_text().replace("{params: params.yaml}", f"{{params: params.yaml, require: {require}}}"))
        self.assertIn("from 0.5 to 5 mm across slices, modality CT", " ".join(run("osteon", "study", "check", study)
                                                                              .stdout.split()))
        refused = run("osteon", "simulate", study, "--data", data, "--out", self.folder / "required")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("no column modality", refused.stderr)
        large = next(case["patient_id"] for case in cases if case not in small)
        for manifest in data.glob("*/manifest.csv"):
            header, *rows = manifest.read_text().splitlines()
            manifest.write_text("\n".join([header + ",modality"] + [
                row + (",MR" if row.startswith(large + ",") else ",CT") for row in rows]) + "\n")
        # A patient alone of modality MR is not told of by default, nor a site of a few patients.
        refused = run("osteon", "simulate", study, "--data", data, "--out", self.folder / "required")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("disclosure rule min_patients", refused.stderr)
        (self.folder / "off.yaml").write_text("rules: off_for_testing\n")
        simulated = run("osteon", "simulate", study, "--data", data, "--out", self.folder / "required",
                        "--policy", self.folder / "off.yaml")
        self.assertEqual(simulated.returncode, 0, simulated.stderr)
        with open(self.folder / "required/tables/sites.csv", newline="") as file:
            alder = next(row for row in csv.DictReader(file) if row["site"] == "alder")
        self.assertEqual(alder["excluded: minimum_voxels not as required"], str(len(small)))
        self.assertEqual(alder["excluded: modality not as required"], "1")
        self.assertEqual(alder["patients"], str(60 - len(small) - 1))
        model = json.loads((self.folder / "required/model.json").read_text())
        self.assertEqual(model["extraction"]["require"],
                         {"slice_thickness_mm": [0.5, 5], "modality": ["CT"], "minimum_voxels": 12000})
        self.assertIn("at least 12000 voxels in the region", (self.folder / "required/report.html").read_text())

    def test_ctrl_c_leaves_no_process(self):
        demo = subprocess.Popen([PROGRAMS / "osteon", "demo", "--dir", self.folder / "demo"], stderr=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, text=True)
        for line in demo.stderr:
            if "are enrolled" in line:
                break
        self.assertGreaterEqual(len(processes_of(self.folder)), 6)  # coordinator and five agents
        demo.send_signal(signal.SIGINT)
        demo.stderr.close()
        self.assertNotEqual(demo.wait(timeout=30), 0)
        self.assertEqual(processes_of(self.folder / "demo/"), [])

    def test_a_demo_whose_agent_ends_says_so_and_ends(self):
        demo = subprocess.Popen([PROGRAMS / "osteon", "demo", "--dir", self.folder / "demo"], stderr=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, text=True)
        for line in demo.stderr:
            if "are enrolled" in line:
                break
        subprocess.run(["pkill", "-KILL", "-f", f"run --state {self.folder}/demo/agents/birch"], check=True)
        said = demo.stderr.read()
        self.assertEqual(demo.wait(timeout=30), 1, said)
        self.assertRegex(said, r"birch has ended before the study; .*/log/birch\.log ends with: ")
        self.assertEqual(processes_of(self.folder / "demo/"), [])

    def test_a_killed_demo_takes_its_processes_along(self):
        demo = subprocess.Popen([PROGRAMS / "osteon", "demo", "--dir", self.folder / "demo"], stderr=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, text=True)
        for line in demo.stderr:
            if "are enrolled" in line:
                break
        demo.kill()
        demo.stderr.close()
        demo.wait(timeout=30)
        deadline = time.monotonic() + 20
        while processes_of(self.folder) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(processes_of(self.folder), [])

    def test_a_folder_that_is_not_the_demonstrations_is_left_alone(self):
        (self.folder / "thesis.txt").write_text("mine")
        demo = run("osteon", "demo", "--dir", self.folder)
        self.assertEqual(demo.returncode, 1)
        self.assertIn("not a demonstration's", demo.stderr)
        self.assertEqual((self.folder / "thesis.txt").read_text(), "mine")


class CommandLine(unittest.TestCase):
    def subcommands(self, program, *above):
        text = run(program, *above, "--help").stdout
        return re.findall(r"^  ([a-z]+) ", text.split("Subcommands:")[1], re.MULTILINE)

    def test_every_subcommand_has_help_with_an_example(self):
        for program in ("osteon", "osteon-coordinator", "osteon-agent"):
            names = self.subcommands(program)
            self.assertGreaterEqual(len(names), 4, program)
            groups = [name for name in names if name in ("study", "model", "audit")]
            paths = [(name,) for name in names if name not in groups]
            for group in groups:
                paths += [(group, name) for name in self.subcommands(program, group)]
            for path in paths:
                with self.subTest(program=program, subcommand=path):
                    result = run(program, *path, "--help")
                    self.assertEqual(result.returncode, 0)
                    self.assertIn(f"{program} {' '.join(path)}", result.stdout.split("Example")[1])

    def test_version_names_the_libraries(self):
        for program in ("osteon", "osteon-coordinator", "osteon-agent"):
            text = run(program, "--version").stdout
            for name in (program, "ITK", "gRPC", "Eigen", "OpenSSL"):
                self.assertRegex(text, rf"(?m)^{name} \d+\.\d+")

    def test_exit_codes_tell_wrong_usage_refusal_and_an_unreachable_other_side_apart(self):
        self.assertEqual(run("osteon").returncode, 2)
        self.assertEqual(run("osteon", "simulate", "--no-such-option").returncode, 2)
        self.assertEqual(run("osteon", "study", "check", "/no/such/study.yaml").returncode, 1)
        self.assertEqual(run("osteon-agent", "run", "--state", "/no/such/agent").returncode, 1)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("osteon-coordinator", "init", "--state", folder + "/c").returncode, 0)
            token = run("osteon-coordinator", "invite", "maria", "--role", "statistician", "--state", folder + "/c")
            result = run("osteon", "enrol", "--coordinator", "127.0.0.1:1", "--token", token.stdout.strip(), "--out",
                         folder + "/me.pem")
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn("Nothing was sent", result.stderr)
            again = run("osteon-coordinator", "init", "--state", folder + "/c", "--ca-dir", folder + "/elsewhere")
            self.assertEqual(again.returncode, 1)
            self.assertFalse(os.path.exists(folder + "/elsewhere"))
            for name in ("server.pem", "ca/ca.key", "coordinator.db"):
                self.assertEqual(os.stat(f"{folder}/c/{name}").st_mode & 0o777, 0o600, name)

    def test_a_second_coordinator_on_one_folder_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            run("osteon-coordinator", "init", "--state", folder + "/c")
            first = subprocess.Popen([PROGRAMS / "osteon-coordinator", "serve", "--state", folder + "/c", "--listen",
                                      "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            try:
                self.assertIn("listening on", first.stdout.readline())
                second = run("osteon-coordinator", "serve", "--state", folder + "/c", "--listen", "127.0.0.1:0")
                self.assertEqual(second.returncode, 1)
                self.assertIn("another coordinator", second.stderr)
            finally:
                first.terminate()
                first.stdout.close()
                self.assertEqual(first.wait(timeout=20), 0)


STUDY = """osteon: 1
study: NAME
outcome: {column: label, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
sites: {development: [alpha, beta]}
models:
  clinical: {logistic: {predictors: [age]}}
"""


class Consent(unittest.TestCase):
    """Two hospitals and a statistician; what administrators read and type."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-consent-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        coordinator = self.folder / "coordinator"
        self.must("osteon-coordinator", "init", "--state", coordinator, "--host", "127.0.0.1")
        self.start("osteon-coordinator", "serve", "--state", coordinator, "--listen", "127.0.0.1:0")
        while not (coordinator / "address").exists():
            time.sleep(0.02)
        self.address = (coordinator / "address").read_text().strip()
        for name in ("alpha", "beta"):
            table = self.folder / f"{name}.csv"
            table.write_text("patient_id,label,age\n" + "".join(
                f"{name}{i},{i % 3 % 2},{40 + i * 7 % 31}\n" for i in range(60)))
            self.must("osteon-agent", "init", "--state", self.folder / name, "--coordinator", self.address, "--data", table)
            self.must("osteon-agent", "enrol", "--state", self.folder / name, "--token", self.invite(name, "site"))
        self.must("osteon", "enrol", "--coordinator", self.address, "--token", self.invite("maria", "statistician"),
                  "--out", self.folder / "me.pem")

    def must(self, *command):
        result = run(*command)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def start(self, program, *arguments):
        process = subprocess.Popen([PROGRAMS / program, *map(str, arguments)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (process.terminate(), process.wait(timeout=20)))
        return process

    def invite(self, name, role):
        return self.must("osteon-coordinator", "invite", name, "--role", role, "--state",
                         self.folder / "coordinator").strip()

    def submit(self, name):
        (self.folder / "study.yaml").write_text(STUDY.replace("NAME", name))
        self.must("osteon", "study", "submit", self.folder / "study.yaml", "--coordinator", self.address, "--identity",
                  self.folder / "me.pem")

    def agent(self, site, *arguments):
        return run("osteon-agent", *arguments, "--state", self.folder / site)

    def status(self, study):
        return json.loads(self.must("osteon", "study", "status", study, "--coordinator", self.address, "--identity",
                                    self.folder / "me.pem", "--json"))

    def test_a_changed_key_is_not_approved_without_a_word_and_a_withdrawal_ends_the_study(self):
        self.submit("first")
        text = self.agent("alpha", "studies").stdout
        self.assertRegex(text, r"asked by maria, signature checked, key [0-9a-f]{64}\n")
        self.assertIn("kinds of request\n  moments, logistic", text)
        self.assertRegex(text, r"about \d+ requests and \d+ numbers")
        self.assertRegex(text, r"alpha +key [0-9a-f]{64}  this hospital\n")
        self.assertRegex(text, r"beta +key [0-9a-f]{64}  new to this hospital\n")
        phrase = re.search(r"phrase: (.*)", text).group(1)
        self.assertEqual(len(phrase.split()), 12)
        self.assertIn(f"phrase: {phrase}\n", self.agent("beta", "studies").stdout)
        pins = self.folder / "alpha/known_sites.json"
        heard = self.agent("alpha", "approve", "first", "--phrase", "zebra " + phrase.split(" ", 1)[1])
        self.assertEqual(heard.returncode, 1)
        self.assertIn('there: the two hospitals were not shown the same roster', heard.stderr)
        self.assertFalse(pins.exists())
        self.assertEqual(self.agent("alpha", "approve", "first", "--phrase", phrase).returncode, 0)
        self.assertEqual(self.agent("alpha", "approve", "first").returncode, 0)  # repeated: nothing new
        self.assertEqual(pins.stat().st_mode & 0o777, 0o600)
        key = next((self.folder / "alpha/studies").glob("*/mask.key"))
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)

        known = json.loads(pins.read_text())
        now = known["beta"]["key"]
        known["beta"]["key"] = "0" * 64
        pins.write_text(json.dumps(known))
        self.submit("second")
        self.assertIn("ANOTHER KEY", self.agent("alpha", "studies").stdout)
        refused = self.agent("alpha", "approve", "second")
        self.assertEqual(refused.returncode, 1)
        for words in ("beta has another key", "0" * 64, now,
                      "by telephone, then: osteon-agent approve second --new-key beta"):
            self.assertIn(words, refused.stderr)
        self.assertEqual(self.agent("alpha", "approve", "second", "--new-key", "beta").returncode, 0)
        self.assertEqual(json.loads(pins.read_text())["beta"]["key"], now)

        none = self.agent("beta", "withdraw", "second")
        self.assertEqual(none.returncode, 1)
        self.assertIn("no study second was approved here", none.stderr)
        self.assertEqual(self.agent("beta", "approve", "second").returncode, 0)
        withdrawn = self.agent("alpha", "withdraw", "second", "--reason", "no vote")
        self.assertEqual(withdrawn.returncode, 0, withdrawn.stderr)
        status = self.status("second")
        self.assertEqual(status["state"], "FAILED")
        self.assertIn("alpha withdrew: no vote", status["message"])
        self.assertEqual([site["decision"] for site in status["sites"]], ["withdrawn", "approved"])
        self.assertIn("not taken back", self.agent("alpha", "approve", "second").stderr)
        self.assertIn("withdrawn", self.agent("alpha", "studies").stdout)

    def test_a_revoked_site_is_told_and_comes_back_with_a_new_key(self):
        coordinator = ("--state", self.folder / "coordinator")
        self.submit("first")
        self.must("osteon-coordinator", "revoke", "beta", "--reason", "disk sold", *coordinator)
        refused = self.agent("beta", "studies")
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"the certificate of beta was revoked on .* \(disk sold\)")
        ended = self.agent("beta", "run")
        self.assertEqual(ended.returncode, 4, ended.stderr)  # systemd does not begin it again
        self.assertRegex(ended.stderr, r"the certificate of beta was revoked on .* \(disk sold\)")
        status = self.status("first")
        self.assertEqual(status["state"], "FAILED")
        self.assertRegex(status["message"], r"beta was revoked on .* \(disk sold\)")
        members = {member["name"]: member for member in
                   json.loads(self.must("osteon-coordinator", "members", "--json", *coordinator))}
        self.assertEqual((members["beta"]["state"], members["beta"]["reason"]), ("revoked", "disk sold"))
        self.assertEqual((members["alpha"]["state"], members["alpha"]["days_left"]), ("enrolled", 89))
        again = run("osteon-coordinator", "revoke", "beta", *coordinator)
        self.assertEqual(again.returncode, 1)
        self.assertIn("revoked already", again.stderr)
        key = (self.folder / "beta/key.pem").read_text()
        token = self.invite("beta", "site")
        rows = [member for member in json.loads(self.must("osteon-coordinator", "members", "--json", *coordinator))
                if member["name"] == "beta"]
        self.assertEqual([(row["state"], row["reason"]) for row in rows], [("invited", "disk sold")])
        self.must("osteon-agent", "enrol", "--state", self.folder / "beta", "--token", token)
        self.assertNotEqual(key, (self.folder / "beta/key.pem").read_text())
        self.assertEqual(self.agent("beta", "studies").returncode, 0)

    def test_the_servers_certificate_is_renewed_while_it_serves(self):
        server = self.folder / "coordinator/server.pem"
        before = server.read_text()
        self.must("osteon-coordinator", "renew", "--state", self.folder / "coordinator")
        self.assertNotEqual(before, server.read_text())
        self.assertEqual(before.split("-----BEGIN CERT")[0], server.read_text().split("-----BEGIN CERT")[0])  # the key
        time.sleep(3)  # it listens anew
        self.assertEqual(self.agent("alpha", "studies").returncode, 0)


if __name__ == "__main__":
    unittest.main()
