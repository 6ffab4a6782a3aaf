"""A consortium of real processes on this machine, for tests that kill them or come between them.

Three hospitals with small images and a wide table each, one study that extracts features, screens, fits and
validates, and the same study simulated in one process with the same keys: what nothing disturbed.
"""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import time

import small_images

SITES = ("alpha", "beta", "zeta")
PATIENTS = 40
WIDE = 5600  # columns: the sums that screen them are longer than one chunk of a submission

STUDY = """osteon: 1
study: NAME
outcome: {column: label_of_tumour, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
  features: {prefix: [PREFIXES]}
  missing: mean
sites: {development: [alpha, beta], external: [zeta]}
EXTRACTION
screen:
  - select_k_best: {k: 4}
models:
  signature: {lasso: {predictors: features, lambdas: 8, lambda_min_ratio: 0.3, df_max: none, cv: {folds: 3, seed: 1}}}
  nomogram:  {logistic: {predictors: [signature, age]}}
validate:
  at: [development, external]
  threshold: {value: 0.5}
  BOOTSTRAP
privacy: {min_patients: 5, min_cell: 1, max_columns_per_patient: 1000, secure_aggregation: "off"}
"""
POLICY = "min_patients: 5\nmin_cell: 1\nmax_columns_per_patient: 1e5\nmax_scalars_ratio: 1e6\nmax_releases: 100000\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_hospital(folder, site, wide, images):
    """Images with masks and a manifest, or a table; the outcome depends on the first wide column."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(site)
    if images:
        small_images.make_cohort(folder, PATIENTS)
    header = ["patient_id"] + (["image", "mask", "label"] if images else []) + ["label_of_tumour", "age"]
    lines = [",".join(header + [f"wide_{j}" for j in range(wide)])]
    for i in range(PATIENTS):
        sick = i % 2
        row = [f"{site}{i}"] + ([f"{i}.nii", "mask.nii", "1"] if images else [])
        row += [str(sick), str(40 + chance.randrange(40))]
        row += [str(chance.randrange(1000) + (150 * sick if j < 3 else 0)) for j in range(wide)]
        lines.append(",".join(row))
    path = folder / ("manifest.csv" if images else "table.csv")
    path.write_text("\n".join(lines) + "\n")
    return path


class Consortium:
    """Folders, processes and commands. Commands that find nobody are repeated, as their users would."""

    def __init__(self, programs, folder, wide=WIDE, images=True, name="killed", tables=None, study=None,
                 bootstrap=True):
        """`tables` and `study` instead of its own: a CSV file for each of SITES and the text of a study."""
        self.programs, self.folder, self.name = pathlib.Path(programs).resolve(), pathlib.Path(folder), name
        self.data = self.folder / "data"
        self.state = self.folder / "coordinator"
        self.tables = tables or {site: write_hospital(self.data / site, site, wide, images) for site in SITES}
        self.data.mkdir(exist_ok=True)
        if images:
            (self.data / "params.yaml").write_text("imageType: {Original: {}}\nsetting: {binWidth: 25}\n")
        prefixes = '"wide_"' + (', "original_"' if images else "")
        self.study = self.data / "study.yaml"
        self.study.write_text(study or STUDY.replace("NAME", name).replace("PREFIXES", prefixes).replace(
            "EXTRACTION", "extraction: {params: params.yaml}" if images else "").replace(
                "BOOTSTRAP", "bootstrap: {replicates: 2, of: final_model, seed: 7}" if bootstrap else ""))
        self.me = self.folder / "me.pem"
        self.listen = f"127.0.0.1:{free_port()}"
        self.dialled = {site: self.listen for site in SITES}  # a test may put something in between
        self.dialled_by_me = self.listen
        self.environment = {}  # of a process by its name, besides this one's
        self.processes = {}
        self.coordinator_arguments = []

    # --- Commands

    def run(self, program, *arguments, patience=180, name=None):
        """Until it succeeds or fails for a reason that no repetition changes; gives what it printed."""
        deadline = time.monotonic() + patience
        while True:
            done = subprocess.run([self.programs / program, *map(str, arguments)], capture_output=True, text=True,
                                  check=False, env=self.environment_of(name), timeout=patience)
            if done.returncode == 0:
                return done.stdout.strip()
            if done.returncode != 3 or time.monotonic() > deadline:
                raise AssertionError(f"{program} {' '.join(map(str, arguments))}: exit {done.returncode}: {done.stderr}")
            time.sleep(0.1)

    def init(self):
        self.run("osteon-coordinator", "init", "--state", self.state, "--host", "127.0.0.1")

    def invite(self, name, role):
        return self.run("osteon-coordinator", "invite", name, "--role", role, "--state", self.state)

    def init_site(self, site):
        agent = self.folder / site
        self.run("osteon-agent", "init", "--state", agent, "--coordinator", self.dialled[site], "--data",
                 self.tables[site])
        (agent / "policy.yaml").write_text(POLICY)
        # The same folds and replicates in every run of the test.
        (agent / "pseudonym.key").write_text(hashlib.sha256(site.encode()).hexdigest() + "\n")

    def enrol_site(self, site, token):
        self.run("osteon-agent", "enrol", "--state", self.folder / site, "--token", token, name=site)

    def enrol_me(self, token):
        self.run("osteon", "enrol", "--coordinator", self.dialled_by_me, "--token", token, "--out", self.me, name="me")

    def submit(self):
        try:
            self.run("osteon", "study", "submit", self.study, *self.desk(), name="me")
        except AssertionError as error:  # it had arrived, and the answer was lost
            if "was submitted before" not in str(error):
                raise

    def approve(self, site):
        self.run("osteon-agent", "approve", self.name, "--state", self.folder / site, name=site)

    def status(self):
        return json.loads(self.run("osteon", "study", "status", self.name, *self.desk(), "--json", name="me"))

    def results(self, out):
        self.run("osteon", "report", self.name, *self.desk(), "--out", out, name="me")
        return out

    def set_up(self):
        """Everything up to a study that runs."""
        self.init()
        self.start("coordinator")
        for site in SITES:
            self.init_site(site)
            self.enrol_site(site, self.invite(site, "site"))
            self.start(site)
        self.enrol_me(self.invite("maria", "statistician"))
        self.submit()
        for site in SITES:
            self.approve(site)

    # --- Processes

    def start(self, name):
        log = open(self.folder / f"{name}.log", "a")
        if name == "coordinator":
            command = [self.programs / "osteon-coordinator", "serve", "--state", self.state, "--listen", self.listen,
                       *self.coordinator_arguments]
        else:
            command = [self.programs / "osteon-agent", "run", "--state", self.folder / name]
        self.processes[name] = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log,
                                                env=self.environment_of(name))
        log.close()

    def kill(self, name, how=signal.SIGKILL):
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait(timeout=60)

    def dead(self):
        """Names of processes that ended by themselves."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def stop(self):
        for name in list(self.processes):
            self.kill(name)

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def rss(self, name):
        """Resident megabytes."""
        status = pathlib.Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    # --- What must come out

    def wait(self, seconds, every=0.5, meanwhile=lambda: None):
        """Until the study has ended; gives its status."""
        deadline = time.monotonic() + seconds
        while True:
            meanwhile()
            status = self.status()
            if status["state"] in ("DONE", "FAILED", "CANCELLED"):
                return status
            if time.monotonic() > deadline:
                raise AssertionError(f"the study has not ended: {status}; " + "; ".join(
                    f"{name}: {self.log(name)[-800:]}" for name in ("coordinator", *SITES)))
            time.sleep(every)

    def undisturbed(self):
        """model.json of the same study in one process with the same keys."""
        out = self.folder / "undisturbed"
        data = self.folder / "simulated"
        if not out.exists():
            for site in SITES:
                (data / site).mkdir(parents=True)
                if self.tables[site].name == "manifest.csv":
                    shutil.copytree(self.data / site, data / site, dirs_exist_ok=True)
                else:
                    shutil.copy(self.tables[site], data / f"{site}.csv")
                shutil.copy(self.folder / site / "pseudonym.key", data / site)
            for name in ("study.yaml", "params.yaml"):
                if (self.data / name).exists():
                    shutil.copy(self.data / name, data)
            (self.folder / "policy.yaml").write_text(POLICY)
            self.run("osteon", "simulate", data / "study.yaml", "--data", data, "--out", out, "--policy",
                     self.folder / "policy.yaml", patience=600)
        return without_signature(out / "model.json")

    def releases(self, site):
        """Requests that the site has answered with numbers, each as often as it computed them."""
        lines = (self.folder / site / "ledger/ledger.jsonl").read_text().splitlines()
        entries = [json.loads(line) for line in lines]
        return [entry["request_sha256"] for entry in entries if "event" not in entry]

    def desk(self):
        return ["--coordinator", self.dialled_by_me, "--identity", self.me]

    def environment_of(self, name):
        # What this machine's proxies are is none of the test's business.
        own = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        return {**own, "GRPC_DNS_RESOLVER": "native", **self.environment.get(name, {})}


def failed(test):
    """Whether a test of unittest has failed, in its tearDown; Python 3.11 knows it from another place than before."""
    outcome = test._outcome
    told = outcome.result.failures + outcome.result.errors if outcome.result is not None else []
    return not outcome.success or any(one is test for one, _ in told)


def without_signature(path):
    model = json.loads(pathlib.Path(path).read_text())
    model.pop("signature")
    return model
