#!/usr/bin/env python3
"""What an operator and a hospital's administrator see: doctor through a proxy, metrics, health, logs, members.

usage: operations_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import base64
import csv
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()

STUDY = """\
osteon: 1
study: operations
outcome: {column: event, positive: 1}
cohort:
  id: patient_id
  clinical: [{name: ldh, type: numeric, max: 1000}, {name: sex, type: categorical, levels: [F, M]}]
sites: {development: [alpha]}
models: {clinical: {logistic: {predictors: [ldh, sex]}}}
privacy: {secure_aggregation: off}
"""


class Proxy:
    """CONNECT for whoever shows user and password, to 127.0.0.1 whatever the name."""

    def __init__(self, user, password, scheme="Basic"):
        self.wanted = "basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.scheme = scheme
        self.opened = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte:
                return connection.close()
            head += byte
        lines = head.decode().split("\r\n")
        target = lines[0].split()[1]
        shown = [line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("proxy-authorization:")]
        if self.scheme != "Basic" or not any(s.lower().startswith("basic") and s.split()[1] == self.wanted.split()[1] for s in shown):
            connection.sendall(f"HTTP/1.1 407 No\r\nProxy-Authenticate: {self.scheme}\r\n\r\n".encode())
            return connection.close()
        self.opened.append(target)
        out = socket.create_connection(("127.0.0.1", int(target.rsplit(":", 1)[1])))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for a, b in ((connection, out), (out, connection)):
            threading.Thread(target=self.copy, args=(a, b), daemon=True).start()
        return None

    @staticmethod
    def copy(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        for one in (a, b):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Operations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-operations-"))
        cls.processes = {}
        noise = random.Random(1)
        with open(cls.folder / "alpha.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["patient_id", "event", "ldh", "sex"])
            for i in range(80):
                writer.writerow([f"P{i}", int(noise.random() < 0.4), repr(noise.gauss(220, 40)), noise.choice("FM")])
        try:
            cls.ok("osteon-coordinator", "init", "--state", cls.folder / "c", "--host", "coordinator.example.org",
                   "--host", "127.0.0.1")
            cls.serve()
            for name, role in (("alpha", "site"), ("maria", "statistician"), ("later", "auditor")):
                token = cls.ok("osteon-coordinator", "invite", name, "--role", role, "--state", cls.folder / "c").stdout
                if name == "alpha":
                    cls.ok("osteon-agent", "init", "--state", cls.folder / "alpha", "--coordinator", cls.address,
                           "--data", cls.folder / "alpha.csv")
                    cls.ok("osteon-agent", "enrol", "--state", cls.folder / "alpha", "--token", token.strip())
                elif name == "maria":
                    cls.ok("osteon", "enrol", "--coordinator", cls.address, "--token", token.strip(), "--out",
                           cls.folder / "me.pem")
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        for name in list(cls.processes):
            cls.stop(name)
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def run_program(cls, program, *arguments, variables=None):
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        return subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              check=False, stdin=subprocess.DEVNULL, env={**environment, **(variables or {})})

    @classmethod
    def ok(cls, program, *arguments):
        done = cls.run_program(program, *arguments)
        assert done.returncode == 0, (program, arguments, done.stdout + done.stderr)
        return done

    @classmethod
    def start(cls, name, program, *arguments, variables=None):
        log = open(cls.folder / f"{name}.log", "wb")
        environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
        cls.processes[name] = subprocess.Popen([PROGRAMS / program, *map(str, arguments)], stdout=subprocess.DEVNULL,
                                               stderr=log, stdin=subprocess.DEVNULL, env={**environment, **(variables or {})})
        log.close()

    @classmethod
    def stop(cls, name):
        process = cls.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)

    @classmethod
    def serve(cls):
        (cls.folder / "c/address").unlink(missing_ok=True)
        cls.start("coordinator", "osteon-coordinator", "serve", "--state", cls.folder / "c", "--listen", "127.0.0.1:0",
                  "--log-format", "json", "--metrics", "0")
        cls.address = cls.wait_for(lambda: (cls.folder / "c/address").exists() and
                                   (cls.folder / "c/address").read_text().strip())

    @classmethod
    def wait_for(cls, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.05)
        raise AssertionError("waited in vain; " + "".join(path.read_text() for path in cls.folder.glob("*.log")))

    def log_of(self, name):
        return (self.folder / f"{name}.log").read_text()

    def monitoring(self, name, path):
        """Status and text of one of the three pages."""
        address = self.wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+", self.log_of(name)))[0]
        try:
            with urllib.request.urlopen(address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def messages(self, name):
        return [json.loads(line)["message"] for line in self.log_of(name).splitlines()]

    def doctor(self, *arguments, variables=None, code=0):
        done = self.run_program("osteon-agent", "doctor", "--state", self.folder / "alpha", "--json", *arguments,
                                variables=variables)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return {check["check"]: check for check in json.loads(done.stdout)["checks"]}

    def members(self):
        listed = json.loads(self.ok("osteon-coordinator", "members", "--json", "--state", self.folder / "c").stdout)
        return {member["name"]: member for member in listed}

    def test_1_doctor_of_a_good_site(self):
        checks = self.doctor()
        self.assertEqual(list(checks), ["dns", "proxy", "connection", "tls", "http2", "clock", "disk", "certificate", "folder",
                                        "membership", "images", "dictionary"])
        for name in set(checks) - {"disk"}:
            self.assertEqual(checks[name]["result"], "ok", checks[name])
        self.assertIn("they differ by 0 s", checks["clock"]["found"])
        text = self.run_program("osteon-agent", "doctor", "--state", self.folder / "alpha", "--firewall-request").stdout
        self.assertRegex(text, r"(?m)^ok    tls         TLSv1\.3, a certificate issued by ")
        self.assertIn(f"to            127.0.0.1\n  port          {self.address.split(':')[1]}/tcp", text)

    def test_2_doctor_and_agent_through_a_proxy(self):
        proxy = Proxy("clinic\\ann", "p%ss #?/word")
        variables = {"https_proxy": f"http://clinic%5Cann:p%25ss%20%23%3F%2Fword@127.0.0.1:{proxy.port}"}
        checks = self.doctor(variables=variables)
        self.assertIn("with user and password", checks["proxy"]["found"])
        self.assertEqual(checks["membership"]["result"], "ok", checks)
        # doctor's own, and gRPC's, which reads the same variables.
        self.assertGreaterEqual(len(proxy.opened), 3)
        self.assertEqual(set(proxy.opened), {self.address})
        opened = len(proxy.opened)
        self.start("proxied", "osteon-agent", "run", "--state", self.folder / "alpha", "--metrics", "0", variables=variables)
        self.wait_for(lambda: "connected to" in self.log_of("proxied"))
        self.assertNotIn("word", self.log_of("proxied"))
        self.assertGreater(len(proxy.opened), opened)
        self.stop("proxied")
        # What gRPC passes over, doctor does not promise.
        checks = self.doctor(variables={"https_proxy": f"http://ann:p%40ss@127.0.0.1:{proxy.port}"})
        self.assertEqual(checks["proxy"]["result"], "warn")
        self.assertIn("has an @", checks["proxy"]["found"])
        # An exception is one for gRPC too.
        checks = self.doctor(variables={**variables, "no_proxy": "localhost,127.0.0.1"})
        self.assertIn("none", checks["proxy"]["found"])

    def test_2_a_password_that_grpc_would_read_as_a_name_stops_everything(self):
        proxy = Proxy("svc", "Pa55#word")
        site, person = (self.ok("osteon-coordinator", "invite", name, "--role", role, "--state",
                                self.folder / "c").stdout.strip() for name, role in (("gamma", "site"), ("nora", "auditor")))
        self.ok("osteon-agent", "init", "--state", self.folder / "gamma", "--coordinator", self.address, "--data",
                self.folder / "alpha.csv")
        (self.folder / "some.yaml").write_text(STUDY)
        desk = ("--coordinator", self.address, "--identity", self.folder / "me.pem")
        commands = (("osteon-agent", "run", "--state", self.folder / "alpha"),
                    ("osteon-agent", "run", "--state", self.folder / "alpha", "--log-format", "json"),
                    ("osteon-agent", "studies", "--state", self.folder / "alpha"),
                    ("osteon-agent", "enrol", "--state", self.folder / "gamma", "--token", site),
                    ("osteon", "enrol", "--coordinator", self.address, "--token", person, "--out",
                     self.folder / "none.pem"),
                    ("osteon", "study", "submit", self.folder / "some.yaml", *desk),
                    ("osteon", "study", "status", "operations", *desk))
        for character in "#?/":
            variables = {"https_proxy": f"http://svc:Pa55{character}word@127.0.0.1:{proxy.port}"}
            for command in commands:
                done = self.run_program(*command, variables=variables)
                self.assertEqual(done.returncode, 1, (command, done.stderr))
                self.assertIn("write %23 for #, %3F for ? and %2F for /", done.stderr)
                self.assertNotIn("Pa55", done.stdout + done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            checks = self.doctor(variables=variables, code=3)
            self.assertEqual(checks["proxy"]["result"], "FAIL")
            self.assertIn("write %23 for #", checks["proxy"]["found"])
            for later in ("connection", "tls", "http2", "clock", "membership"):
                self.assertEqual(checks[later]["found"], "not checked")
            self.assertNotIn("Pa55", json.dumps(checks))
        self.assertEqual(proxy.opened, [])

    def test_3_doctor_where_the_way_is_barred(self):
        ntlm = Proxy("ann", "x", scheme="NTLM")
        checks = self.doctor(variables={"https_proxy": f"http://ann:x@127.0.0.1:{ntlm.port}"}, code=3)
        self.assertEqual(checks["proxy"]["result"], "FAIL")
        self.assertIn("cntlm", checks["proxy"]["to_do"])
        self.assertEqual(checks["tls"]["found"], "not checked")
        self.assertEqual(checks["certificate"]["result"], "ok")

    def test_4_metrics_health_and_members(self):
        self.assertEqual(self.monitoring("coordinator", "/readyz"), (200, "ok\n"))
        before = self.members()
        self.assertEqual(before["later"]["state"], "invited")
        self.assertEqual(before["later"]["last_seen"], "never")
        self.assertRegex(before["alpha"]["software"], r"osteon-agent \d+\.\d+\.\d+$")
        self.assertNotEqual(before["alpha"]["last_seen"], "connected")
        self.assertEqual(before["alpha"]["days_left"], 89)

        self.start("alpha", "osteon-agent", "run", "--state", self.folder / "alpha", "--metrics", "0", "--log-format", "json")
        self.wait_for(lambda: self.monitoring("alpha", "/readyz")[0] == 200)
        self.wait_for(lambda: self.members()["alpha"]["last_seen"] == "connected")
        self.assertIn('\nosteon_site_connected{site="alpha"} 1\n', self.monitoring("coordinator", "/metrics")[1])

        (self.folder / "study.yaml").write_text(STUDY)
        desk = ("--coordinator", self.address, "--identity", self.folder / "me.pem")
        self.ok("osteon", "study", "submit", self.folder / "study.yaml", *desk)
        self.assertEqual(self.doctor()["dictionary"]["found"], "operations: 4 of 4 columns found")
        self.ok("osteon-agent", "approve", "operations", "--state", self.folder / "alpha")
        self.ok("osteon", "study", "watch", "operations", *desk)
        coordinator = self.monitoring("coordinator", "/metrics")[1]
        self.assertRegex(coordinator, r'\nosteon_rounds_total\{study="operations"\} [1-9]')
        self.assertRegex(coordinator, r'\nosteon_numbers_released_total\{study="operations",site="alpha"\} [1-9]')
        self.assertIn('\nosteon_studies{state="DONE"} 1\n', coordinator)
        agent = self.monitoring("alpha", "/metrics")[1]
        self.assertRegex(agent, r'\nosteon_agent_releases_total\{study="operations"\} [1-9]')
        self.assertIn("\nosteon_agent_connected 1\n", agent)

        self.stop("coordinator")
        shutil.copy(self.folder / "coordinator.log", self.folder / "coordinator_json.log")
        self.wait_for(lambda: self.monitoring("alpha", "/readyz")[0] == 503)
        self.assertEqual(self.monitoring("alpha", "/healthz")[0], 200)
        self.assertNotEqual(self.members()["alpha"]["last_seen"], "connected")
        self.stop("alpha")
        checks = self.doctor(code=3)
        self.assertIn("Connection refused", checks["connection"]["found"])

    def test_5_the_server_moves(self):
        """As docs/operations.md has it: stop, copy the folder, verify, start; agents dial again by themselves."""
        if "coordinator" not in self.processes:
            self.serve()
        port = self.address.split(":")[1]
        (self.folder / "alpha/agent.yaml").write_text(re.sub(
            r"coordinator: .*", f'coordinator: "{self.address}"', (self.folder / "alpha/agent.yaml").read_text()))
        self.start("mover", "osteon-agent", "run", "--state", self.folder / "alpha", "--metrics", "0")
        self.wait_for(lambda: self.monitoring("mover", "/readyz")[0] == 200)
        second = self.run_program("osteon-coordinator", "serve", "--state", self.folder / "c", "--listen", "127.0.0.1:0")
        self.assertEqual(second.returncode, 1)
        self.assertIn("another coordinator is running on this folder", second.stderr)
        self.stop("coordinator")
        subprocess.run(["cp", "-a", self.folder / "c", self.folder / "moved"], check=True)
        verified = self.ok("osteon-coordinator", "audit", "verify", "--state", self.folder / "moved").stdout
        self.assertIn("whole", verified)
        self.start("coordinator", "osteon-coordinator", "serve", "--state", self.folder / "moved", "--listen",
                   f"127.0.0.1:{port}")
        self.wait_for(lambda: self.log_of("mover").count("connected to") >= 2)
        status = self.ok("osteon", "study", "status", "operations", "--coordinator", self.address, "--identity",
                         self.folder / "me.pem").stdout
        self.assertIn("DONE", status)
        self.stop("mover")

    def test_6_logs_are_one_object_a_line(self):
        self.assertIn("operations: fit clinical: answered", self.messages("alpha"))
        self.assertRegex("\n".join(self.messages("coordinator_json")), r"(?m)^listening on 127\.0\.0\.1:\d+$")
        # That the coordinator dials itself is no event.
        self.assertNotIn("gRPC: No match found for server name", self.log_of("coordinator_json"))
        for name in ("coordinator_json", "alpha"):
            lines = self.log_of(name).splitlines()
            self.assertGreater(len(lines), 2, name)
            for line in lines:
                self.assertEqual(set(json.loads(line)), {"time", "level", "program", "message"}, line)

    def test_7_the_end_and_grpcs_own_lines_are_events_too(self):
        one = ("--log-format", "json")
        lone = self.folder / "lone"
        self.ok("osteon-coordinator", "init", "--state", lone, "--host", "127.0.0.1")
        nowhere = ("osteon-coordinator", "serve", "--state", lone, "--listen", "no.such.host.invalid:1")
        unfinished = ("osteon-agent", "run", "--state", self.folder / "nothing")
        for command in (nowhere, unfinished):
            text = self.run_program(*command)
            said = [line for line in text.stderr.splitlines() if not line.startswith("  ")]
            self.assertEqual(said[-1].split(" ")[0], f"{command[0]}:", said)  # as every command says it
            done = self.run_program(*command, *one)
            self.assertEqual((done.returncode, text.returncode, done.stdout), (1, 1, ""))
            events = [json.loads(line) for line in done.stderr.splitlines()]
            self.assertEqual(events[-1]["level"], "critical")
            self.assertEqual([event["message"] for event in events].count(events[-1]["message"]), 1)
            self.assertEqual(len(events), len(said), done.stderr)

        # gRPC complains of a scheme that it does not know, and goes without a proxy.
        for form, name in ((one, "grpc_json"), ((), "grpc_text")):
            self.start(name, "osteon-agent", "run", "--state", self.folder / "alpha", *form,
                       variables={"https_proxy": "socks5://svc:hidden5@127.0.0.1:1"})
            self.wait_for(lambda name=name: "gRPC: " in self.log_of(name))
            self.stop(name)
            self.assertIn("http_proxy.cc:", self.log_of(name))
            self.assertNotIn("hidden5", self.log_of(name))
        self.assertIn("gRPC: ", "".join(self.messages("grpc_json")))
        for line in self.log_of("grpc_text").splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\S+ (info|warning|error) osteon-agent: ")


if __name__ == "__main__":
    unittest.main()
