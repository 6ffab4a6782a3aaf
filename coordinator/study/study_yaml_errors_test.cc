#include "coordinator/study/study_yaml.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "coordinator/study/test_study_yaml.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StudyYaml, WrongParametersOfImagesAreToldAtTheirPlaceAllAtOnce) {
  const auto problems = [](const std::string& params) {
    return Problems(With("{params: params.yaml}", "{params: " + params + "}"));
  };
  EXPECT_THAT(problems("{}"), ElementsAre(HasSubstr("14:22: params: names no image; needs a file, or one")));
  EXPECT_THAT(problems("[a.yaml, params.yaml]"),
              ElementsAre(HasSubstr("14:22: params: needs text, found a list")));
  EXPECT_THAT(problems("{t1: a.yaml, t1: params.yaml}"),
              ElementsAre(HasSubstr("key t1 stands a second time")));
  EXPECT_THAT(problems("{t1: {file: a.yaml}, t2: b.yaml, t_: a.yaml, 3d: a.yaml}"),
              ElementsAre(HasSubstr("14:27: params of t1: needs text, found a map"),
                          HasSubstr("14:47: params of t2: cannot open b.yaml"),
                          HasSubstr("14:59: image \"t_\": a name begins with a letter"),
                          HasSubstr("14:71: image \"3d\": a name begins with a letter")));
}

TEST(StudyYaml, WrongRequirementsAreToldAtTheirPlace) {
  const auto expect = [](const std::string& require, const std::string& message) {
    EXPECT_THAT(Problems(With("{params: params.yaml}", "{params: params.yaml, require: {" + require + "}}")),
                ElementsAre(HasSubstr(message)))
        << require;
  };
  expect("slice_thicknes_mm: [1, 5]",
         "14:45: require: unknown key slice_thicknes_mm; did you mean slice_thickness_mm?");
  expect("slice_thickness_mm: 5", "14:65: slice_thickness_mm: needs a range [low, high], found a number (5)");
  expect("slice_thickness_mm: [1, 2, 3]", "slice_thickness_mm: needs a range [low, high]");
  expect("slice_thickness_mm: [thin, 3]", "slice_thickness_mm: needs a number, found text (\"thin\")");
  expect("slice_thickness_mm: [5, 1]",
         "14:65: slice_thickness_mm is a range from low to high, in mm, not [5, 1]");
  expect("in_plane_spacing_mm: [-1, 1]", "in_plane_spacing_mm is a range from low to high");
  expect("modality: CT", "modality: needs a list, found text (\"CT\")");
  expect("modality: []", "modality: the list is empty; leave it out for any modality");
  expect("modality: [CT, CT]", "14:56: required modality CT stands twice");
  expect("minimum_voxels: 0", "14:61: minimum_voxels must be a whole number of at least 1");
  expect("minimum_voxels: many", "minimum_voxels: needs a number");
}

TEST(StudyYaml, AnotherFormatVersionIsToldAlone) {
  EXPECT_THAT(
      Problems("osteon: 2\nfoo: bar\n"),
      ElementsAre("s.yaml:1:9: osteon: a number (2) is not a format that this version reads; it reads 1"));
}

TEST(StudyYaml, ContradictionsOfThePipelineAreToldAtTheirLine) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& line,
                         const std::string& message) {
    const std::vector<std::string> problems = Problems(WholeWith(from, to));
    EXPECT_THAT(problems, ElementsAre(::testing::AllOf(::testing::StartsWith("s.yaml:" + line + ":"),
                                                       HasSubstr(message))))
        << absl::StrJoin(problems, "\n");
  };
  expect("suffix: __r2", "suffix: \"\"", "12", "suffix is empty");
  expect("harmonise: combat ", "harmonise: {method: combat, covariates: [label]} ", "16",
         "the outcome label is never a covariate");
  expect("harmonise: combat ", "harmonise: {method: combat, covariates: [fold]} ", "16",
         "covariate fold is no predictor");
  expect("  second_reader: {suffix: __r2, same_readers: true} ", "  ", "18", "icc needs a second reader");

  const std::string logistic = "{logistic: {predictors: [signature, age, sex]}}";
  expect(logistic,
         "{logistic: {predictors: [age], site_effects: true, "
         "intercept: false}}",
         "26", "site_effects are intercepts");
  expect(logistic, "{logistic: {predictors: [age], offset: sex}}", "26",
         "offset sex must be a numeric column");
  expect(logistic, "{logistic: {predictors: [age], offset: age}}", "26",
         "offset age must be a numeric column");
  expect(logistic,
         "{logistic: {predictors: [age], signature_in: "
         "cross_validated}}",
         "26", "needs a predictor that is a penalised model");
  expect(logistic,
         "{logistic: {predictors: [clinical], signature_in: "
         "cross_validated}}",
         "26", "needs a predictor that is a penalised model");

  const std::string lasso =
      "{lasso: {predictors: features, alpha: 1, lambdas: 100, "
      "cv: {folds: 10, seed: 1, select: min}}}";
  const auto expect_lasso = [&](const std::string& model, const std::string& message) {
    expect(lasso, model, "25", message);
  };
  expect_lasso("{lasso: {predictors: features, alpha: 0.5}}", "alpha 0.5 does not fit lasso");
  expect_lasso("{ridge: {predictors: features, alpha: 0.5}}", "alpha 0.5 does not fit ridge");
  expect_lasso("{elastic_net: {predictors: features, alpha: 0}}", "alpha 0 does not fit elastic_net");
  expect_lasso("{lasso: {predictors: features, lambdas: 1001}}", "lambdas is 1 to 1000");
  expect_lasso("{lasso: {predictors: features, lambdas: [0.1, 0.2]}}", "must be above 0 and descend");
  expect_lasso("{lasso: {predictors: features, lambdas: [0.1, 0]}}", "must be above 0 and descend");
  expect_lasso("{lasso: {predictors: features, lambda_min_ratio: 1}}",
               "lambda_min_ratio is above 0 and below 1");
  expect_lasso(
      "{lasso: {predictors: features, site_effects: true, "
      "intercept: false}}",
      "site_effects are intercepts");
  expect_lasso(
      "{lasso: {predictors: features, penalty_factors: {age: "
      "0}}}",
      "a penalty factor of age, which is no predictor");
  expect_lasso(
      "{lasso: {predictors: [age, sex], penalty_factors: {age: "
      "-1}}}",
      "penalty factor of age is below 0");
  expect_lasso(
      "{lasso: {predictors: [age, sex], penalty_factors: {age: "
      "0, sex: 0}}}",
      "no predictor is penalised; use a logistic model");
  expect_lasso("{lasso: {predictors: features, cv: {folds: 21}}}", "cv has 2 to 20 folds, not 21");
  expect_lasso("{lasso: {predictors: features, cv: {folds: 1}}}", "cv has 2 to 20 folds, not 1");
  expect_lasso(
      "{lasso: {predictors: features, cv: {fold_column: age, "
      "folds: 3}}}",
      "fold_column age is no column of the dictionary with "
      "role fold");
  expect_lasso(
      "{lasso: {predictors: features, cv: {fold_column: fold, "
      "folds: 4}}}",
      "4 folds, and column fold has 3 levels");

  expect("unit: years", "unit: months", "29",
         "was developed with age in years, and the dictionary "
         "has it in months");
  expect("unit: years, ", "", "29",
         "was developed with age in years, and the dictionary "
         "has it without a unit");

  expect("[nomogram, signature]]", "[nomogram, nomogramm]]", "34", "compare: there is no model nomogramm");
  expect("[nomogram, signature]]", "[nomogram, nomogram]]", "34", "compare: model nomogram with itself");
  for (const char* cuts : {"[0.1, 0.1]", "[0.2, 0.1]", "[0, 0.1]", "[0.5, 1]"}) {
    expect("[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6]", cuts, "35",
           "risks between 0 and 1 that ascend");
  }
  expect("replicates: 50", "replicates: 1001", "36", "replicates is 1 to 1000");
}

TEST(StudyYaml, WhatNeedsSitesOrModelsThatAreNotThereIsTold) {
  const auto problems = [](const std::string& rest) {
    return Problems(
        "osteon: 1\nstudy: a\noutcome: {column: y, positive: "
        "1}\ncohort: {id: id}\n" +
        rest);
  };
  EXPECT_THAT(problems("sites: {external: [b]}\nharmonise: "
                       "combat\nscreen: [{anova: {max_p: 0.1}}]\n"
                       "models: {m: {score: {column: p}}}\n"
                       "validate: {at: [external], threshold: {from: "
                       "youden}, bootstrap: {replicates: 5}}\n"),
              ElementsAre(HasSubstr("6:12: there are no features to harmonise"),
                          HasSubstr("6:12: harmonisation is learned at "
                                    "development sites"),
                          HasSubstr("7:9: there are no features to screen"),
                          HasSubstr("7:9: features are screened at development "
                                    "sites"),
                          HasSubstr("9:39: a threshold from youden is chosen "
                                    "at development sites"),
                          HasSubstr("bootstrap corrects fitted models, and "
                                    "none is fitted")));
  EXPECT_THAT(problems("sites: {development: [a, b]}\nmodels: {m: "
                       "{score: {column: p}}}\n"
                       "validate: {at: [internal_external]}\n"),
              ElementsAre(HasSubstr("7:17: internal_external leaves "
                                    "one development site out")));
  EXPECT_THAT(problems("sites: {development: [a, b, c]}\nmodels: {m: "
                       "{score: {column: p}}}\n"
                       "validate: {at: [internal_external]}\n"),
              ElementsAre(HasSubstr("7:17: internal_external refits "
                                    "models, and none is fitted")));
}

TEST(StudyYaml, ModelsAsPredictorsStandBeforeAndAreNoScores) {
  const auto expect = [](const std::string& predictors, const std::string& message) {
    EXPECT_THAT(Problems(WholeWith("[age, sex], stepwise: both", predictors)),
                ElementsAre(HasSubstr(message)));
  };
  expect("[signature]",
         "24:39: model clinical: predictor signature is a "
         "model that must stand before clinical");
  expect("[clinical]",
         "predictor clinical is a model that must stand before "
         "clinical");
  EXPECT_THAT(Problems(absl::StrCat(WholeWith("  reader:    {score: {column: p_reader}} ",
                                              "  reader:    {score: {column: p_reader}}\n"
                                              "  last:      {logistic: {predictors: [reader]}} "))),
              ElementsAre(HasSubstr("31:39: model last: predictor reader is a "
                                    "column of risks; name the column")));
}

TEST(StudyYaml, WrongWordsAndNumbersOfThePipelineAreToldAtTheirPlace) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    const std::vector<std::string> problems = Problems(WholeWith(from, to));
    EXPECT_THAT(problems, ElementsAre(HasSubstr(message))) << absl::StrJoin(problems, "\n");
  };
  expect("missing: mean ", "missing: mode ",
         "13:12: missing: \"mode\" is not one of "
         "complete_case, mean, median");
  expect("harmonise: combat ", "harmonise: comat ", "16:12: harmonise: \"comat\" is not one of none, combat");
  expect("{type: \"2,1\", min: 0.75}", "{type: \"2,2\", min: 0.75}", "18:17: type: \"2,2\" is not one of");
  expect("min: 0.75", "min: 1",
         "min: needs a number of at least -1 and below 1, "
         "found a number (1)");
  expect("max_p: 0.05", "max_p: 0", "19:20: max_p: needs a number above 0 and at most 1");
  expect("{max_p: 0.05}", "{}", "anova: key max_p is missing");
  expect("k: 120", "k: 0.5", "20:24: k: needs a whole number of at least 1");
  expect("max_abs: 0.90", "max_abs: 1.5", "max_abs: needs a number from 0 to 1");
  expect("scheme: FCQ", "scheme: MIQ", "\"MIQ\" is not one of FCQ, FCD");
  expect("  - anova: {max_p: 0.05}\n  - select_k_best", "  - anova: {max_p: 0.05}\n    select_k_best",
         "a step of the list has one name");
  expect("stepwise: both", "stepwise: all", "stepwise: \"all\" is not one of");
  expect("lambdas: 100", "lambdas: many", "lambdas: needs a number");
  expect("lambdas: 100", "lambdas: []", "lambdas: the list is empty");
  expect("folds: 10", "folds: 2.5", "folds: needs a whole number");
  expect("seed: 1,", "seed: -1,", "seed: needs a whole number of at least 0");
  expect("select: min", "select: max", "select: \"max\" is not one of min, 1se");
  expect("alpha: 1, ", "penalty_factors: [1], ", "penalty_factors: needs a map of predictors");
  expect("{model: model.json, name: nomogram}", "{model: other.json, name: nomogram}",
         "29:30: model: cannot open other.json");
  expect("{model: model.json, name: nomogram}", "{model: model.json, name: signature}",
         "no model signature; it has nomogram");
  expect("{model: model.json, name: nomogram}", "{model: model.json}", "given: key name is missing");
  expect("{model: model.json, name: nomogram}", "{name: nomogram}", "given: needs terms, or model and name");
  expect("{model: model.json, name: nomogram}", "{model: model.json, name: nomogram, terms: {age: 1}}",
         "given: has both model and terms");
  expect("{terms: {\"(Intercept)\": -1.2, age: 0.03}}", "{terms: {age: 0.03}, name: x}",
         "name belongs to model");
  expect("{from: youden} ", "{from: youden, value: 0.5} ", "threshold: needs either value or from");
  expect("{from: youden} ", "{} ", "threshold: needs either value or from");
  expect("[nomogram, signature]]", "[nomogram]]", "compare: a pair has two models, found 1");
  expect("replicates: 50", "replicates: 0", "replicates: needs a whole number of at least 1");
  expect("of: pipeline", "of: model", "of: \"model\" is not one of pipeline, final_model");
  expect("[development, holdout, external]", "[development, everywhere]", "at: \"everywhere\" is not one of");
}

TEST(StudyYaml, LimitsThatOnlyAHospitalSetsAreNamed) {
  EXPECT_THAT(Problems(With("min_patients: 20", "min_sites: 3")),
              ElementsAre(HasSubstr("min_sites asked for by a study is "
                                    "not available in this version")));
}

TEST(StudyYaml, WhatReportsCannotPrintIsToldAtItsPlace) {
  EXPECT_THAT(Parse(std::string(kStudy) + "report: {perod: 2015}\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       ::testing::AllOf(HasSubstr("perod"), HasSubstr("period"))));
  EXPECT_THAT(Parse(std::string(kStudy) + "report:\n  period: " + std::string(2001, 'x') + "\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("period has 2001 bytes; at most 2000")));
  EXPECT_THAT(Parse(std::string(kStudy) + "report:\n  purpose: \"a\\x1b[2J\"\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("purpose has a control character")));
  EXPECT_THAT(Parse(std::string(kStudy) + "report:\n  purpose: \"a\\u009b2J\"\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("purpose has a control character")));
}

TEST(StudyYaml, TyposAreToldWithTheNearestKey) {
  EXPECT_THAT(Problems(With("study:", "stuty:")), ElementsAre("s.yaml:1:1: study: key study is missing",
                                                              "s.yaml:2:1: study: unknown key stuty; did "
                                                              "you mean study?"));
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("harmonise: none", "harmonize: none",
         "15:1: study: unknown key harmonize; did you mean "
         "harmonise?");
  expect("unit: years", "units: years", "8:34: clinical: unknown key units; did you mean unit?");
  expect("logistic", "logistik",
         "18:15: model clinical: unknown key logistik; did you "
         "mean logistic?");
  expect("screen: []", "screen: [{anowa: {max_p: 0.1}}]", "screen: unknown key anowa; did you mean anova?");
  expect("type: numeric", "type: numerical",
         "\"numerical\" is not one of numeric, categorical; "
         "did you mean numeric?");
  expect("secure_aggregation: off", "secure_aggregation: of",
         "26:23: secure_aggregation: \"of\" is not one of");
  expect("[age, sex]}}", "[agge, sex]}}",
         "18:39: model clinical: agge is neither in the "
         "dictionary");
}

TEST(StudyYaml, WrongTypesAndDuplicatesAreToldAtTheirPlace) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("min: 18", "min: young", "8:52: min: needs a number, found text (\"young\")");
  expect("[gamma, alpha]", "gamma",
         "13:22: development: needs a list, found text "
         "(\"gamma\")");
  expect("threshold: {value: 0.5}", "threshold: 0.5", "23:14: threshold: needs a map, found a number (0.5)");
  expect("age: 0.03", "age: x", "coefficient of age: needs a number");
  expect("{params: params.yaml}", "other.yaml", "14:13: params: cannot open other.yaml");
  expect("  missing: complete_case\n", "  missing: complete_case\n  missing: complete_case\n",
         "13:3: key missing stands a second time; first on "
         "line 12");
  expect("privacy:\n", "privacy: {}\nprivacy:\n", "25:1: key privacy stands a second time");
}

TEST(StudyYaml, ImpossibleCombinationsAreToldAtTheirPlace) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("[zeta]", "[alpha]", "13:49: site alpha is both development and external");
  expect("min: 18, max: 110", "min: 18, max: 11", "8:52: column age: min 18 is not below max 11");
  expect("  split: {column: set, train: train, holdout: test}\n", "",
         "21:21: validation on a hold-out needs cohort");
  expect("[age, sex]", "[age, label]",
         "18:44: model clinical: label cannot be a predictor: "
         "it is the outcome");
  expect("value: 0.5", "value: 5", "23:22: threshold 5 is not a risk between 0 and 1");
  expect("  reader:    {score: {column: p_reader}}", "  reader:    {score: {column: set}}",
         "20:31: model reader: column set cannot be a score: "
         "it is the split");
}

TEST(StudyYaml, EverythingIsToldAtOnceAndNothingTwice) {
  std::string text = With("study: lung-2", "study: Lung 2");
  text = absl::StrReplaceAll(text, {{"min: 18", "min: x"},
                                    {"[zeta]", "[zeta, alpha]"},
                                    {"[age, sex]", "[agge, sex]"},
                                    {"min_patients", "min_patient"},
                                    {"harmonise: none", "harmonise: combatt"}});
  EXPECT_THAT(Problems(text),
              ElementsAre(HasSubstr("2:8: study \"Lung 2\""), HasSubstr("8:52: min: needs a number"),
                          HasSubstr("13:55: site alpha is both"), HasSubstr("15:12: harmonise: \"combatt\""),
                          HasSubstr("18:39: model clinical: agge"),
                          HasSubstr("25:3: privacy: unknown key min_patient")));
  EXPECT_THAT(Problems(With("sites: {development: [gamma, alpha], "
                            "external: [zeta]}\n",
                            "")),
              ElementsAre("s.yaml:1:1: study: key sites is missing"));
  EXPECT_THAT(Problems(With("clinical:\n", "clinicl:\n")), ElementsAre(HasSubstr("did you mean clinical?")));
}

TEST(StudyYaml, AModelHasOneKind) {
  EXPECT_THAT(Problems(With("{score: {column: p_reader}}", "{}")),
              ElementsAre(HasSubstr("20:3: model reader: needs one of logistic, lasso, "
                                    "elastic_net, ridge, given, score; has none")));
  EXPECT_THAT(Problems(With("{score: {column: p_reader}}",
                            "{score: {column: p}, logistic: "
                            "{predictors: [age]}}")),
              ElementsAre(HasSubstr("has several")));
}

}  // namespace
}  // namespace osteon
