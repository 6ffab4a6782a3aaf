#!/usr/bin/env python3
"""Reads every include of the tree and fails on one that reaches where it may not (docs/architecture.md).

usage: check_layers.py ROOT
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')

# A folder of ours -> the folders of ours that it may include. `cli` folders are composition roots.
LAYERS = {
    "common": {"common"},
    "models": {"models", "common"},
    "site_agent": {"site_agent", "models", "common"},
    "coordinator": {"coordinator", "models", "common"},
    "tests": {"tests", "site_agent", "coordinator", "models", "common"},
}
ROOTS = ("site_agent/cli/", "coordinator/cli/")

# A header from outside -> where it may stand.
OUTSIDE = [
    (re.compile(r"^(itk|gdcm)[A-Z]?.*\.h$"), ("site_agent/imaging/", "site_agent/radiomics/pyradiomics/filters/")),
    (re.compile(r"^(grpcpp|grpc)/|\.grpc\.pb\.h$"),
     ("coordinator/session/", "site_agent/session/", "common/rpc/", "coordinator/cli/", "site_agent/cli/", "tests/")),
    (re.compile(r"\.pb\.h$"),
     ("coordinator/session/", "site_agent/session/", "common/rpc/", "models/wire/", "coordinator/cli/", "site_agent/cli/",
      "tests/")),
    (re.compile(r"^sqlite3\.h$"), ("coordinator/journal/", "site_agent/cohort/")),
    # Figures are drawn on the machine of whoever reads the report: the server never runs node.
    (re.compile(r"^coordinator/report/figures/"), ("coordinator/report/figures/", "coordinator/cli/")),
    (re.compile(r"^openssl/"),
     ("common/identity/", "common/hash/", "common/masking/", "common/audit/", "common/network/")),
    (re.compile(r"^httplib\.h$"), ("common/metrics/",)),
]
# models does nothing but mathematics. The one file with threads uses them as coroutines: never two at once.
COROUTINES = "models/federation/side_by_side.cc"
IS_TEST = re.compile(r"_test\.cc$|/test_\w+\.h$")  # also what several tests of a folder share
FORBIDDEN_IN_MODELS = re.compile(r"^(fstream|iostream|filesystem|thread|sys/|unistd\.h|fcntl\.h|spdlog/|common/files/|common/rpc/)")


def problems_of(path, name):
    layer = name.split("/", 1)[0]
    includes = [(i, m.group(1)) for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
                if (m := INCLUDE.match(line))]
    is_test = IS_TEST.search(name) is not None or layer == "tests"
    for number, header in includes:
        target = header.split("/", 1)[0]
        if target in LAYERS and target not in LAYERS[layer] and not name.startswith(ROOTS):
            if not (is_test and target == "tests"):
                yield f"{name}:{number}: {layer} includes {header}"
        for pattern, places in OUTSIDE:
            if pattern.search(header) and not name.startswith(places) and not is_test:
                yield f"{name}:{number}: {header} belongs to {', '.join(places)} only"
        if name == COROUTINES and header == "thread":
            continue
        if layer == "models" and not is_test and FORBIDDEN_IN_MODELS.match(header):
            yield f"{name}:{number}: models includes {header}; it has no I/O, network, threads or clock"
    names = [header for _, header in includes]
    if any(h.startswith("itk") for h in names) and any(h.startswith("Eigen/") for h in names):
        yield f"{name}: ITK and Eigen in one file"


def main():
    root = pathlib.Path(sys.argv[1])
    found = []
    count = 0
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in (".cc", ".h"):
                count += 1
                found.extend(problems_of(path, path.relative_to(root).as_posix()))
    print("\n".join(found) if found else f"{count} files keep to their layers")
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
