#!/usr/bin/env python3
"""deploy/slurm on a real Slurm: one node, started here in a folder of its own, with ports of its own.

usage: slurm_test.py FOLDER_OF_PROGRAMS

Needs Debian's slurm-wlm and munge, and root, as whom Slurm's and MUNGE's daemons start here; otherwise it is skipped.
"""
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from small_images import make_cohort

SKIPPED = 77
DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy/slurm"
PATIENTS = 10
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "sinfo", "scontrol")

CONFIGURATION = """
ClusterName=osteon-test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
MpiDefault=none
SchedulerParameters=batch_sched_delay=1,sched_interval=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory=1024 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what, holds, seconds):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s: still not {what}")
        time.sleep(0.2)


class Cluster:
    """MUNGE, controller and node of our own; each in the foreground, so that it ends with us."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.show_logs_of_failure)
            (self.folder / "munge.key").write_bytes(os.urandom(128))
            (self.folder / "munge.key").chmod(0o400)
            for name in ("state", "spool"):
                (self.folder / name).mkdir()
            (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
                folder=self.folder, host=socket.gethostname().split(".")[0], controller_port=free_port(),
                node_port=free_port(), processors=os.cpu_count()))
            files = {name: f"--{name}-file={self.folder}/munge.{name}" for name in ("key", "pid", "seed", "log")}
            self.start(stack, "munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket",
                       *files.values())
            wait_until("MUNGE listening", (self.folder / "munge.socket").exists, 30)
            self.start(stack, "slurmctld", "-D", "-c")
            self.start(stack, "slurmd", "-D")
            wait_until("the node idle", lambda: self.run("sinfo", "--noheader", "--format=%t").strip() == "idle", 60)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *unused):
        with contextlib.suppress(subprocess.SubprocessError):
            self.run("scancel", "--user=root")
        self.stack.close()

    def start(self, stack, *command):
        output = stack.enter_context(open(self.folder / f"{command[0]}.out", "wb"))
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.environment)
        stack.callback(self.stop, process)

    @staticmethod
    def stop(process):
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def run(self, *command, **variables):
        return subprocess.run(command, env={**self.environment, **variables}, capture_output=True, text=True, timeout=60,
                              check=True).stdout

    def show_logs_of_failure(self):
        if sys.exc_info()[0] is not None:
            for log in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")):
                print(f"== {log.name} ==\n{log.read_text(errors='replace')[-3000:]}")


def main():
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        print(f"skipped: {', '.join(missing)} not found; apt-get install slurm-wlm munge")
        return SKIPPED
    if os.geteuid() != 0:
        print("skipped: the daemons are started as root here")
        return SKIPPED
    agent = pathlib.Path(sys.argv[1]).resolve() / "osteon-agent"
    with tempfile.TemporaryDirectory(prefix="osteon-slurm-") as name:
        folder = pathlib.Path(name)
        make_cohort(folder, PATIENTS)
        single = subprocess.run([agent, "extract", "--manifest", folder / "cohort.csv", "--params", folder / "params.yaml",
                                 "--out", folder / "single.csv"], capture_output=True, text=True, timeout=120, check=False)
        assert single.returncode == 1, single.stderr  # the last patient's label is not there
        (folder / "slurm").mkdir()
        with Cluster(folder / "slurm") as cluster:
            merge = cluster.run(DEPLOY / "submit", MANIFEST=str(folder / "cohort.csv"), PARAMS=str(folder / "params.yaml"),
                                OUT=str(folder / "features.csv"), SHARDS="3", CPUS="1", MEMORY="256M",
                                OSTEON_AGENT=str(agent)).strip()
            wait_until("all jobs done", lambda: cluster.run("squeue", "--noheader") == "", 300)
            print(cluster.run("scontrol", "show", "job", merge))
        shards = folder / "features.csv.shards"
        logs = {log.name: log.read_text() for log in sorted(shards.glob("*.log"))}
        for name in ("features.csv", "features.csv.provenance.json"):
            assert (folder / name).exists(), logs
            assert (folder / name).read_bytes() == (folder / name.replace("features", "single")).read_bytes(), name
        assert sorted(logs) == ["merge.log", "shard-1.log", "shard-2.log", "shard-3.log"], logs
        assert f"1 of {PATIENTS} rows failed" in logs["merge.log"], logs
        assert sorted(path.name for path in shards.glob("part-?.csv")) == [f"part-{i}.csv" for i in (1, 2, 3)]
    return 0


if __name__ == "__main__":
    sys.exit(main())
