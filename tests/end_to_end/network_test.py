#!/usr/bin/env python3
"""A whole study through bad lines, with real processes: the same bits as the study simulated in one process.

usage: network_test.py FOLDER_OF_PROGRAMS [unittest arguments]
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from line import Line  # noqa: E402
from real_consortium import SITES, WIDE, Consortium, failed, without_signature  # noqa: E402

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()

# What docs/coordinator.md states: an agent notices a dead connection within 30 + 20 s, the coordinator within 60 + 20.
AGENT_NOTICES = 50


class Network(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-network-"))
        self.lines = {}

    def tearDown(self):
        self.consortium.stop()
        for line in self.lines.values():
            line.close()
        if not failed(self):
            shutil.rmtree(self.folder)
        else:
            print(self.folder, file=sys.stderr)

    def consortium_behind(self, wide=400, **condition):
        """Each hospital and the statistician dial through a line of their own."""
        self.consortium = Consortium(PROGRAMS, self.folder, wide=wide, images=False, name="network")
        for i, name in enumerate((*SITES, "me")):
            self.lines[name] = Line(self.consortium.listen, seed=i, **condition)
            if name in SITES:
                self.consortium.dialled[name] = self.lines[name].address
        self.consortium.dialled_by_me = self.lines["me"].address
        self.consortium.set_up()

    def check_result(self, seconds=400):
        status = self.consortium.wait(seconds)
        self.assertEqual(status["state"], "DONE", status["message"])
        self.assertEqual(self.consortium.dead(), [])
        out = self.consortium.results(self.folder / "out")
        self.assertEqual(without_signature(out / "model.json"), self.consortium.undisturbed())
        for site in SITES:
            releases = self.consortium.releases(site)
            self.assertEqual(len(releases), len(set(releases)), site)

    def wait_for_rounds(self, rounds):
        deadline = time.monotonic() + 200
        while (status := self.consortium.status())["rounds"] < rounds:
            self.assertNotIn(status["state"], ("FAILED", "DONE"), status)
            self.assertLess(time.monotonic(), deadline, status)
            time.sleep(0.05)
        return status

    def leave_in_mid_study(self, site):
        """The study goes on to a round that waits for this hospital."""
        self.wait_for_rounds(3)
        self.consortium.kill(site)

    def test_a_fifth_of_a_second_and_fifty_megabits(self):
        self.consortium_behind(wide=WIDE, delay=0.1, bytes_per_second=50e6 / 8)
        self.check_result(900)

    def test_every_tenth_connection_is_cut_each_second(self):
        self.consortium_behind(cuts_a_second=0.1, delay=0.1)  # long enough on the way to be cut
        self.check_result()
        self.assertGreater(sum(line.cut for line in self.lines.values()), 5)

    def test_connections_that_fall_silent_are_noticed(self):
        """One is half open, one carries nothing to the coordinator, one nothing back; nobody is told."""
        self.consortium_behind()
        self.wait_for_rounds(2)
        watch = subprocess.Popen([PROGRAMS / "osteon", "study", "watch", "network", *self.consortium.desk()],
                                 stderr=subprocess.PIPE, text=True, env=self.consortium.environment_of("me"))
        self.addCleanup(watch.kill)
        self.assertIn("RUNNING", watch.stderr.readline())
        self.lines["me"].silence("up", "down")
        self.lines["alpha"].silence("up", "down")
        self.lines["beta"].silence("up")
        self.lines["zeta"].silence("down")
        begun = time.monotonic()
        rounds = self.consortium.status()["rounds"]
        self.assertNotEqual(self.consortium.status()["state"], "DONE")
        # A round of before may still be on its way; then the study stands until the agents have dialled again.
        self.wait_for_rounds(rounds + 4)
        self.assertLess(time.monotonic() - begun, AGENT_NOTICES + 30)
        self.check_result()
        _, said = watch.communicate(timeout=120)
        self.assertEqual(watch.returncode, 0, said)
        self.assertIn("the coordinator is not reached; trying again", said)

    def test_a_firewall_that_forgets_idle_connections(self):
        """It forgets after 40 s, the strictest that is met; pings every 30 s keep a study alive that waits."""
        self.consortium_behind(idle=40)
        self.leave_in_mid_study("zeta")
        for _ in range(10):
            time.sleep(9)
            self.assertNotEqual(self.consortium.status()["state"], "DONE")
        self.consortium.start("zeta")
        self.check_result(60)
        for site in ("alpha", "beta"):
            self.assertEqual(self.lines[site].forgotten, 0)
            self.assertNotIn("trying again", self.consortium.log(site))

    def test_a_proxy_that_asks_for_a_password(self):
        self.consortium = Consortium(PROGRAMS, self.folder, wide=400, images=False, name="network")
        self.lines["proxy"] = Line(self.consortium.listen, credentials="hospital:s3cret")
        for name in (*SITES, "me"):
            self.consortium.environment[name] = {"https_proxy": f"http://hospital:s3cret@{self.lines['proxy'].address}"}
        self.consortium.set_up()
        self.check_result()
        # Enrolments, agents, statistician: all of them came this way.
        self.assertGreater(self.lines["proxy"].connected, 2 * len(SITES))
        self.assertEqual(self.lines["proxy"].refused, 0)
        wrong = {**self.consortium.environment_of("me"),
                 "https_proxy": f"http://hospital:wrong@{self.lines['proxy'].address}"}
        refused = subprocess.run([PROGRAMS / "osteon", "study", "list", *self.consortium.desk()], capture_output=True,
                                 text=True, env=wrong, timeout=120, check=False)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertGreater(self.lines["proxy"].refused, 0)
        self.assertNotIn("wrong@", refused.stderr)


if __name__ == "__main__":
    unittest.main()
