#!/usr/bin/env python3
"""deploy/package: the archives run where nothing of Osteon's libraries is installed.

usage: package_test.py ROOT FOLDER_OF_PROGRAMS [--demo]

Unpacks into a root that has glibc and nothing else (needs root, for chroot), or elsewhere runs with an empty environment.
With --demo the demonstration passes from the archive. Exit code 77: Debian's tools are not here.
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

GLIBC = ("ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2",
         "libnss_files.so.2")
PROGRAMS = {"osteon-agent": ("osteon-agent",), "osteon": ("osteon", "osteon-coordinator", "osteon-agent")}


def check_sums(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    for line in lines:
        wanted, name = line.split(maxsplit=1)
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted, name
    return {line.split(maxsplit=1)[1] for line in lines}


def make_root(root):
    """glibc, its loader, an empty /tmp, two devices, and the accounts file."""
    for folder in ("lib/x86_64-linux-gnu", "lib64", "tmp", "dev", "proc", "etc", "opt", "home"):
        (root / folder).mkdir(parents=True)
    for library in GLIBC:
        source = pathlib.Path("/lib/x86_64-linux-gnu") / library
        if source.exists():
            shutil.copy(source, root / "lib/x86_64-linux-gnu" / library)
    shutil.copy("/lib64/ld-linux-x86-64.so.2", root / "lib64")
    (root / "etc/passwd").write_text("root:x:0:0:root:/home:/bin/false\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    (root / "tmp").chmod(0o1777)
    for name in ("null", "urandom", "random"):
        subprocess.run(["cp", "-a", f"/dev/{name}", root / "dev"], check=True)


def build_id(path):
    return re.search(r"Build ID: (\w+)", subprocess.run(["readelf", "-n", path], capture_output=True, text=True, check=True).stdout)[1]


def run(root, arguments, timeout=120):
    """In the bare root where that is possible; the environment is empty."""
    environment = {"HOME": "/home", "TZ": "UTC"}
    if os.geteuid() == 0:
        # /proc, which says where a program's own file is, of a mount namespace of its own.
        command = ["unshare", "--mount", "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', root, *arguments]
        environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    else:
        command = [str(root) + arguments[0], *arguments[1:]]
        environment["HOME"] = str(root / "home")
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


def check_archive(archive, root, built):
    name = re.match(r"(osteon(?:-agent)?)-\d", archive.name)[1]
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
        assert all(not m.name.startswith("/") and ".." not in m.name and not m.mode & 0o022 for m in members)
        tar.extractall(root / "opt")
    (folder,) = (root / "opt").glob(f"{name}-[0-9]*")
    listed = check_sums(folder)
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == listed | {"SHA256SUMS"}
    for needed in ("LICENSE", "NOTICE", "THIRD-PARTY.txt", "INSTALL.md", "docs/site-administrator.md"):
        assert needed in listed, needed
    assert any(unit.startswith("systemd/") and unit.endswith(".service") for unit in listed)
    assert not any(re.match(r"lib/(libc|libm|ld-linux.*|libpthread)\.so", file) for file in listed)
    third = (folder / "THIRD-PARTY.txt").read_text()
    for file in listed:
        if file.startswith("lib/"):
            assert re.search(rf"(?m)^{re.escape(file)} +\S+ +\S+ \S+$", third), file
    if name == "osteon":
        for package in ("@observablehq/plot", "d3", "linkedom"):
            assert re.search(rf"(?m)^\(bundled\) +npm {package} +\d\S* \S+$", third), package
        # Whole texts, but of the one package that brings none.
        short = {file for file in listed if file.startswith("licences/") and (folder / file).stat().st_size <= 100}
        assert short == {"licences/npm-boolbase"}, short
    for program in PROGRAMS[name]:
        path = folder / "bin" / program
        assert build_id(path) == build_id(built / program), program
        assert path.stat().st_size < (built / program).stat().st_size, f"{program} is not stripped"
        said = run(root, [f"/{path.relative_to(root)}", "--version"])
        assert said.returncode == 0 and said.stdout.startswith(program + " "), (program, said.stderr)
        print(f"{archive.name}: {program} runs from {'a root with glibc alone' if os.geteuid() == 0 else root}")
    return folder


def main():
    source, built = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    for tool in ("dpkg-query", "strip", "readelf", "unshare"):
        if shutil.which(tool) is None:
            print(f"{tool} is not here")
            return 77
    with tempfile.TemporaryDirectory(prefix="osteon-package-") as work:
        work = pathlib.Path(work)
        made = subprocess.run([source / "deploy/package", "--programs", built, "--out", work / "out"], capture_output=True,
                              text=True, check=False)
        assert made.returncode == 0, made.stderr
        check_sums(work / "out")
        archives = sorted((work / "out").glob("*.tar.gz"))
        assert len(archives) == 2, archives
        root = work / "root"
        make_root(root)
        folders = [check_archive(archive, root, built) for archive in archives]
        if "--demo" in sys.argv:
            folder = next(f for f in folders if (f / "bin/osteon").exists())
            done = run(root, [f"/{folder.relative_to(root)}/bin/osteon", "demo", "--dir", "/tmp/demo" if os.geteuid() == 0 else str(work / "demo")], timeout=1500)
            assert done.returncode == 0, done.stdout + done.stderr
            report = (root / "tmp/demo" if os.geteuid() == 0 else work / "demo") / "out/report.html"
            assert report.stat().st_size > 10_000
            print("the demonstration passes from the archive")
    return 0


if __name__ == "__main__":
    sys.exit(main())
