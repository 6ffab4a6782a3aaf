"""An upgrade in the middle of a study, as docs/operations.md says: the coordinator first, then agent after agent, and back.

usage: upgrade_test.py OLD_BIN NEW_BIN

By hand, before a version is released: it needs the programs of two versions, in a folder each. Where their kernels differ the
study is refused, as the runbook says, and this test fails with that sentence.
"""
import pathlib
import sys
import tempfile
import time
import unittest

from real_consortium import SITES, Consortium, without_signature

OLD, NEW = (pathlib.Path(folder).resolve() for folder in sys.argv[1:3])


def without_software(model):
    """Numbers alone: which version admitted a site's data and which made the report is what an upgrade changes."""
    model.pop("software")
    for site in model["sites"].values():
        site.pop("software")
    return model


class Upgrade(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.consortium = Consortium(OLD, folder.name)
        self.addCleanup(self.consortium.stop)

    def go_on(self):
        """A few rounds more."""
        status = self.consortium.status()
        enough = status["rounds"] + 3
        deadline = time.monotonic() + 60
        while status["rounds"] < enough:
            self.assertLess(time.monotonic(), deadline, status)
            self.assertNotEqual(status["state"], "DONE", "the study was over before the upgrade was")
            time.sleep(0.05)
            status = self.consortium.status()

    def change(self, name, programs):
        self.consortium.kill(name)
        self.consortium.programs = programs
        self.consortium.start(name)

    def test_numbers_are_the_same_and_nothing_is_asked_twice(self):
        consortium = self.consortium
        consortium.set_up()
        for name in ("coordinator", *SITES):
            self.go_on()
            self.change(name, NEW)
        self.go_on()
        self.change("coordinator", OLD)  # and back: the journal is readable, or says why not
        self.change("coordinator", NEW)
        self.assertEqual(consortium.wait(300)["state"], "DONE")
        out = consortium.results(consortium.folder / "out")
        self.assertEqual(without_software(without_signature(out / "model.json")),
                         without_software(consortium.undisturbed()))
        for site in SITES:
            released = consortium.releases(site)
            self.assertEqual(len(released), len(set(released)), site)
        consortium.run("osteon-coordinator", "audit", "verify", "--state", consortium.state)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
