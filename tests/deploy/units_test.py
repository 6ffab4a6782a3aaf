#!/usr/bin/env python3
"""The systemd units: systemd finds no mistake in them, and how exposed a system unit is stays below a limit.

usage: units_test.py ROOT; exit code 77: systemd-analyze is not here.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST_EXPOSED = 2.0  # of 10; systemd calls what is below 2 "safe" to "OK"
REQUIRED = ("NoNewPrivileges=yes", "LimitCORE=0", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service",
            "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "UMask=0077")
REQUIRED_OF_SYSTEM = ("ProtectSystem=strict", "PrivateTmp=yes", "ProtectHome=yes", "StateDirectoryMode=0700",
                      "LoadCredentialEncrypted=osteon-passphrase")
# Of agents: what ended for good is not begun again every ten seconds.
NO_RESTART = "RestartPreventExitStatus=4"
# Of coordinators: connections that are opened and reset by the ten thousand cost gRPC memory.
MEMORY = "MemoryMax=75%"
# Of a template: a second instance takes another port by its drop-in, without writing the command again.
METRICS_PORT = "Environment=OSTEON_METRICS=9465"
CAPABILITIES = {"osteon-agent@.service": "", "osteon-coordinator.service": "CAP_NET_BIND_SERVICE"}


def problems_of(unit, system, work):
    text = unit.read_text()
    for line in REQUIRED + (REQUIRED_OF_SYSTEM if system else ()):
        if line not in text.splitlines():
            yield f"{unit.name}: no {line}"
    if "agent" in unit.name and NO_RESTART not in text.splitlines():
        yield f"{unit.name}: no {NO_RESTART}"
    if "coordinator" in unit.name and MEMORY not in text.splitlines():
        yield f"{unit.name}: no {MEMORY}"
    if "@." in unit.name:
        command = re.search(r"(?m)^ExecStart=.*", text)[0]
        if METRICS_PORT not in text.splitlines() or not re.search(r" --metrics \$\{OSTEON_METRICS\}( |$)", command):
            yield f"{unit.name}: the port of the metrics is not {METRICS_PORT}, so a second instance cannot have another"
    # As installed, with a program in place of the one that is not.
    program = work / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={program}", text)
    text = re.sub(r"(?m)^(User|Group)=.*", r"\1=daemon" if system else "", text)
    installed = work / unit.name.replace("@.", "@alpha.")
    installed.write_text(text)
    verified = subprocess.run(["systemd-analyze", *([] if system else ["--user"]), "verify", "--man=no", installed],
                              capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin",
                                                                              "XDG_RUNTIME_DIR": str(work)})
    said = [line for line in verified.stderr.splitlines() if unit.name.split("@")[0].split(".")[0] in line]
    if verified.returncode != 0 or said:
        yield f"{unit.name}: systemd-analyze verify: {verified.stderr}"
    if not system:
        return
    capabilities = CAPABILITIES[unit.name]
    for line in (f"CapabilityBoundingSet={capabilities}", f"AmbientCapabilities={capabilities}"):
        if line not in text.splitlines():
            yield f"{unit.name}: no {line}"
    exposed = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                              f"--threshold={int(MOST_EXPOSED * 10)}", installed], capture_output=True, text=True, check=False)
    level = re.search(r"Overall exposure level.*?: ([0-9.]+)", exposed.stdout)
    if exposed.returncode != 0 or level is None or float(level[1]) > MOST_EXPOSED:
        yield f"{unit.name}: exposure {level[1] if level else exposed.stderr} is above {MOST_EXPOSED}"
    else:
        print(f"{unit.name}: exposure {level[1]}")


def main():
    if shutil.which("systemd-analyze") is None:
        print("systemd-analyze is not here")
        return 77
    folder = pathlib.Path(sys.argv[1]) / "deploy/systemd"
    units = [(unit, True) for unit in sorted(folder.glob("*.service"))]
    units += [(unit, False) for unit in sorted((folder / "user").glob("*.service"))]
    assert len(units) == 4, units
    found = []
    for unit, system in units:
        with tempfile.TemporaryDirectory(prefix="osteon-units-") as work:
            found.extend(problems_of(unit, system, pathlib.Path(work)))
    print("\n".join(found) if found else f"{len(units)} units are good")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
