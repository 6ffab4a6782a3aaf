"""The layer check itself: each forbidden include is found, each allowed one is not."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_layers.py")


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)


class LayerCheck(unittest.TestCase):
    def test_forbidden_includes_are_found(self):
        for name, text in {
            "models/a.cc": '#include "site_agent/policy/release.h"\n',
            "common/a.h": '#include "models/study/study.h"\n',
            "site_agent/policy/a.cc": '#include "coordinator/journal/journal.h"\n',
            "coordinator/report/a.cc": '#include "site_agent/policy/ledger.h"\n',
            "models/b.cc": "#include <fstream>\n",
            "models/c.cc": '#include "osteon/v1/study.pb.h"\n',
            "coordinator/journal/a.cc": "#include <grpcpp/server.h>\n",
            "site_agent/cohort/a.cc": "#include <itkImage.h>\n",
            "models/d.cc": "#include <openssl/evp.h>\n",
            "coordinator/federation/a.cc": "#include <sqlite3.h>\n",
            "coordinator/session/a.cc": '#include "coordinator/report/figures/draw_report.h"\n',
            "site_agent/imaging/a.cc": "#include <itkImage.h>\n#include <Eigen/Core>\n",
        }.items():
            with self.subTest(name=name, text=text):
                result = check({name: text})
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(name, result.stdout)

    def test_allowed_includes_pass(self):
        result = check({
            "coordinator/cli/simulate.cc": '#include "site_agent/executor/site_executor.h"\n',
            "models/wire/a.cc": '#include "osteon/v1/study.pb.h"\n',
            "site_agent/imaging/a.cc": "#include <itkImage.h>\n",
            "common/identity/a.cc": "#include <openssl/evp.h>\n",
            "models/a_test.cc": '#include "tests/support/status_matchers.h"\n',
        })
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_an_empty_tree_is_not_a_pass(self):
        self.assertEqual(check({}).returncode, 1)


if __name__ == "__main__":
    unittest.main()
