#!/usr/bin/env python3
"""kill -9 of coordinator and agents at seeded moments of a whole study, from enrolment to the report.

usage: kill_test.py FOLDER_OF_PROGRAMS [--kills 50] [--seed 1] [--wide 5600]

After each kill the same command is started again, and nothing else: nobody enrols or approves twice. At the end
model.json has the bits of the same study simulated in one process, and no site computed an answer twice.
"""
import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from real_consortium import SITES, WIDE, Consortium, without_signature  # noqa: E402


class Killer:
    """Kills one process or several at once, again and again, and starts them again."""

    def __init__(self, consortium, kills, seed):
        self.consortium, self.left, self.chance = consortium, kills, random.Random(seed)
        self.told = []
        self.lock = threading.Lock()

    def strike(self, what):
        names = list(self.consortium.processes)
        if not names or self.left == 0:
            return
        if self.chance.random() < 0.25:
            victims = names  # all at once
        elif "coordinator" in names and self.chance.random() < 0.4:
            victims = ["coordinator"]
        else:
            victims = [self.chance.choice(names)]
        for name in victims:
            self.consortium.processes[name].send_signal(signal.SIGKILL)
        for name in victims:
            self.consortium.processes.pop(name).wait(timeout=60)
        time.sleep(self.chance.choice((0, 0, 0.2, 1)))
        for name in victims:
            self.consortium.start(name)
        self.left -= 1
        self.told.append(f"{what}: {', '.join(victims)}")

    def during(self, what, action, most):
        """At most `most` kills while the action runs in another thread."""
        failed = []

        def act():
            try:
                action()
            except Exception as error:  # pylint: disable=broad-except
                failed.append(error)

        thread = threading.Thread(target=act)
        thread.start()
        for _ in range(most):
            thread.join(self.chance.uniform(0, 0.4))
            if not thread.is_alive():
                break
            self.strike(what)
        thread.join()
        if failed:
            raise failed[0]


def killed_command(consortium, chance, *command):
    """The command itself is killed once, if it has not ended before; whoever typed it types it again."""
    process = subprocess.Popen([consortium.programs / command[0], *map(str, command[1:])], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=chance.uniform(0, 0.3))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wide", type=int, default=WIDE)
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-kill-"))
    many = given.kills >= 20
    # Many kills need twice as many rounds: some pass while an agent that nobody waits for is away.
    consortium = Consortium(given.programs, folder, wide=given.wide, bootstrap=many or given.wide < 1000)
    killer = Killer(consortium, given.kills, given.seed)
    chance = random.Random(given.seed + 1000)
    try:
        consortium.init()
        consortium.start("coordinator")
        for site in SITES:
            consortium.init_site(site)
            token = consortium.invite(site, "site")
            killed_command(consortium, chance, "osteon-agent", "enrol", "--state", folder / site, "--token", token)
            killer.during("enrolment", lambda: consortium.enrol_site(site, token), 2 if many else 0)
            consortium.start(site)
        consortium.enrol_me(consortium.invite("maria", "statistician"))
        killer.during("submission", consortium.submit, 2 if many else 0)
        for site in SITES:
            killed_command(consortium, chance, "osteon-agent", "approve", consortium.name, "--state", folder / site)
            killer.during("approval", lambda: consortium.approve(site), 2 if many else 1)
        # All through the study, a few of them before its first sums, which are longer than a chunk, are in.
        status = consortium.status()
        while killer.left > 0 and status["state"] in ("PROPOSED", "RUNNING", "PAUSED"):
            next_rounds = status["rounds"] + killer.chance.randrange(2 if many else 20)
            patience = time.monotonic() + killer.chance.uniform(1, 10)
            while status["rounds"] < next_rounds and time.monotonic() < patience and status["state"] != "DONE":
                time.sleep(killer.chance.uniform(0, 0.2))
                status = consortium.status()
            if status["state"] == "DONE":
                break
            killer.strike(f"round {status['rounds']}")
            status = consortium.status()
        status = consortium.wait(1800)
        for line in killer.told:
            print(line)
        assert status["state"] == "DONE", status
        assert not consortium.dead(), consortium.dead()
        least = given.kills if many else 0.7 * given.kills
        assert len(killer.told) >= least, f"the study ended before {killer.left} of its kills"
        out = consortium.results(folder / "out")
        assert without_signature(out / "model.json") == consortium.undisturbed(), f"another model: {out}"
        for site in SITES:
            releases = consortium.releases(site)
            assert len(releases) == len(set(releases)), f"{site} computed a round twice"
        for command in [("osteon-coordinator", "audit", "verify", "--state", consortium.state)] + [
                ("osteon-agent", "audit", "verify", "--state", folder / site) for site in SITES]:
            if "agent" in command[0]:
                consortium.kill(command[-1].name, signal.SIGTERM)
            assert ": whole" in consortium.run(*command)
        print(f"{len(killer.told)} kills, {status['rounds']} rounds: the same bits")
    except BaseException:
        print("\n".join(killer.told), file=sys.stderr)
        for name in ("coordinator", *SITES):
            print(f"--- {name}\n{consortium.log(name)[-3000:]}", file=sys.stderr)
        raise
    finally:
        consortium.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
