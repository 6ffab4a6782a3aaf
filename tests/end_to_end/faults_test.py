#!/usr/bin/env python3
"""What goes wrong on a machine: full disks, locked and damaged files, folders that cannot be written, ports that are taken.

Each is told in one sentence that names the thing and the way out, nothing is lost, and once the fault is gone the same
command works. Disks are small ones in memory, which root can make; where the test is not root those are left out.

usage: faults_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import contextlib
import csv
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = os.geteuid() == 0
NOBODY = 65534

STUDY = """\
osteon: 1
study: faults
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical: [{name: ldh, type: numeric, max: 1000}, {name: sex, type: categorical, levels: [F, M]}]
sites: {development: [alpha]}
models: {clinical: {logistic: {predictors: [ldh, sex]}}}
privacy: {secure_aggregation: off}
"""


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def run(program, *arguments, as_nobody=False):
    return subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False,
                          stdin=subprocess.DEVNULL, preexec_fn=become_nobody if as_nobody and ROOT else None)


def ok(program, *arguments, **options):
    done = run(program, *arguments, **options)
    assert done.returncode == 0, (program, arguments, done.stdout + done.stderr)
    return done


@contextlib.contextmanager
def disk(at, kilobytes):
    """A file system of so much; gives a function that makes it larger."""
    at.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=755", "tmpfs", at], check=True)
    try:
        yield lambda larger: subprocess.run(["mount", "-o", f"remount,size={larger}k", at], check=True)
    finally:
        subprocess.run(["umount", "-l", at], check=True)


def can_mount():
    if not ROOT:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False).returncode == 0
        if mounted:
            subprocess.run(["umount", folder], check=True)
        return mounted


def can_listen_on_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def shown_certificate(address):
    """What a TLS server at [HOST]:PORT shows; None where nobody listens."""
    host, port = address.rsplit(":", 1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=10) as plain:
            with context.wrap_socket(plain) as wrapped:
                return wrapped.getpeercert(binary_form=True)
    except OSError:
        return None


class Serving:
    """A coordinator that runs until this ends."""

    def __init__(self, folder, listen="127.0.0.1:0"):
        (folder / "address").unlink(missing_ok=True)
        self.process = subprocess.Popen([PROGRAMS / "osteon-coordinator", "serve", "--state", folder, "--listen", listen],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not (folder / "address").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, "the coordinator did not start"
            time.sleep(0.05)
        self.address = (folder / "address").read_text().strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=60) == 0


class Faults(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-faults-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def refused(self, done, sentence, code=1):
        """`done` ended with one sentence, which fits, and with nothing of a library's own."""
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertRegex(lines[0], "^osteon(-coordinator|-agent)?: " + sentence)

    def coordinator(self, host="127.0.0.1"):
        folder = self.folder / "c"
        ok("osteon-coordinator", "init", "--state", folder, "--host", host)
        return folder

    def enrol(self, folder, address):
        token = ok("osteon-coordinator", "invite", "alpha", "--role", "site", "--state", folder).stdout.strip()
        state = self.folder / "alpha"
        ok("osteon-agent", "init", "--state", state, "--coordinator", address, "--data", self.table())
        ok("osteon-agent", "enrol", "--state", state, "--token", token)

    def starts(self, folder):
        Serving(folder).stop()

    def table(self):
        noise = random.Random(1)
        with open(self.folder / "alpha.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "ldh", "sex"])
            for i in range(80):
                writer.writerow([f"P{i}", int(noise.random() < 0.4), repr(noise.gauss(220, 40)), noise.choice("FM")])
        return self.folder / "alpha.csv"

    # --- Folders

    def test_folders_that_cannot_be_made(self):
        closed = self.folder / "closed"
        closed.mkdir()
        closed.chmod(0o555)
        (self.folder / "file").write_text("")
        table = self.table()
        inits = (("osteon-coordinator", "init", "--host", "localhost"),
                 ("osteon-agent", "init", "--coordinator", "localhost", "--data", table))
        for program, *arguments in inits:
            for where, sentence in ((closed / "state", "cannot make the folder .*/closed/state: Permission denied"),
                                    (self.folder / "file/state", "cannot make the folder .*/file/state: Not a directory")):
                with self.subTest(program=program, where=where.parent.name):
                    self.refused(run(program, *arguments, "--state", where, as_nobody=True), sentence)
                    self.assertFalse(where.exists())

    def test_a_folder_where_nothing_is(self):
        nowhere = self.folder / "nowhere"
        way_out = f"no coordinator in {nowhere}; name its folder with --state, or make one with: osteon-coordinator init --state {nowhere}$"
        for arguments in (["serve"], ["renew"], ["members"], ["audit", "verify"], ["passphrase"], ["invite", "alpha", "--role", "site"],
                          ["revoke", "alpha", "--reason", "gone"], ["backup", "--out", self.folder / "copy"]):
            with self.subTest(program="osteon-coordinator", arguments=arguments):
                self.refused(run("osteon-coordinator", *arguments, "--state", nowhere), way_out)
                self.assertFalse(nowhere.exists())
        way_out = f"no agent in {nowhere}; make one with: osteon-agent init --state {nowhere} --coordinator HOST --data FILE$"
        enrolled = (["run"], ["studies"], ["audit", "verify"], ["withdraw", "lung", "--reason", "no"], ["ledger", "--accept-loss"])
        for arguments in (*enrolled, ["ledger"], ["passphrase"], ["doctor"], ["exclude", "P1"], ["enrol", "--token", "t"]):
            with self.subTest(program="osteon-agent", arguments=arguments):
                self.refused(run("osteon-agent", *arguments, "--state", nowhere), way_out)
                self.assertFalse(nowhere.exists())
        ok("osteon-agent", "init", "--state", nowhere, "--coordinator", "localhost", "--data", self.table())
        way_out = f"this agent is not enrolled; do so with: osteon-agent enrol --state {nowhere} --token TOKEN$"
        for arguments in enrolled:
            with self.subTest(program="osteon-agent", arguments=arguments, enrolled=False):
                self.refused(run("osteon-agent", *arguments, "--state", nowhere), way_out)

    def test_somebody_elses_folder(self):
        folder = self.coordinator()
        agent = self.folder / "agent"
        ok("osteon-agent", "init", "--state", agent, "--coordinator", "localhost", "--data", self.table())
        if not ROOT:
            self.skipTest("needs two users")
        self.refused(run("osteon-coordinator", "serve", "--state", folder, "--listen", "127.0.0.1:0", as_nobody=True),
                     "cannot open .*/c/(ca/ca.key|server.pem): Permission denied")
        self.refused(run("osteon-agent", "run", "--state", agent, as_nobody=True),
                     "cannot open .*/agent/agent.yaml: Permission denied")
        self.starts(folder)

    # --- Disks

    @unittest.skipUnless(can_mount(), "needs root, who can make a small disk")
    def test_an_init_on_a_full_disk_can_be_repeated(self):
        table = self.table()
        inits = (("osteon-coordinator", ("init", "--host", "127.0.0.1"), (8, 40, 140, 148, 156, 164)),
                 ("osteon-agent", ("init", "--coordinator", "localhost", "--data", table), (4, 8)))
        full = 0
        for program, arguments, sizes in inits:
            for kilobytes in sizes:
                with self.subTest(program=program, kilobytes=kilobytes), \
                        disk(self.folder / f"{program}-{kilobytes}", kilobytes) as enlarge:
                    state = self.folder / f"{program}-{kilobytes}" / "state"
                    done = run(program, *arguments, "--state", state)
                    if done.returncode != 0:
                        full += 1
                        self.refused(done, ".*(No space left on device|disk is full|disk I/O error).*; (if the disk is full, )?make room")
                        enlarge(4000)
                        ok(program, *arguments, "--state", state)
                    if program == "osteon-coordinator":
                        enlarge(4000)
                        self.starts(state)
        self.assertGreaterEqual(full, 4)

    @unittest.skipUnless(can_mount(), "needs root, who can make a small disk")
    def test_a_folder_that_became_read_only(self):
        with disk(self.folder / "disk", 4000):
            at = self.folder / "disk"
            ok("osteon-coordinator", "init", "--state", at / "c", "--host", "127.0.0.1")
            ok("osteon-agent", "init", "--state", at / "a", "--coordinator", "localhost", "--data", self.table())
            subprocess.run(["mount", "-o", "remount,ro", at], check=True)
            self.refused(run("osteon-coordinator", "serve", "--state", at / "c", "--listen", "127.0.0.1:0"),
                         "cannot open .*/c/serve.lock: Read-only file system")
            self.refused(run("osteon-coordinator", "invite", "alpha", "--role", "site", "--state", at / "c"),
                         ".*/c/coordinator.db: Read-only file system")
            self.refused(run("osteon-agent", "init", "--state", at / "b", "--coordinator", "localhost", "--data", "t.csv"),
                         "cannot make the folder .*/b: Read-only file system")
            subprocess.run(["mount", "-o", "remount,rw", at], check=True)
            self.starts(at / "c")

    @unittest.skipUnless(can_mount(), "needs root, who can make a small disk")
    def test_an_agent_whose_disk_is_full_waits_and_goes_on(self):
        serving = Serving(self.coordinator())
        self.addCleanup(serving.stop)
        invite = lambda name, role: ok("osteon-coordinator", "invite", name, "--role", role, "--state",
                                       self.folder / "c").stdout.strip()
        ok("osteon", "enrol", "--coordinator", serving.address, "--token", invite("maria", "statistician"), "--out",
           self.folder / "me.pem")
        with disk(self.folder / "disk", 1000):
            state = self.folder / "disk/alpha"
            ok("osteon-agent", "init", "--state", state, "--coordinator", serving.address, "--data", self.table())
            ok("osteon-agent", "enrol", "--state", state, "--token", invite("alpha", "site"))
            (self.folder / "study.yaml").write_text(STUDY)
            desk = ("--coordinator", serving.address, "--identity", self.folder / "me.pem")
            ok("osteon", "study", "submit", self.folder / "study.yaml", *desk)
            ok("osteon-agent", "approve", "faults", "--state", state)
            filler = self.folder / "disk/filler"
            with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(1024))
            log = self.folder / "agent.log"
            # Opening the ledger needs no room; storing a release does.
            with open(log, "wb") as stream:
                agent = subprocess.Popen([PROGRAMS / "osteon-agent", "run", "--state", state], stdout=stream, stderr=stream,
                                         stdin=subprocess.DEVNULL)
            try:
                deadline = time.monotonic() + 60
                while "No space left on device" not in log.read_text():
                    self.assertIsNone(agent.poll(), log.read_text())
                    self.assertLess(time.monotonic(), deadline, log.read_text())
                    time.sleep(0.1)
                status = ok("osteon", "study", "status", "faults", *desk).stdout
                self.assertNotIn("FAILED", status)
                self.assertNotIn("DONE", status)
                filler.unlink()
                ok("osteon", "study", "watch", "faults", *desk)
                self.assertIn("DONE", ok("osteon", "study", "status", "faults", *desk).stdout)
            finally:
                agent.send_signal(signal.SIGTERM)
                agent.wait(timeout=60)
            self.assertEqual(agent.returncode, 0, log.read_text())
            self.assertIn("whole", ok("osteon-agent", "audit", "verify", "--state", state).stdout)

    # --- Files

    def test_a_journal_that_is_damaged(self):
        folder = self.coordinator()
        database = folder / "coordinator.db"
        whole = database.read_bytes()
        damaged = {"noise": random.Random(2).randbytes(len(whole)), "cut": whole[:5000],
                   "pages": whole[:4096] + bytes(b ^ 0x5a for b in whole[4096:]), "text": b"a note of mine\n" * 400}
        for name, content in damaged.items():
            with self.subTest(name):
                database.write_bytes(content)
                for arguments in (("serve", "--listen", "127.0.0.1:0"), ("invite", "beta", "--role", "site"), ("members",)):
                    self.refused(run("osteon-coordinator", *arguments, "--state", folder),
                                 ".*(not a database|malformed); the journal is damaged: put the coordinator's folder back")
                self.assertEqual(database.read_bytes(), content, "a damaged journal was changed")
        database.write_bytes(whole)
        for beside in folder.glob("coordinator.db-*"):
            beside.unlink()
        self.starts(folder)

    def test_a_journal_that_is_gone_is_not_made_anew(self):
        folder = self.coordinator()
        database = folder / "coordinator.db"
        whole = database.read_bytes()
        for name, content in (("is not there", None), ("is empty", b"")):
            with self.subTest(name):
                for path in folder.glob("coordinator.db*"):
                    path.unlink()
                if content is not None:
                    database.write_bytes(content)
                for arguments in (("serve", "--listen", "127.0.0.1:0"), ("invite", "beta", "--role", "site"), ("members",),
                                  ("audit", "verify"), ("backup", "--out", self.folder / "copy")):
                    self.refused(run("osteon-coordinator", *arguments, "--state", folder),
                                 f"the journal .*coordinator.db {name}, though .*back from a backup")
                self.assertEqual(database.exists(), content is not None)
        database.write_bytes(whole)
        self.starts(folder)

    def test_a_backup_may_have_a_name_without_a_folder(self):
        folder = self.coordinator()
        done = subprocess.run([PROGRAMS / "osteon-coordinator", "backup", "--state", folder, "--out", "plain"],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "plain/coordinator.db").exists())

    def test_silent_connections_do_not_make_it_deaf(self):
        """As many as a shell's soft limit of open files; gRPC's listener would give up for good."""
        folder = self.coordinator()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 2000:
            self.skipTest("this machine lets nobody open 2000 files")
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))
        try:
            serving = Serving(folder)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 1024), hard), hard))
        host, port = serving.address.split(":")
        with contextlib.ExitStack() as silent:
            for _ in range(300):
                silent.enter_context(socket.create_connection((host, int(port)), timeout=10))
            self.enrol(folder, serving.address)
        serving.stop()

    def test_ipv6_and_a_certificate_that_is_renewed(self):
        """A new certificate is listened with anew, on the address that the folder names."""
        if not can_listen_on_ipv6():
            self.skipTest("this machine has no IPv6")
        folder = self.coordinator(host="::1")
        serving = Serving(folder, listen="[::1]:0")
        self.assertRegex(serving.address, r"^\[::1\]:\d+$")
        before = shown_certificate(serving.address)
        ok("osteon-coordinator", "renew", "--state", folder)
        deadline = time.monotonic() + 60
        while shown_certificate(serving.address) in (before, None):
            self.assertLess(time.monotonic(), deadline, "the new certificate is not shown")
            time.sleep(0.1)
        self.enrol(folder, serving.address)
        serving.stop()

    def test_a_journal_that_is_locked(self):
        folder = self.coordinator()
        other = sqlite3.connect(folder / "coordinator.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        self.refused(run("osteon-coordinator", "invite", "alpha", "--role", "site", "--state", folder),
                     r".*database is locked \(is another coordinator running on this folder\?\)")
        other.execute("ROLLBACK")
        other.close()
        ok("osteon-coordinator", "invite", "alpha", "--role", "site", "--state", folder)
        serving = Serving(folder)
        self.refused(run("osteon-coordinator", "serve", "--state", folder, "--listen", "127.0.0.1:0"),
                     "another coordinator is running on this folder")
        serving.stop()
        self.starts(folder)

    def test_keys_and_certificates_that_cannot_be_used(self):
        folder = self.coordinator()
        identity = folder / "server.pem"
        whole = identity.read_bytes()
        for content, mode, sentence in ((b"", 0o600, "server.pem: identity: no PEM block"),
                                        (whole[:700], 0o600, "server.pem: (identity: PEM block|found the blocks)"),
                                        (b"\xff\x00" * 400, 0o600, "server.pem: identity: no PEM block"),
                                        (bytes(1 << 20), 0o600, "server.pem: 1048576 bytes; at most 65536 are read"),
                                        (whole, 0o644, "server.pem holds a secret, and its mode 0644 .*chmod 600")):
            with self.subTest(sentence):
                identity.write_bytes(content)
                identity.chmod(mode)
                self.refused(run("osteon-coordinator", "serve", "--state", folder, "--listen", "127.0.0.1:0"), ".*" + sentence)
        identity.write_bytes(whole)
        identity.chmod(0o600)
        self.starts(folder)

    def test_files_of_the_authority_that_are_damaged(self):
        folder = self.coordinator()
        invite = ("osteon-coordinator", "invite", "alpha", "--role", "site", "--state", folder)
        for name, command, sentence in (("ca/ca.key", ("osteon-coordinator", "renew", "--state", folder), ".*/ca.key: private key: no PEM .* from a backup"),
                                        ("ca/ca.crt", ("osteon-coordinator", "renew", "--state", folder), ".*/ca.crt: certificate: no PEM .* from a backup"),
                                        ("ca.crt", invite, ".*/ca.crt: certificate: no PEM .* from a backup")):
            with self.subTest(name):
                whole = (folder / name).read_bytes()
                (folder / name).write_bytes(b"junk")
                self.refused(run(*command), sentence)
                (folder / name).write_bytes(whole)
                ok(*command)

    def test_an_agents_files(self):
        state = self.folder / "agent"
        ok("osteon-agent", "init", "--state", state, "--coordinator", "localhost", "--data", self.table())
        configuration = state / "agent.yaml"
        whole = configuration.read_bytes()
        for content, sentence in ((b"coordinator: [\n", "agent.yaml:2:1: not YAML"),
                                  (b"\xff\xfe", "agent.yaml:1: a byte that is not UTF-8"),
                                  (b"coordinator: x\ndata: y\njobs: .nan\n", "agent.yaml:3:"),
                                  (b"coordinator: x\ndata: y\njobs: 1e9\n", "agent.yaml:3:7: jobs must be a whole number"),
                                  (b"coordinator: x\n", "agent.yaml:1:.*data"),
                                  (bytes(1 << 21), "agent.yaml: 2097152 bytes; at most 1048576 are read")):
            with self.subTest(sentence):
                configuration.write_bytes(content)
                self.refused(run("osteon-agent", "run", "--state", state), ".*" + sentence)
        configuration.unlink()
        os.mkfifo(configuration)
        self.refused(run("osteon-agent", "run", "--state", state), ".*agent.yaml is a pipe, not a file")
        configuration.unlink()
        configuration.write_bytes(whole)
        self.refused(run("osteon-agent", "run", "--state", state), "this agent is not enrolled")

    # --- Ports

    def test_ports_that_cannot_be_had(self):
        folder = self.coordinator()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for listen, sentence in ((f"127.0.0.1:{port}", f"cannot listen on 127.0.0.1:{port}: another program has the port; "),
                                     ("192.0.2.1:7443", "cannot listen on 192.0.2.1:7443: the address is not this machine's; "),
                                     ("nowhere:x", "'nowhere:x' is not HOST or HOST:PORT")):
                with self.subTest(listen):
                    self.refused(run("osteon-coordinator", "serve", "--state", folder, "--listen", listen), sentence)
            done = run("osteon-coordinator", "serve", "--state", folder, "--listen", "127.0.0.1:0", "--metrics", port)
            self.refused(done, f"--metrics {port} cannot be used: the port is taken")
        self.starts(folder)


if __name__ == "__main__":
    unittest.main()
