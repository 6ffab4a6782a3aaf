#!/usr/bin/env python3
"""Whole studies in `osteon simulate` against R: screening, penalised paths and their cross-validation, nomogram,
harmonisation, stepwise selection, site effects and leave-one-site-out validation on the reference tables.

usage: pipeline_golden_test.py FOLDER_OF_PROGRAMS [unittest arguments]
Needs the reference data named by OSTEON_SHARED; their README has the definitions and tolerances.
"""
import csv
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
if "OSTEON_SHARED" not in os.environ:
    print("OSTEON_SHARED is not set: reference data are absent")
    sys.exit(77)
GOLDEN = pathlib.Path(os.environ["OSTEON_SHARED"]) / "golden"

CLINICAL = ["age", "sex", "stage", "marker"]
HEART = ["age", "sex", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "cp2", "cp3", "cp4", "restecg1",
         "restecg2"]
SITES = {"heart": ["cleveland", "hungarian", "switzerland", "va"]}
FOLDS = "{name: fold10, type: categorical, role: fold, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"


def golden_rows(name):
    with open(GOLDEN / name, newline="") as file:
        return list(csv.DictReader(file))


def golden_json(name):
    return json.loads((GOLDEN / name).read_text())


def lay_out_by_site(data, folder, keep=lambda column: True):
    """The table `data` with its fold columns as one file a site; features that are not kept are left out."""
    rows = golden_rows(f"data/{data}.csv")
    folds = {}
    if (GOLDEN / f"data/{data}_folds.csv").exists():
        folds = {row["patient_id"]: row for row in golden_rows(f"data/{data}_folds.csv")}
    for row in rows:
        row.update(folds.get(row["patient_id"], {}))
    columns = [column for column in rows[0] if keep(column)]
    for site in sorted({row["site"] for row in rows}):
        with open(folder / f"{site}.csv", "w", newline="") as file:
            table = csv.DictWriter(file, columns, extrasaction="ignore")
            table.writeheader()
            table.writerows(row for row in rows if row["site"] == site)


def study_text(name, clinical, sites, rest, external=()):
    numeric = "".join(f"    - {{name: {column}, type: numeric}}\n" for column in clinical)
    return (f"osteon: 1\nstudy: {name}\noutcome: {{column: y, positive: 1}}\n"
            f"cohort:\n  id: patient_id\n  clinical:\n{numeric}    - {FOLDS}\n  features: {{prefix: [f0, f1]}}\n"
            f"sites: {{development: [{', '.join(sites)}], external: [{', '.join(external)}]}}\n{rest}")


class GoldenStudy(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osteon-golden-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def simulate(self, data, clinical, rest, external=(), keep=lambda column: True):
        """model.json and validation.json of the study on the table `data`."""
        lay_out_by_site(data, self.folder, keep)
        sites = SITES.get(data, ["S1", "S2", "S3", "S4", "S5"])
        study, policy, out = (self.folder / name for name in ("study.yaml", "policy.yaml", "out"))
        study.write_text(study_text(data, clinical, [site for site in sites if site not in external], rest, external))
        policy.write_text("rules: off_for_testing\n")
        run = subprocess.run([PROGRAMS / "osteon", "simulate", study, "--data", self.folder, "--out", out, "--policy",
                              policy], capture_output=True, text=True, timeout=500, check=False)
        self.assertEqual(run.returncode, 0, run.stderr[-3000:])
        return [json.loads((out / name).read_text()) for name in ("model.json", "validation.json")]

    def assert_near(self, found, expected, tolerance, what=""):
        """Relative to the larger of the expected value and 1."""
        self.assertLessEqual(abs(found - expected), tolerance * max(abs(expected), 1.0),
                             f"{what}: found {found!r}, expected {expected!r}")

    def assert_relative(self, found, expected, tolerance, what=""):
        self.assertTrue(math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-14),
                        f"{what}: found {found!r}, expected {expected!r}")

    def assert_terms(self, found, expected, tolerance, what=""):
        """Of the same terms, each coefficient relative to itself."""
        self.assertEqual(sorted(found), sorted(expected), what)
        for name, value in expected.items():
            self.assert_relative(found[name], value, tolerance, f"{what} {name}")


def terms_of(model, value="coefficient"):
    return {term["name"]: term[value] for term in model["terms"]}


class ThePublishedChain(GoldenStudy):
    """13_pipeline: its ICC includes the external site, so that step is taken as done."""

    def test_screening_signature_and_nomogram(self):
        golden = golden_json("13_pipeline/pipeline.json")
        kept = set(golden["step1_icc_kept"])
        model, validation = self.simulate("syn400", ["age", "stage"], external=["S5"], rest="""
screen:
  - anova: {max_p: 0.05}
  - correlation: {max_abs: 0.90, by: descending_f}
  - select_k_best: {k: 100}
  - mrmr: {k: 20, scheme: FCQ}
models:
  clinical:  {logistic: {predictors: [age, stage]}}
  signature: {lasso: {predictors: features, lambdas: 100, cv: {fold_column: fold10, select: min}}}
  nomogram:  {logistic: {predictors: [signature, age, stage]}}
validate:
  at: [development, external]
  threshold: {from: youden}
  compare: [[nomogram, clinical], [nomogram, signature]]
""", keep=lambda column: not column.startswith("f0") or column in kept)
        steps = {step["step"]: step["kept"] for step in model["screening"]}
        self.assertEqual(sorted(steps["anova"]), sorted(golden["step3_anova_kept"]))
        self.assertEqual(steps["correlation"], golden["step4_pearson_kept_order"])
        self.assertEqual(steps["select_k_best"], golden["step5_kbest"])
        self.assertEqual(steps["mrmr"], golden["step6_mrmr_FCQ_order"])

        lasso = golden["step7"]
        signature = model["models"]["signature"]
        self.assert_relative(signature["cv"]["lambda_min"], lasso["lambda_min"], 1e-12)
        self.assert_relative(signature["cv"]["lambda_1se"], lasso["lambda_1se"], 1e-12)
        n = golden["n_train"]
        found = terms_of(signature, "coefficient_standardised")  # per standard deviation with 1/n
        self.assert_near(found.pop("(Intercept)"), lasso["intercept"], 1e-8)
        self.assertEqual(sorted(found), sorted(lasso["nonzero"]))
        for name, value in zip(lasso["nonzero"], lasso["coef_on_zscore"]):
            self.assert_near(found[name], value * math.sqrt((n - 1) / n), 1e-8, name)

        self.assert_terms(terms_of(model["models"]["clinical"]), golden["step8"]["coef"], 1e-8, "clinical")
        nomogram = model["models"]["nomogram"]
        named = {"signature": "radscore"}
        self.assert_terms({named.get(name, name): value for name, value in terms_of(nomogram).items()},
                          golden["step9_combined_coef"], 1e-8, "nomogram")
        # Standard errors in these files are R's from one step before its last.
        self.assert_terms({named.get(name, name): value for name, value in terms_of(nomogram, "standard_error").items()},
                          golden["step9_se"], 1e-7, "nomogram")

        external, expected = validation["sites"]["S5"], golden["external"]
        for name, short in (("signature", "rad"), ("clinical", "clin"), ("nomogram", "comb")):
            metrics = external["models"][name]
            self.assertEqual(metrics["n"], golden["n_ext"])
            self.assert_relative(metrics["auc"]["estimate"], expected["auc"][short], 1e-9, name)
            self.assert_relative(metrics["auc"]["se"] ** 2, expected["delong_var"][short], 1e-9, name)
            self.assert_near(metrics["brier"], expected["brier"][short], 1e-8, name)
            if short in expected["slope"]:
                self.assert_near(metrics["calibration_slope"]["estimate"], expected["slope"][short], 1e-8, name)
        for comparison, p in zip(external["comparisons"], ("p_comb_vs_clin", "p_comb_vs_rad")):
            self.assert_near(comparison["auc_difference"]["p"], expected[p], 1e-8, p)
        self.check_frozen(external["models"]["nomogram"])

    def check_frozen(self, expected):
        """The nomogram of model.json, signature and threshold with it, in a study of the external site alone."""
        shutil.copy(self.folder / "out/model.json", self.folder / "frozen.json")
        study = self.folder / "frozen.yaml"
        study.write_text(study_text("frozen", ["age", "stage"], [], """
models: {frozen: {given: {model: frozen.json, name: nomogram}}}
validate: {at: [external]}
""", external=["S5"]))
        run = subprocess.run([PROGRAMS / "osteon", "simulate", study, "--data", self.folder, "--out",
                              self.folder / "again", "--policy", self.folder / "policy.yaml"], capture_output=True,
                             text=True, timeout=100, check=False)
        self.assertEqual(run.returncode, 0, run.stderr[-3000:])
        found = json.loads((self.folder / "again/validation.json").read_text())["sites"]["S5"]["models"]["frozen"]
        self.assertEqual(found["auc"], expected["auc"])
        self.assertEqual(found["at_threshold"], expected["at_threshold"])
        self.assert_relative(found["brier"], expected["brier"], 1e-12)


class OneSiteLeftOut(GoldenStudy):
    """09_iecv: coefficients without each site, its metrics, and their meta-analysis."""

    def check(self, golden, data, clinical, model, metrics):
        _, validation = self.simulate(data, clinical, f"models: {{m: {model}}}\nvalidate: {{at: [internal_external]}}\n")
        left_out = validation["internal_external"]
        expected = {}
        for row in golden_rows(f"09_iecv/{golden}_coef.csv"):
            expected.setdefault(row["heldout_site"], {})[row["term"]] = float(row["coef"])
        self.assertEqual(sorted(left_out["sites"]), sorted(expected))
        for row in golden_rows(f"09_iecv/{golden}_site_metrics.csv"):
            site = row["heldout_site"]
            fitted = left_out["sites"][site]["fitted"]["m"]
            self.assertEqual(fitted["n"], int(row["n_train"]))
            self.check_coefficients({term["name"]: term["coefficient"] for term in fitted["terms"]}, expected[site],
                                    data, site)
            if row["lambda_min"] != "NA":
                self.assert_relative(fitted["lambda"], float(row["lambda_min"]), 1e-11, site)
            found = left_out["sites"][site]["models"]["m"]
            self.assertEqual((found["n"], found["events"]), (int(row["n"]), int(row["events"])))
            if row["auc_var"] == "NA":  # one patient without the event
                self.assertIn("unavailable", found["auc"])
            else:
                self.assert_relative(found["auc"]["estimate"], float(row["auc"]), 1e-9, site)
                self.assert_relative(found["auc"]["se"], math.sqrt(float(row["auc_var"])), 1e-9, site)
            for name, column in (("calibration_in_the_large", "citl"), ("calibration_slope", "slope")):
                self.assert_near(found[name]["estimate"], float(row[column]), metrics, f"{site} {name}")
                # R's are from one step before its last.
                self.assert_near(found[name]["se"], float(row[column + "_se"]), 1e-6, f"{site} {name}")
            self.assert_near(found["oe"]["estimate"], float(row["oe"]), metrics, site)
            self.assert_near(found["brier"], float(row["brier"]), metrics, site)
        self.check_pooled(left_out["pooled"]["m"], golden_json(f"09_iecv/{golden}_meta_reml_hk.json"), metrics)

    def check_coefficients(self, found, expected, data, site):
        """To 1e-8 per standard deviation of the training rows, as the reference's own tolerance is."""
        self.assertEqual(sorted(found), sorted(expected), site)
        rows = [row for row in golden_rows(f"data/{data}.csv") if row["site"] != site]
        intercept = 1.0
        for name, value in expected.items():
            if name == "(Intercept)":
                continue
            column = [float(row[name]) for row in rows]
            mean, sd = statistics.fmean(column), statistics.pstdev(column)
            self.assertLessEqual(abs(found[name] - value) * sd, 1e-8, f"{site} {name}")
            intercept += abs(mean) / sd
        self.assertLessEqual(abs(found["(Intercept)"] - expected["(Intercept)"]), 1e-8 * intercept, site)

    def check_pooled(self, pooled, golden, tolerance):
        for measure, name in (("auc", "logit_auc"), ("calibration_slope", "slope"),
                              ("calibration_in_the_large", "citl"), ("log_oe", "log_oe")):
            found, expected = pooled[measure], golden[name]
            self.assertEqual(found["scale"], {"auc": "logit", "log_oe": "log"}.get(measure, "identity"))
            if found["sites_used"] != expected["sites_used"]:
                # A site with fewer than five of a class is listed, not pooled; R pooled it.
                self.assertTrue(found["sites_left_out"], name)
                continue
            self.assert_near(found["estimate"], expected["mu"], tolerance, name)
            self.assert_near(found["se"], expected["hk_se"], tolerance, name)
            self.assert_near(found["tau2"], expected["tau2"], tolerance, name)
            self.assert_near(found["i2"], expected["I2"], tolerance, name)
            for bound, value in zip(("lower", "upper", "prediction_lower", "prediction_upper"),
                                    expected["hk_ci"] + expected["pi_hk_t_kminus2"]):
                self.assert_near(found[bound], value, tolerance, f"{name} {bound}")

    def test_logistic_models(self):
        self.check("syn50_glm", "syn50", CLINICAL,
                   "{logistic: {predictors: [age, sex, stage, marker, f0001, f0007, f0013, f0022, f0041]}}", 1e-8)

    def test_logistic_models_of_the_heart_data(self):
        self.check("heart_glm", "heart", HEART, f"{{logistic: {{predictors: [{', '.join(HEART)}]}}}}", 1e-8)

    def test_membership_of_the_heart_data(self):
        """Development at cleveland and hungarian. R, with d the difference of colMeans() and S1 of sd() at the site and
        development's cor(): pnorm(sqrt(t(d) %*% solve(cov(development) + S1) %*% d)), y among the columns; by chance
        pnorm(sqrt(14 * (1 / n + 1 / 564) / 2)). AUC of glm(site ~ .) on the rows: va 0.925; switzerland is separated."""
        _, validation = self.simulate(
            "heart", HEART, f"models:\n  m: {{logistic: {{predictors: [{', '.join(HEART)}]}}}}\n"
            "validate:\n  at: [external]\n", external=("switzerland", "va"))
        for site, expected in (("switzerland", (0.999999191729954, 0.657515205119378)),
                               ("va", (0.927829784552037, 0.601567053720835))):
            found = validation["sites"][site]["case_mix_shift"]["m"]["membership_concordance"]
            self.assert_relative(found["estimate"], expected[0], 1e-8, site)
            self.assert_relative(found["by_chance"], expected[1], 1e-12, site)

    def test_lasso(self):
        self.check("syn50_lasso", "syn50", CLINICAL,
                   "{lasso: {predictors: [age, sex, stage, marker, features], lambda_min_ratio: 0.02, df_max: none, "
                   "cv: {fold_column: fold10}}}", 1e-7)

    def test_lasso_of_400_features(self):
        self.check("syn400_lasso", "syn400", CLINICAL,
                   "{lasso: {predictors: features, lambda_min_ratio: 0.02, df_max: none, cv: {fold_column: fold10}}}",
                   1e-7)


class Models(GoldenStudy):
    def test_site_effects(self):
        for golden, data, clinical, predictors in (
                ("syn50_clin", "syn50", CLINICAL, CLINICAL),
                ("syn50_clinf5", "syn50", CLINICAL, CLINICAL + ["f0001", "f0007", "f0013", "f0022", "f0041"]),
                ("heart", "heart", HEART, HEART)):
            model, _ = self.simulate(data, clinical, f"models: {{m: {{logistic: {{predictors: [{', '.join(predictors)}], "
                                                     "site_effects: true}}}\n")
            fitted = model["models"]["m"]
            rows = golden_rows(f"01_glm/{golden}_sitefe_coef.csv")
            for column, value in (("estimate", "coefficient"), ("se", "standard_error"), ("ci_lo", "lower"),
                                  ("ci_hi", "upper")):
                self.assert_terms(terms_of(fitted, value), {row["term"]: float(row[column]) for row in rows}, 1e-8,
                                  f"{golden} {value}")
            fit = golden_json(f"01_glm/{golden}_sitefe_fit.json")
            for name, expected in (("log_likelihood", "loglik"), ("deviance", "deviance"), ("aic", "aic"), ("bic", "bic"),
                                   ("null_deviance", "null_deviance")):
                self.assert_relative(fitted[name], fit[expected], 1e-9, f"{golden} {name}")

    def test_ridge(self):
        for data, clinical, predictors in (("syn50", CLINICAL, "[age, sex, stage, marker, features]"),
                                           ("heart", HEART, f"[{', '.join(HEART)}]")):
            rows = golden_rows(f"02_ridge/{data}_ridge_coef.csv")
            lambdas = sorted({float(row["lambda"]) for row in rows}, reverse=True)
            model, _ = self.simulate(data, clinical, f"models: {{m: {{ridge: {{predictors: {predictors}, "
                                                     f"lambdas: [{', '.join(map(repr, lambdas))}]}}}}}}\n")
            path = model["models"]["m"]["path"]
            self.assertEqual(path["lambda"], lambdas)
            found = {(entry["index"], entry["name"]): entry for entry in path["coefficients"]}
            for row in rows:
                index = lambdas.index(float(row["lambda"]))
                if row["term"] == "(Intercept)":
                    pair = path["intercept"][index], path["intercept_standardised"][index]
                else:
                    entry = found[index, row["term"]]
                    pair = entry["value"], entry["value_standardised"]
                self.assert_relative(pair[0], float(row["beta_raw"]), 1e-8, f"{data} {row['term']}")
                self.assert_near(pair[1], float(row["beta_std"]), 1e-9, f"{data} {row['term']}")

    def test_stepwise_selection(self):
        syn50 = CLINICAL + ["f0001", "f0005", "f0007", "f0013", "f0022", "f0030", "f0041", "f0048"]
        for data, clinical, predictors in (("heart", HEART, HEART), ("syn50", CLINICAL, syn50)):
            kinds = "".join(f"  {way}: {{logistic: {{predictors: [{', '.join(predictors)}], stepwise: {way}}}}}\n"
                            f"  {way}_bic: {{logistic: {{predictors: [{', '.join(predictors)}], stepwise: {way}, "
                            "criterion: bic}}\n" for way in ("both", "forward", "backward"))
            model, _ = self.simulate(data, clinical, f"models:\n{kinds}")
            for way, golden in golden_json(f"12_stepwise/{data}_stepaic.json").items():
                way = {"both_from_full": "both"}.get(way, way)
                if way == "both_from_null":
                    continue
                fitted = model["models"][way]
                self.assert_terms(terms_of(fitted), dict(zip(golden["final_terms"], golden["final_coef"])), 1e-8, way)
                self.assert_terms(terms_of(fitted, "standard_error"),
                                  dict(zip(golden["final_terms"], golden["final_se"])), 1e-6, way)
                self.assert_relative(fitted["aic"], golden["final_aic"], 1e-8, way)
                bic = sorted(terms_of(model["models"][way + "_bic"]))
                self.assertEqual(bic, sorted(golden["final_bic_criterion_terms"]), way)
                steps = fitted["stepwise"]["path"]
                self.assertEqual([step["change"] for step in steps], golden["steps"], way)
                for step, aic, deviance in zip(steps, golden["aic_path"], golden["resid_dev_path"]):
                    self.assert_relative(step["aic"], aic, 1e-8, way)
                    self.assert_relative(step["deviance"], deviance, 1e-8, way)

    def test_lasso_path_and_its_cross_validation(self):
        model, _ = self.simulate("syn50", CLINICAL, """
models:
  m: {lasso: {predictors: [age, sex, stage, marker, features], df_max: none, cv: {fold_column: fold10}}}
""")
        fitted = model["models"]["m"]
        path, rows = fitted["path"], golden_rows("03_lasso_path/syn50_alpha1_path.csv")
        self.assertLessEqual(len(path["lambda"]), len(rows))
        self.assertGreater(len(path["lambda"]), 40)
        for index, (found, row) in enumerate(zip(path["lambda"], rows)):
            self.assert_relative(found, float(row["lambda"]), 1e-12)
            self.assertEqual(path["df"][index], int(row["df"]))
            self.assert_near(path["deviance_ratio"][index], float(row["dev_ratio"]), 1e-9)
            self.assert_near(path["intercept_standardised"][index], float(row["intercept_std"]), 1e-8)
        expected = {(int(row["idx"]) - 1, row["feature"]): float(row["beta_std"])
                    for row in golden_rows("03_lasso_path/syn50_alpha1_coef.csv")
                    if int(row["idx"]) <= len(path["lambda"])}
        found = {(entry["index"], entry["name"]): entry["value_standardised"] for entry in path["coefficients"]}
        self.assertEqual(sorted(found), sorted(expected))
        for key, value in expected.items():
            self.assert_near(found[key], value, 1e-8, key)

        chosen = golden_json("04_cv/syn50_alpha1_fold10_cv.json")["explicit_deviance"]
        self.assert_relative(fitted["cv"]["lambda_min"], chosen["lambda_min"], 1e-11)
        self.assert_relative(fitted["cv"]["lambda_1se"], chosen["lambda_1se"], 1e-11)
        curves = {}
        for row in golden_rows("04_cv/syn50_alpha1_fold10_cv.csv"):
            if row["mode"] == "explicit":
                curves[row["measure"], int(row["idx"]) - 1] = float(row["cvm"]), float(row["cvsd"])
        compared = 0
        for index, deviance in enumerate(fitted["cv"]["deviance"]):
            if deviance is None:
                continue
            mean, se = curves["deviance", index]
            self.assert_relative(deviance, mean, 1e-8, index)
            self.assert_near(fitted["cv"]["deviance_se"][index], se, 1e-8, index)
            self.assert_relative(fitted["cv"]["squared_error"][index], curves["mse", index][0], 1e-8, index)
            self.assert_relative(fitted["cv"]["misclassified"][index], curves["class", index][0], 1e-8, index)
            compared += 1
        self.assertGreater(compared, chosen["index_min"])


class Harmonisation(GoldenStudy):
    def test_parameters_with_covariates_and_without(self):
        for data in ("syn50", "syn400"):
            for golden, covariates in (("mod", ["age", "sex", "stage"]), ("nomod", [])):
                harmonise = f"harmonise: {{method: combat, covariates: [{', '.join(covariates)}]}}\n"
                model, _ = self.simulate(data, CLINICAL, harmonise + """
screen: [{anova: {max_p: 0.05}}]
models: {m: {logistic: {predictors: [age]}}}
""")
                found = model["harmonisation"]
                self.assertEqual(found["covariate_columns"], covariates)
                rows = golden_rows(f"10_combat/{data}_{golden}_feature_params.csv")
                self.assertEqual([feature["name"] for feature in found["features"]], [row["feature"] for row in rows])
                for feature, row in zip(found["features"], rows):
                    sd = math.sqrt(float(row["var_pooled"]))
                    what = f"{data} {golden} {row['feature']}"
                    self.assert_relative(feature["var_pooled"], float(row["var_pooled"]), 1e-9, what)
                    self.assertLessEqual(abs(feature["grand_mean"] - float(row["grand_mean"])), 1e-9 * sd, what)
                    for k, coefficient in enumerate(feature["coefficients"]):
                        self.assertLessEqual(abs(coefficient - float(row[f"beta.{k + 1}"])), 1e-9 * sd, what)


if __name__ == "__main__":
    unittest.main()
