#!/usr/bin/env python3
"""deploy/kubernetes without a cluster: the manifests are linted, their structure is checked, and what their containers
would run is run here, index by index.

usage: kubernetes_test.py FOLDER_OF_PROGRAMS [unittest arguments]

Needs Debian's yamllint and python3-yaml; otherwise it is skipped.
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from small_images import make_cohort

SKIPPED = 77
PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy/kubernetes"
LINT = "{extends: default, rules: {line-length: {max: 125}, comments: {min-spaces-from-content: 2}}}"

missing = [] if shutil.which("yamllint") else ["yamllint"]
if importlib.util.find_spec("yaml") is None:
    missing.append("python3-yaml")
if missing:
    print(f"skipped: {', '.join(missing)} not found; apt-get install yamllint python3-yaml")
    sys.exit(SKIPPED)
import yaml  # noqa: E402


def documents(name):
    return [document for document in yaml.safe_load_all((DEPLOY / name).read_text()) if document]


def job_of(name):
    (job,) = [document for document in documents(name) if document["kind"] == "Job"]
    return job


def pod_of(name):
    return job_of(name)["spec"]["template"]["spec"]


class Manifests(unittest.TestCase):
    def test_they_are_clean_yaml(self):
        result = subprocess.run(["yamllint", "--strict", "-d", LINT, DEPLOY], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_the_job_is_indexed_with_one_index_a_shard(self):
        job = job_of("extract.yaml")
        self.assertEqual(job["apiVersion"], "batch/v1")
        spec = job["spec"]
        self.assertEqual(spec["completionMode"], "Indexed")
        self.assertLessEqual(spec["parallelism"], spec["completions"])
        for name in ("extract.yaml", "merge.yaml"):
            variables = {one["name"]: one["value"] for one in pod_of(name)["containers"][0]["env"]}
            self.assertEqual(variables["SHARDS"], str(spec["completions"]), name)
        for rule in spec["podFailurePolicy"]["rules"]:  # which Kubernetes allows with Never only
            self.assertEqual(rule.get("onExitCodes", {}).get("containerName", "extract"), "extract")

    def test_pods_have_limits_and_no_rights(self):
        for name in ("extract.yaml", "merge.yaml"):
            pod = pod_of(name)
            self.assertEqual(pod["restartPolicy"], "Never")
            self.assertIs(pod["automountServiceAccountToken"], False)
            self.assertIs(pod["securityContext"]["runAsNonRoot"], True)
            self.assertEqual(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault")
            self.assertNotIn("hostNetwork", pod)
            (container,) = pod["containers"]
            self.assertEqual(set(container["resources"]["limits"]), {"cpu", "memory"})
            self.assertEqual(container["resources"]["requests"], container["resources"]["limits"])
            context = container["securityContext"]
            self.assertIs(context["allowPrivilegeEscalation"], False)
            self.assertIs(context["readOnlyRootFilesystem"], True)
            self.assertEqual(context["capabilities"], {"drop": ["ALL"]})

    def test_every_mount_has_a_volume_and_images_are_only_read(self):
        for name in ("extract.yaml", "merge.yaml"):
            pod = pod_of(name)
            volumes = {volume["name"]: volume for volume in pod["volumes"]}
            mounts = pod["containers"][0]["volumeMounts"]
            self.assertEqual({mount["name"] for mount in mounts}, set(volumes))
            for mount in mounts:
                claim = volumes[mount["name"]]["persistentVolumeClaim"]
                self.assertEqual(mount.get("readOnly", False), mount["name"] == "images")
                self.assertEqual(claim.get("readOnly", False), mount["name"] == "images")

    def test_no_pod_has_a_network(self):
        (policy,) = [document for document in documents("extract.yaml") if document["kind"] == "NetworkPolicy"]
        self.assertEqual(sorted(policy["spec"]["policyTypes"]), ["Egress", "Ingress"])
        self.assertFalse({"ingress", "egress"} & set(policy["spec"]))  # nothing is let through
        for name in ("extract.yaml", "merge.yaml"):
            self.assertEqual(job_of(name)["spec"]["template"]["metadata"]["labels"],
                             policy["spec"]["podSelector"]["matchLabels"])


class Containers(unittest.TestCase):
    def run_container(self, name, folder, **more):
        container = pod_of(name)["containers"][0]
        variables = {one["name"]: one["value"] for one in container["env"]}
        variables.update(PATH=f"{PROGRAMS}:{os.environ['PATH']}", IMAGES=folder, RESULTS=f"{folder}/results", **more)
        return subprocess.run(container["command"] + container["args"], env=variables, capture_output=True, text=True,
                              timeout=120, check=False)

    def test_all_indices_and_the_merge_give_the_table_of_one_run(self):
        with tempfile.TemporaryDirectory(prefix="osteon-kubernetes-") as folder:
            make_cohort(folder, 6)  # two shards have no patient; the last patient's label is not there
            os.mkdir(f"{folder}/results")
            single = subprocess.run([PROGRAMS / "osteon-agent", "extract", "--manifest", f"{folder}/cohort.csv", "--params",
                                     f"{folder}/params.yaml", "--out", f"{folder}/single.csv"], capture_output=True,
                                    timeout=120, check=False)
            self.assertEqual(single.returncode, 1)
            for index in range(job_of("extract.yaml")["spec"]["completions"]):
                result = self.run_container("extract.yaml", folder, JOB_COMPLETION_INDEX=str(index))
                self.assertEqual(result.returncode, 0, result.stderr)
            merged = self.run_container("merge.yaml", folder)
            self.assertEqual(merged.returncode, 1, merged.stderr)
            self.assertIn("1 of 6 rows failed", merged.stderr)
            for end in ("", ".provenance.json"):
                self.assertEqual(pathlib.Path(f"{folder}/results/features.csv{end}").read_bytes(),
                                 pathlib.Path(f"{folder}/single.csv{end}").read_bytes())
            pathlib.Path(folder, "params.yaml").write_text("featureClas: {}\n")
            refused = self.run_container("extract.yaml", folder, JOB_COMPLETION_INDEX="0")
            self.assertEqual(refused.returncode, 1, refused.stderr)  # an old table does not make it a success


if __name__ == "__main__":
    unittest.main()
