#!/usr/bin/env python3
"""Every command that the documents for operators name is there, with every option that they give it.

usage: documents_test.py ROOT FOLDER_OF_PROGRAMS
"""
import pathlib
import re
import subprocess
import sys

DOCUMENTS = ("docs/operations.md", "deploy/README.md", "docs/coordinator.md", "docs/site-administrator.md", "docs/identity.md")
PROGRAMS = ("osteon-coordinator", "osteon-agent", "osteon")
# Functions and aliases of the shell, in documents that define them.
SHORT = {"agent": "osteon-agent", "coordinator": "osteon-coordinator"}
WORD = re.compile(r"^[a-z][a-z-]*$")


def commands_of(text):
    """Each command as words, from blocks and from spans of code; a line that ends in a backslash goes on."""
    text = re.sub(r"\\\n\s*", " ", text)
    defined = set(re.findall(r"(?m)^    (?:alias )?([a-z]+)(?:\(\) \{|=').*$", text)) & set(SHORT)
    text = re.sub(r'(?m)^    [a-z]+\(\) \{.*\n', "", text)
    spans = re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", text) + [line.strip() for line in text.splitlines() if line.startswith("    ")]
    for span in spans:
        for part in re.split(r"\s(?:&&|\|)\s|#", span.replace("\n", " ")):
            words = part.split()
            if words and words[0] in defined:
                yield SHORT[words[0]], words[1:]
            for i, word in enumerate(words):
                # Not what follows another command's option, as a container's name does.
                name = word.rsplit("/", 1)[-1]
                if name in PROGRAMS and (i == 0 or words[i - 1] == "--" or word.startswith("/opt/") or words[0] == "ExecStart"):
                    yield name, words[i + 1:]


class Programs:
    def __init__(self, folder):
        self.folder = folder
        self.helps = {}

    def help(self, program, path):
        key = (program, path)
        if key not in self.helps:
            done = subprocess.run([self.folder / program, *path, "--help"], capture_output=True, text=True, check=False)
            self.helps[key] = done.stdout if done.returncode == 0 else None
        return self.helps[key]

    def subcommands(self, program, path):
        section = re.search(r"(?ms)^Subcommands:\n(.*?)(?:\n\S|\Z)", self.help(program, path) or "")
        return set(re.findall(r"(?m)^  (\S+)", section[1])) if section else set()


def problems_of(program, words, programs):
    path = ()
    for word in words:
        known = programs.subcommands(program, path)
        if not known or not WORD.match(word.rstrip(".,;:")):
            break
        word = word.rstrip(".,;:")
        if word not in known:
            yield f"{program} {' '.join((*path, word))}: no such command"
            return
        path = (*path, word)
    text = programs.help(program, path) or ""
    for option in re.findall(r"--[a-z][a-z-]*", " ".join(words)):
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", text):
            yield f"{program} {' '.join(path)} has no {option}"


def typed_as_root(text):
    """Commands of operations.md that go past its functions: root's files in a service's folder cannot be read by the service."""
    text = re.sub(r"\\\n\s*", " ", text)
    for line in re.findall(r"`([^`\n]+)`", text) + [line.strip() for line in text.splitlines() if line.startswith("    ")]:
        if re.match(r"(/opt/\S+/)?osteon-(agent|coordinator) (?!serve\b|run\b|--version)[a-z]", line):
            yield f"docs/operations.md: `{line}` is run as root; use the function"


def main():
    root = pathlib.Path(sys.argv[1])
    programs = Programs(pathlib.Path(sys.argv[2]).resolve())
    found = list(typed_as_root((root / "docs/operations.md").read_text()))
    count = 0
    for document in DOCUMENTS:
        for program, words in commands_of((root / document).read_text()):
            count += 1
            found.extend(f"{document}: {problem}" for problem in problems_of(program, words, programs))
    assert count > 60, count
    print("\n".join(found) if found else f"{count} commands are there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
