#!/usr/bin/env python3
"""A lint of the Containerfiles and of what is kept from them: what can be known of them without an engine. It does not build them.

usage: containerfiles_test.py ROOT
"""
import pathlib
import re
import shlex
import sys

KNOWN = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD", "HEALTHCHECK"}


def instructions(text):
    """Pairs of an instruction's name and its text, lines that go on joined."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    for line in joined.splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name, rest.strip()


def packages_of_run(root):
    text = (root / "run").read_text()
    block = re.search(r"packages=\(\n(.*?)\n\)", text, re.S)[1]
    return set(block.split()) - {"ccache"} | set(re.findall(r"packages\+=\((\S+)\)", text))


def problems_of(path, root):
    listed = list(instructions(path.read_text()))
    names = [name for name, _ in listed]
    for name, rest in listed:
        if name not in KNOWN:
            yield f"unknown instruction {name}"
        if name == "FROM" and not re.match(r"docker\.io/library/debian:bookworm(-slim)?( AS [a-z]+)?$", rest):
            yield f"FROM {rest}: another base than Debian 12, or without registry and release"
        if name == "RUN" and "apt-get install" in rest and not (
                "--no-install-recommends" in rest and "rm -rf /var/lib/apt/lists/*" in rest):
            yield "apt-get install that leaves lists, or takes recommended packages"
        if name in ("RUN", "ENV") and re.search(r"passphrase|token|secret|curl|wget|sudo", rest, re.I):
            yield f"{name} {rest}: a secret, or something fetched past apt"
        if name in ("ENTRYPOINT", "CMD") and not rest.startswith("["):
            yield f"{name} through a shell"
        if name == "COPY" and "--from=" not in rest and rest != ". .":
            yield f"COPY {rest}: of the second stage, from elsewhere than the first"
    if names.count("FROM") != 2:
        yield "not two stages"
        return
    last = max(i for i, name in enumerate(names) if name == "FROM")
    final = listed[last:]
    if not final[0][1].endswith("bookworm-slim"):
        yield "the second stage is not slim"
    if any(name == "RUN" and "apt-get" in rest for name, rest in final):
        yield "the second stage installs packages: all that is needed comes with the archive"
    users = [rest for name, rest in final if name == "USER"]
    if len(users) != 1 or not re.match(r"[1-9][0-9]{3,}:[1-9][0-9]{3,}$", users[0]):
        yield f"USER {users}: not one number that is not root's"
    if ("VOLUME", "/state") not in final:
        yield "no volume /state: with a read-only root nothing could be written"
    entry = dict(final)
    state = shlex.split(entry["CMD"].replace(",", " ").strip("[]"))
    if "/state" not in state:
        yield "CMD without --state /state"
    for port in re.findall(r"(\d+)/tcp", entry.get("EXPOSE", "")):
        if int(port) < 1024:
            yield f"port {port} needs a capability"
    installed = set(" ".join(rest for name, rest in listed[:last] if "apt-get install" in rest).split())
    missing = packages_of_run(root) - installed
    if missing:
        yield f"the first stage lacks what ./run installs: {', '.join(sorted(missing))}"


def problems_of_context(root):
    """docker reads .dockerignore alone; podman does too, unless there is a .containerignore (containerignore(5))."""
    ignored = root / ".dockerignore"
    if not ignored.exists() or "build" not in ignored.read_text().splitlines():
        yield ".dockerignore: no line `build`, so the context has all builds, and cmake finds another machine's cache"
    if (root / ".containerignore").exists():
        yield ".containerignore: podman reads it in place of .dockerignore; one file is enough"


def main():
    root = pathlib.Path(sys.argv[1])
    files = sorted((root / "deploy/containers").glob("*.Containerfile"))
    assert len(files) == 2, files
    found = [f"{path.name}: {problem}" for path in files for problem in problems_of(path, root)]
    found += problems_of_context(root)
    print("\n".join(found) if found else f"{len(files)} Containerfiles are good; no engine has built them here")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
