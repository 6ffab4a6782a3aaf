#include "coordinator/study/study_yaml.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::StatusOr<std::string> Params(const std::string& name) {
  if (name == "params.yaml") return "imageType: {Original: {}}\n";
  if (name == "a.yaml") return "setting: {binWidth: 5}\n";
  return absl::NotFoundError(absl::StrCat("cannot open ", name));
}

// model.json has one model, which was developed with age in years.
absl::StatusOr<models::GivenModel> Frozen(const std::string& file, const std::string& name) {
  if (file != "model.json") return absl::NotFoundError(absl::StrCat("cannot open ", file));
  if (name != "nomogram") return absl::NotFoundError(absl::StrCat("no model ", name, "; it has nomogram"));
  models::GivenModel model{{{"(Intercept)", -3}, {"age", 0.04}}, models::FrozenOrigin()};
  model.frozen->file = file;
  model.frozen->model = name;
  model.frozen->threshold = 0.31;
  model.frozen->units = {{"age", "years"}};
  return model;
}

absl::StatusOr<models::Study> Parse(const std::string& text) {
  return ParseStudyYaml(text, "s.yaml", Params, Frozen);
}

std::vector<std::string> Problems(const std::string& text) {
  const absl::StatusOr<models::Study> study = Parse(text);
  if (study.ok()) return {};
  EXPECT_EQ(study.status().code(), absl::StatusCode::kInvalidArgument);
  return absl::StrSplit(std::string(study.status().message()), '\n');
}

// Line 1 is `osteon: 1`.
constexpr char kStudy[] =
    "osteon: 1\n"                                                             // 1
    "study: lung-2\n"                                                         // 2
    "outcome: {column: label, positive: 1}\n"                                 // 3
    "cohort:\n"                                                               // 4
    "  id: patient_id\n"                                                      // 5
    "  split: {column: set, train: train, holdout: test}\n"                   // 6
    "  clinical:\n"                                                           // 7
    "    - {name: age, type: numeric, unit: years, min: 18, max: 110}\n"      // 8
    "    - {name: sex, type: categorical, levels: [F, M]}\n"                  // 9
    "    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}\n"  // 10
    "  features: {prefix: [\"original_\", wavelet-]}\n"                       // 11
    "  missing: complete_case\n"                                              // 12
    "sites: {development: [gamma, alpha], external: [zeta]}\n"                // 13
    "extraction: {params: params.yaml}\n"                                     // 14
    "harmonise: none\n"                                                       // 15
    "screen: []\n"                                                            // 16
    "models:\n"                                                               // 17
    "  clinical:  {logistic: {predictors: [age, sex]}}\n"                     // 18
    "  published: {given: {terms: {\"(Intercept)\": -1.2, age: 0.03}}}\n"     // 19
    "  reader:    {score: {column: p_reader}}\n"                              // 20
    "validate:\n"                                                             // 21
    "  at: [development, holdout, external]\n"                                // 22
    "  threshold: {value: 0.5}\n"                                             // 23
    "privacy:\n"                                                              // 24
    "  min_patients: 20\n"                                                    // 25
    "  secure_aggregation: off\n";                                            // 26

std::string With(const std::string& from, const std::string& to) {
  std::string text = kStudy;
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return absl::StrReplaceAll(text, {{from, to}});
}

TEST(StudyYaml, EverySectionIsRead) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(kStudy));
  EXPECT_EQ(study.name, "lung-2");
  EXPECT_EQ(study.outcome_column, "label");
  EXPECT_EQ(study.outcome_positive, "1");
  EXPECT_EQ(study.id_column, "patient_id");
  ASSERT_TRUE(study.split.has_value());
  EXPECT_EQ(study.split->holdout, "test");
  ASSERT_THAT(study.clinical, SizeIs(3));
  EXPECT_EQ(study.clinical[0].unit, "years");
  EXPECT_EQ(study.clinical[0].min, 18.0);
  EXPECT_EQ(study.clinical[1].type, models::ClinicalColumn::Type::kCategorical);
  EXPECT_EQ(study.clinical[2].role, models::ClinicalColumn::Role::kFold);
  EXPECT_THAT(study.clinical[2].levels, ElementsAre("1", "2", "3"));
  EXPECT_THAT(study.feature_prefixes, ElementsAre("original_", "wavelet-"));
  EXPECT_THAT(study.development, ElementsAre("alpha", "gamma"));
  EXPECT_THAT(study.external, ElementsAre("zeta"));
  ASSERT_TRUE(study.extraction.has_value());
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].image, "");
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  EXPECT_EQ(study.extraction->params[0].params_text, "imageType: {Original: {}}\n");
  ASSERT_THAT(study.models, SizeIs(3));
  EXPECT_EQ(study.models[0].name, "clinical");
  EXPECT_THAT(std::get<models::LogisticModel>(study.models[0].kind).predictors, ElementsAre("age", "sex"));
  EXPECT_THAT(std::get<models::GivenModel>(study.models[1].kind).terms,
              ElementsAre(std::pair<std::string, double>("(Intercept)", -1.2),
                          std::pair<std::string, double>("age", 0.03)));
  EXPECT_EQ(std::get<models::ScoreModel>(study.models[2].kind).column, "p_reader");
  EXPECT_TRUE(study.validation.development && study.validation.holdout && study.validation.external);
  EXPECT_EQ(study.validation.threshold, 0.5);
  EXPECT_EQ(study.privacy.min_patients, 20.0);
  EXPECT_EQ(study.privacy.min_cell, std::nullopt);
  EXPECT_EQ(study.privacy.secure_aggregation, "off");
}

TEST(StudyYaml, ARepeatedStudyNamesTheOneThatItRepeatsByItsHash) {
  const std::string hash(64, 'e');
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       Parse(With("study: lung-2\n", absl::StrCat("study: lung-2\nrepeats: ", hash, "\n"))));
  EXPECT_EQ(study.repeats, hash);
  for (const std::string& wrong : {std::string(63, 'e'), std::string(64, 'E'), std::string(64, 'g')}) {
    EXPECT_THAT(
        Problems(With("study: lung-2\n", absl::StrCat("study: lung-2\nrepeats: ", wrong, "\n"))),
        ElementsAre(::testing::AllOf(HasSubstr("s.yaml:3:10: repeats"), HasSubstr("64 hexadecimal"))));
  }
}

TEST(StudyYaml, WhatMayBeAbsentHasTheDocumentedMeaning) {
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       Parse("osteon: 1\nstudy: a\noutcome: {column: y, positive: yes}\ncohort: {id: id}\n"
                             "sites: {external: [b]}\nmodels: {m: {score: {column: p}}}\n"));
  EXPECT_EQ(study.outcome_positive, "yes");
  EXPECT_FALSE(study.validation.development || study.validation.holdout || study.validation.external);
  EXPECT_FALSE(study.extraction.has_value());
  EXPECT_EQ(study.privacy.secure_aggregation, "preferred");
}

TEST(StudyYaml, HowLongARoundWaitsIsAWholeNumberOfDays) {
  const std::string text =
      "osteon: 1\nstudy: a\noutcome: {column: y, positive: yes}\ncohort: {id: id}\n"
      "sites: {external: [b]}\nmodels: {m: {score: {column: p}}}\n";
  ASSERT_OK_AND_ASSIGN(models::Study study, Parse(text));
  EXPECT_EQ(study.max_wait_days, 30U);
  ASSERT_OK_AND_ASSIGN(study, Parse(text + "max_wait_days: 90\n"));
  EXPECT_EQ(study.max_wait_days, 90U);
  for (const char* wrong : {"0", "1.5", "-3", "4000"}) {
    EXPECT_THAT(Parse(text + "max_wait_days: " + wrong + "\n"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to 3650")));
  }
}

TEST(StudyYaml, TheShortFormOfExtractionNamesTheParameters) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}", "params.yaml")));
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
}

TEST(StudyYaml, EachOfSeveralImagesHasItsParameters) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}",
                                                             "{params: {t2: a.yaml, t1: params.yaml}, "
                                                             "require: {modality: [MR]}}")));
  ASSERT_THAT(study.extraction->params, SizeIs(2));
  EXPECT_EQ(study.extraction->params[0].image, "t1");
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  EXPECT_EQ(study.extraction->params[0].params_text, "imageType: {Original: {}}\n");
  EXPECT_EQ(study.extraction->params[1].image, "t2");
  EXPECT_EQ(study.extraction->params[1].params_text, "setting: {binWidth: 5}\n");
  EXPECT_THAT(study.extraction->require.modality, ElementsAre("MR"));
  ASSERT_OK_AND_ASSIGN(const models::Study one,
                       Parse(With("{params: params.yaml}", "{params: {ct: a.yaml}}")));
  ASSERT_THAT(one.extraction->params, SizeIs(1));
  EXPECT_EQ(one.extraction->params[0].image, "ct");
}

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

TEST(StudyYaml, WhatImagesMustHaveIsRead) {
  const std::string all =
      "{params: params.yaml, require: {slice_thickness_mm: [0.5, 5], in_plane_spacing_mm: [0.4, 1.5], "
      "modality: [CT, PT], minimum_voxels: 100}}";
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}", all)));
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  const models::ImageRequirements& require = study.extraction->require;
  EXPECT_EQ(require.slice_thickness_mm, (models::ClosedRange{0.5, 5}));
  EXPECT_EQ(require.in_plane_spacing_mm, (models::ClosedRange{0.4, 1.5}));
  EXPECT_THAT(require.modality, ElementsAre("CT", "PT"));
  EXPECT_EQ(require.minimum_voxels, 100.0);
  ASSERT_OK_AND_ASSIGN(const models::Study without, Parse(kStudy));
  EXPECT_TRUE(without.extraction->require.IsEmpty());
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

TEST(StudyYaml, TheSarcomaStudyParses) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       ReadStudy(testing::SharedData() + "/data/studies/sarcoma-pet/study.yaml"));
  EXPECT_EQ(study.name, "sarcoma-lung-metastasis");
  EXPECT_THAT(study.NeededColumns(), ElementsAre("original_firstorder_Maximum", "original_shape_MeshVolume"));
  EXPECT_THAT(study.extraction->params.at(0).params_text, HasSubstr("binWidth: 0.25"));
  EXPECT_EQ(study.privacy.min_cell, 3.0);
  EXPECT_EQ(study.validation.threshold, 0.4);
  EXPECT_FALSE(study.validation.holdout);
}

TEST(StudyYaml, AnotherFormatVersionIsToldAlone) {
  EXPECT_THAT(
      Problems("osteon: 2\nfoo: bar\n"),
      ElementsAre("s.yaml:1:9: osteon: a number (2) is not a format that this version reads; it reads 1"));
}

// The example of the format's description, with everything that it can say.
constexpr char kWhole[] = R"yaml(osteon: 1
study: mm-versus-metastasis
outcome: {column: label, positive: 1}
cohort:
  id: patient_id                                    # one row per patient; a repeated id is an error with its line
  split: {column: set, train: train, holdout: holdout}   # optional: an internal hold-out at development sites
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: sex, type: categorical, levels: [F, M]}
    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}   # never a predictor; levels are compared as text
  features: {prefix: ["original_", "wavelet-"]}     # columns of the site's feature table
  second_reader: {suffix: __r2, same_readers: true} # columns measured by a second reader, for ICC
  missing: mean                                     # complete_case | mean | median; values frozen at development
sites: {development: [alpha, beta, gamma, delta, epsilon], external: [zeta, eta]}
extraction: {params: params.yaml, require: {slice_thickness_mm: [0.5, 5]}}
harmonise: combat                                   # none | combat; before screening, never with the outcome as covariate
screen:                                             # in this order, on training data; all limits strict
  - icc: {type: "2,1", min: 0.75}
  - anova: {max_p: 0.05}
  - select_k_best: {k: 120}
  - correlation: {max_abs: 0.90, by: descending_f}
  - mrmr: {k: 20, scheme: FCQ}
models:
  clinical:  {logistic: {predictors: [age, sex], stepwise: both}}
  signature: {lasso: {predictors: features, alpha: 1, lambdas: 100, cv: {folds: 10, seed: 1, select: min}}}
  nomogram:  {logistic: {predictors: [signature, age, sex]}}
  # models that exist already can be validated too:
  published: {given: {terms: {"(Intercept)": -1.2, age: 0.03}}}      # coefficients on the raw scale
  frozen:    {given: {model: model.json, name: nomogram}}            # whole: imputation, harmonisation, threshold; signature verified
  reader:    {score: {column: p_reader}}                             # a column of predicted risks
validate:
  at: [development, holdout, external]              # and internal_external: leave one site out, whole pipeline refitted
  threshold: {from: youden}                         # per model, on training data; or {value: 0.5}; positive at p >= threshold
  compare: [[nomogram, clinical], [nomogram, signature]]
  decision_curve: {thresholds: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6]}
  bootstrap: {replicates: 50, of: pipeline, seed: 7}    # or of: final_model, labelled "selection not included"
privacy:
  min_patients: 20
  min_cell: 5
  max_columns_per_patient: 0.3334
  secure_aggregation: required                      # off | preferred | required
)yaml";

TEST(StudyYaml, TheWholeExampleIsRead) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(kWhole));
  EXPECT_EQ(study.missing, models::MissingValues::kMean);
  ASSERT_TRUE(study.second_reader.has_value());
  EXPECT_EQ(study.second_reader->suffix, "__r2");
  EXPECT_TRUE(study.second_reader->same_readers);
  ASSERT_TRUE(study.harmonise.has_value());
  EXPECT_EQ(study.harmonise->batch, "");
  EXPECT_THAT(study.harmonise->covariates, ElementsAre("age", "sex"));
  ASSERT_THAT(study.screen, SizeIs(5));
  EXPECT_EQ(std::get<models::IccStep>(study.screen[0]).type, models::IccType::k21);
  EXPECT_EQ(std::get<models::IccStep>(study.screen[0]).min, 0.75);
  EXPECT_EQ(std::get<models::AnovaStep>(study.screen[1]).max_p, 0.05);
  EXPECT_EQ(std::get<models::SelectKBestStep>(study.screen[2]).k, 120U);
  EXPECT_EQ(std::get<models::CorrelationStep>(study.screen[3]).max_abs, 0.90);
  EXPECT_EQ(std::get<models::MrmrStep>(study.screen[4]).k, 20U);
  EXPECT_EQ(std::get<models::MrmrStep>(study.screen[4]).scheme, models::MrmrScheme::kFcq);
  ASSERT_THAT(study.models, SizeIs(6));
  const auto& clinical = std::get<models::LogisticModel>(study.models[0].kind);
  EXPECT_EQ(clinical.stepwise, models::Stepwise::kBoth);
  EXPECT_EQ(clinical.criterion, models::StepCriterion::kAic);
  const auto& signature = std::get<models::PenalisedModel>(study.models[1].kind);
  EXPECT_EQ(signature.penalty, models::Penalty::kLasso);
  EXPECT_THAT(signature.predictors, ElementsAre("features"));
  EXPECT_EQ(signature.alpha, 1);
  EXPECT_EQ(signature.lambdas, 100);
  ASSERT_TRUE(signature.cv.has_value());
  EXPECT_EQ(signature.cv->folds, 10);
  EXPECT_EQ(signature.cv->seed, 1U);
  EXPECT_FALSE(signature.cv->one_se);
  EXPECT_THAT(std::get<models::LogisticModel>(study.models[2].kind).predictors,
              ElementsAre("signature", "age", "sex"));
  EXPECT_TRUE(study.IsModelPredictor("signature"));
  const auto& frozen = std::get<models::GivenModel>(study.models[4].kind);
  ASSERT_TRUE(frozen.frozen.has_value());
  EXPECT_EQ(frozen.frozen->file, "model.json");
  EXPECT_EQ(frozen.terms.size(), 2U);
  EXPECT_TRUE(study.validation.youden);
  EXPECT_FALSE(study.validation.threshold.has_value());
  EXPECT_FALSE(study.validation.internal_external);
  EXPECT_THAT(study.validation.compare,
              ElementsAre(std::pair<std::string, std::string>("nomogram", "clinical"),
                          std::pair<std::string, std::string>("nomogram", "signature")));
  EXPECT_THAT(study.validation.decision_thresholds,
              ElementsAre(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6));
  ASSERT_TRUE(study.validation.bootstrap.has_value());
  EXPECT_EQ(study.validation.bootstrap->replicates, 50);
  EXPECT_TRUE(study.validation.bootstrap->of_pipeline);
  EXPECT_EQ(study.validation.bootstrap->seed, 7U);
  EXPECT_EQ(study.privacy.secure_aggregation, "required");
}

// kWhole with a part of it replaced.
std::string WholeWith(const std::string& from, const std::string& to) {
  std::string text = kWhole;
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return absl::StrReplaceAll(text, {{from, to}});
}

TEST(StudyYaml, EveryOtherWordOfASectionIsReadToo) {
  const auto with = [](const std::string& from, const std::string& to) {
    absl::StatusOr<models::Study> study = Parse(WholeWith(from, to));
    EXPECT_TRUE(study.ok()) << study.status() << "\n" << to;
    return study.value_or(models::Study());
  };
  EXPECT_EQ(with("missing: mean ", "missing: median ").missing, models::MissingValues::kMedian);
  const models::Study reader =
      with("{suffix: __r2, same_readers: true}", "{suffix: _two, same_readers: false}");
  EXPECT_EQ(reader.second_reader->suffix, "_two");
  EXPECT_FALSE(reader.second_reader->same_readers);
  EXPECT_TRUE(reader.IsSecondReaders("original_x_two"));
  EXPECT_FALSE(with("harmonise: combat ", "harmonise: none ").harmonise.has_value());
  const models::Study scanners = with("harmonise: combat ",
                                      "harmonise: {method: combat, batch: scanner, "
                                      "covariates: [sex]} ");
  EXPECT_EQ(scanners.harmonise->batch, "scanner");
  EXPECT_THAT(scanners.harmonise->covariates, ElementsAre("sex"));
  const models::Study steps = with("  - anova: {max_p: 0.05}\n",
                                   "  - missingness: {max_share: 0.4}\n  - variance: "
                                   "{min_relative: 0.001}\n "
                                   " - anova: {max_p: 0.1, adjust: site}\n");
  ASSERT_THAT(steps.screen, SizeIs(7));
  EXPECT_EQ(std::get<models::MissingnessStep>(steps.screen[1]).max_share, 0.4);
  EXPECT_EQ(std::get<models::VarianceStep>(steps.screen[2]).min_relative, 0.001);
  EXPECT_EQ(std::get<models::AnovaStep>(steps.screen[3]).max_p, 0.1);
  EXPECT_TRUE(std::get<models::AnovaStep>(steps.screen[3]).adjust_site);
  const models::Study icc =
      with("{type: \"2,1\", min: 0.75}", "{type: \"3,1\", min: 0.8, within_site: true}");
  EXPECT_EQ(std::get<models::IccStep>(icc.screen[0]).type, models::IccType::k31);
  EXPECT_TRUE(std::get<models::IccStep>(icc.screen[0]).within_site);
  EXPECT_EQ(std::get<models::MrmrStep>(with("scheme: FCQ", "scheme: FCD").screen[4]).scheme,
            models::MrmrScheme::kFcd);
  EXPECT_EQ(with("{from: youden} ", "{value: 0.25} ").validation.threshold, 0.25);
  EXPECT_TRUE(with("at: [development, holdout, external]", "at: [external, internal_external]")
                  .validation.internal_external);
  EXPECT_FALSE(with("of: pipeline", "of: final_model").validation.bootstrap->of_pipeline);
}

TEST(StudyYaml, EveryWordOfALogisticModelIsRead) {
  const auto model = [](const std::string& options) {
    const absl::StatusOr<models::Study> study =
        Parse(WholeWith("{logistic: {predictors: [signature, age, sex]}}", "{logistic: " + options + "}"));
    EXPECT_TRUE(study.ok()) << study.status();
    return study.ok() ? std::get<models::LogisticModel>(study->models[2].kind) : models::LogisticModel();
  };
  EXPECT_THAT(model("{predictors: features}").predictors, ElementsAre("features"));
  EXPECT_THAT(model("{predictors: [features, age]}").predictors, ElementsAre("features", "age"));
  EXPECT_EQ(model("{predictors: [age], stepwise: forward}").stepwise, models::Stepwise::kForward);
  const models::LogisticModel backward = model(
      "{predictors: [age], stepwise: backward, criterion: "
      "bic}");
  EXPECT_EQ(backward.stepwise, models::Stepwise::kBackward);
  EXPECT_EQ(backward.criterion, models::StepCriterion::kBic);
  EXPECT_EQ(model("{predictors: [age], stepwise: none}").stepwise, models::Stepwise::kNone);
  EXPECT_FALSE(model("{predictors: [age], intercept: false}").intercept);
  EXPECT_TRUE(model("{predictors: [sex], site_effects: true}").site_effects);
  EXPECT_EQ(model("{predictors: [sex], offset: age}").offset, "age");
  EXPECT_TRUE(model("{predictors: [signature], signature_in: "
                    "cross_validated}")
                  .cross_validated_signature);
  EXPECT_FALSE(model("{predictors: [signature], signature_in: in_sample}").cross_validated_signature);
}

TEST(StudyYaml, EveryWordOfAPenalisedModelIsRead) {
  const auto model = [](const std::string& options) {
    const absl::StatusOr<models::Study> study =
        Parse(WholeWith("{lasso: {predictors: features, alpha: 1, lambdas: "
                        "100, cv: {folds: 10, seed: 1, select: min}}}",
                        options));
    EXPECT_TRUE(study.ok()) << study.status();
    return study.ok() ? std::get<models::PenalisedModel>(study->models[1].kind) : models::PenalisedModel();
  };
  const models::PenalisedModel ridge = model("{ridge: {predictors: [age], lambdas: [1, 0.1, 0.01]}}");
  EXPECT_EQ(ridge.penalty, models::Penalty::kRidge);
  EXPECT_EQ(ridge.alpha, 0);
  EXPECT_THAT(ridge.lambda, ElementsAre(1, 0.1, 0.01));
  EXPECT_FALSE(ridge.cv.has_value());
  const models::PenalisedModel net = model(
      "{elastic_net: {predictors: [features, age], alpha: 0.3, "
      "lambdas: 50, lambda_min_ratio: 0.02, "
      "penalty_factors: {age: 0, features: 2}, intercept: "
      "false, standardise: false, df_max: 12, "
      "cv: {fold_column: fold, select: 1se}}}");
  EXPECT_EQ(net.penalty, models::Penalty::kElasticNet);
  EXPECT_EQ(net.alpha, 0.3);
  EXPECT_EQ(net.lambdas, 50);
  EXPECT_EQ(net.lambda_min_ratio, 0.02);
  EXPECT_EQ(net.penalty_factors, (std::map<std::string, double>{{"age", 0}, {"features", 2}}));
  EXPECT_FALSE(net.intercept);
  EXPECT_FALSE(net.standardise);
  EXPECT_EQ(net.df_max, 12);
  EXPECT_EQ(net.cv->fold_column, "fold");
  EXPECT_EQ(net.cv->folds, 3);  // the column's levels
  EXPECT_TRUE(net.cv->one_se);
  EXPECT_EQ(model("{elastic_net: {predictors: features}}").alpha, 0.5);
  const models::PenalisedModel lasso = model(
      "{lasso: {predictors: features, site_effects: true, "
      "df_max: none}}");
  EXPECT_TRUE(lasso.site_effects);
  EXPECT_TRUE(lasso.df_max_none);
  EXPECT_EQ(lasso.df_max, std::nullopt);
  EXPECT_TRUE(lasso.intercept && lasso.standardise);
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

TEST(StudyYaml, SubgroupsAreLevelsOfTheDictionary) {
  const auto with = [](const std::string& subgroups) {
    return WholeWith("  threshold: {from: youden} ",
                     absl::StrCat("  subgroups: ", subgroups, "\n  threshold: {from: youden} "));
  };
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(with("[sex]")));
  EXPECT_THAT(study.validation.subgroups, ElementsAre("sex"));
  EXPECT_THAT(Problems(with("[sexe]")),
              ElementsAre(HasSubstr("sexe is not in the dictionary (cohort: clinical); did you mean sex?")));
  EXPECT_THAT(Problems(with("[age]")), ElementsAre(HasSubstr("age is numeric; subgroups are the levels")));
  EXPECT_THAT(Problems(with("[fold]")), ElementsAre(HasSubstr("fold has role fold")));
  EXPECT_THAT(Problems(with("[sex, sex]")), ElementsAre(HasSubstr("sex stands twice")));
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

TEST(StudyYaml, WhatReportsSayIsRead) {
  ASSERT_OK_AND_ASSIGN(
      const models::Study study,
      Parse(std::string(kStudy) +
            "report:\n  purpose: to tell myeloma from metastasis\n  period: 2015 to 2020\n"
            "  scanners: 3 T\n  segmentation: by hand\n  intended_use: >\n    radiologists,\n    "
            "before biopsy\n"));
  EXPECT_EQ(study.report.purpose, "to tell myeloma from metastasis");
  EXPECT_EQ(study.report.intended_use, "radiologists, before biopsy\n");
  EXPECT_EQ(study.report.period, "2015 to 2020");
  EXPECT_EQ(study.report.scanners, "3 T");
  EXPECT_EQ(study.report.segmentation, "by hand");
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
