#!/usr/bin/env python3
"""The study of INTERFACES.md (screening, ComBat, lasso with cross-validation, nomogram) with real processes over mutual
TLS on this machine: one coordinator, an agent per hospital, synthetic tables.

usage: live_study.py FOLDER_OF_PROGRAMS [--sites 7] [--patients 100] [--features 1200]
                     [--delay-ms 150 --mbit 50]   through a proxy that delays each direction by half and limits each
                                                  connection's rate

Prints wall time from submission to the results, CPU seconds of all processes, round trips and bytes. The same study is
simulated with the agents' pseudonym keys; model.json must be the same but for its signature.
"""
import argparse
import collections
import json
import os
import pathlib
import queue
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import synthetic_sites  # noqa: E402


class Proxy:
    """Forwards connections, each byte delayed and each direction of a connection limited in rate."""

    def __init__(self, target, delay, bytes_per_second):
        self.target, self.delay, self.rate = target, delay, bytes_per_second
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            for one, other in ((client, server), (server, client)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                parts = queue.Queue()
                threading.Thread(target=self.receive, args=(one, parts), daemon=True).start()
                threading.Thread(target=self.send, args=(other, parts), daemon=True).start()

    def receive(self, source, parts):
        free = time.monotonic()  # when the line has carried what came before
        while True:
            try:
                data = source.recv(1 << 16)
            except OSError:
                data = b""
            free = max(free, time.monotonic()) + len(data) / self.rate
            parts.put((free + self.delay, data))
            if not data:
                return

    @staticmethod
    def send(sink, parts):
        while True:
            when, data = parts.get()
            time.sleep(max(0.0, when - time.monotonic()))
            try:
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
            except OSError:
                return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--sites", type=int, default=7)
    parser.add_argument("--patients", type=int, default=100)
    parser.add_argument("--features", type=int, default=1200)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--mbit", type=float, default=0)
    given = parser.parse_args()
    programs = given.programs.resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-live-"))
    started = []

    def run(program, *arguments):
        done = subprocess.run([programs / program, *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{program} {arguments[0]}: {done.stderr}")
        return done.stdout.strip()

    def start(program, *arguments):
        log = open(folder / f"{program}-{len(started)}.log", "w")
        started.append(subprocess.Popen([programs / program, *map(str, arguments)], stdout=log, stderr=log))

    try:
        names = sorted("site%02d" % i for i in range(given.sites))
        development, external = names[:-2], names[-2:]
        data = folder / "data"
        data.mkdir()
        synthetic_sites.write_sites(data, names, given.patients, given.features)
        (data / "study.yaml").write_text(synthetic_sites.study_text("live", development, external))

        state = folder / "coordinator"
        run("osteon-coordinator", "init", "--state", state, "--host", "127.0.0.1")
        start("osteon-coordinator", "serve", "--state", state, "--listen", "127.0.0.1:0")
        while not (state / "address").exists():
            time.sleep(0.02)
        address = (state / "address").read_text().strip()
        if given.delay_ms:
            host, port = address.rsplit(":", 1)
            rate = given.mbit * 1e6 / 8 if given.mbit else float("inf")
            address = Proxy((host, int(port)), given.delay_ms / 2000, rate).address

        def invite(name, role):
            return run("osteon-coordinator", "invite", name, "--role", role, "--state", state)

        for name in names:
            agent = folder / name
            run("osteon-agent", "init", "--state", agent, "--coordinator", address, "--data", data / f"{name}.csv")
            run("osteon-agent", "enrol", "--state", agent, "--token", invite(name, "site"))
            start("osteon-agent", "run", "--state", agent)
        me = folder / "me.pem"
        run("osteon", "enrol", "--coordinator", address, "--token", invite("maria", "statistician"), "--out", me)
        begun = time.monotonic()
        run("osteon", "study", "submit", data / "study.yaml", "--coordinator", address, "--identity", me)
        for name in names:
            run("osteon-agent", "approve", "live", "--state", folder / name)
        approved = time.monotonic()
        out = folder / "out"
        run("osteon", "study", "watch", "live", "--coordinator", address, "--identity", me, "--out", out)
        ended = time.monotonic()
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    ledger = json.loads((out / "ledger.json").read_text())
    purposes = collections.Counter()
    for entry in ledger["rounds"]:
        purposes[entry["purpose"]] += 1
    site = ledger["sites"][development[0]]
    print(f"{given.sites} sites of {given.patients}, {given.features} features"
          + (f", {given.delay_ms:g} ms and {given.mbit:g} Mbit/s" if given.delay_ms else ""))
    print(f"approvals {approved - begun:.2f} s, study {ended - approved:.2f} s, CPU of all processes "
          f"{usage.ru_utime + usage.ru_stime:.1f} s")
    print(f"{ledger['round_trips']} round trips ({dict(purposes)})")
    print(f"{development[0]}: sent {site['bytes_sent'] / 1e6:.2f} MB, received {site['bytes_received'] / 1e6:.2f} MB, "
          f"{site['scalars_released'] / site['scalars_held']:.2f} scalars released per scalar held")

    for name in names:
        (data / name).mkdir()
        shutil.copy(folder / name / "pseudonym.key", data / name)
    run("osteon", "simulate", data / "study.yaml", "--data", data, "--out", folder / "simulated")
    live, simulated = (json.loads((where / "model.json").read_text()) for where in (out, folder / "simulated"))
    live.pop("signature"), simulated.pop("signature")
    same = live == simulated and (out / "validation.json").read_bytes() == (
        folder / "simulated/validation.json").read_bytes()
    print("simulated with the same keys:", "the same bits" if same else f"ANOTHER RESULT, see {folder}")
    if same:
        shutil.rmtree(folder)
    return 0 if same else 1


if __name__ == "__main__":
    os.environ.setdefault("GRPC_DNS_RESOLVER", "native")
    sys.exit(main())
