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

absl::StatusOr<models::Study> Parse(const std::string& text) {
  return ParseStudyYaml(text, "s.yaml", [](const std::string& name) -> absl::StatusOr<std::string> {
    if (name == "params.yaml") return "imageType: {Original: {}}\n";
    if (name == "a.yaml") return "setting: {binWidth: 5}\n";
    return absl::NotFoundError(absl::StrCat("cannot open ", name));
  });
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

TEST(StudyYaml, WhatMayBeAbsentHasTheDocumentedMeaning) {
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       Parse("osteon: 1\nstudy: a\noutcome: {column: y, positive: yes}\ncohort: {id: id}\n"
                             "sites: {external: [b]}\nmodels: {m: {score: {column: p}}}\n"));
  EXPECT_EQ(study.outcome_positive, "yes");
  EXPECT_FALSE(study.validation.development || study.validation.holdout || study.validation.external);
  EXPECT_FALSE(study.extraction.has_value());
  EXPECT_EQ(study.privacy.secure_aggregation, "preferred");
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
TEST(StudyYaml, WhatThisVersionDoesNotHaveIsRefusedByNameItemByItem) {
  const std::vector<std::string> problems = Problems(
      "osteon: 1\n"
      "study: mm-versus-metastasis\n"
      "outcome: {column: label, positive: 1}\n"
      "cohort:\n"
      "  id: patient_id\n"
      "  split: {column: set, train: train, holdout: holdout}\n"
      "  clinical:\n"
      "    - {name: age, type: numeric, unit: years, min: 18, max: 110}\n"
      "    - {name: sex, type: categorical, levels: [F, M]}\n"
      "    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}\n"
      "  features: {prefix: [\"original_\", \"wavelet-\"]}\n"
      "  second_reader: {suffix: __r2, same_readers: true}\n"
      "  missing: mean\n"
      "sites: {development: [alpha, beta, gamma, delta, epsilon], external: [zeta, eta]}\n"
      "extraction: {params: params.yaml, require: {slice_thickness_mm: [0.5, 5]}}\n"
      "harmonise: combat\n"
      "screen:\n"
      "  - icc: {type: \"2,1\", min: 0.75}\n"
      "  - anova: {max_p: 0.05}\n"
      "  - select_k_best: {k: 120}\n"
      "  - correlation: {max_abs: 0.90, by: descending_f}\n"
      "  - mrmr: {k: 20, scheme: FCQ}\n"
      "models:\n"
      "  clinical:  {logistic: {predictors: [age, sex], stepwise: both}}\n"
      "  signature: {lasso: {predictors: features, alpha: 1, lambdas: 100, cv: {folds: 10, seed: 1, select: "
      "min}}}\n"
      "  nomogram:  {logistic: {predictors: [signature, age, sex]}}\n"
      "  published: {given: {terms: {\"(Intercept)\": -1.2, age: 0.03}}}\n"
      "  frozen:    {given: {model: model.json, name: nomogram}}\n"
      "  reader:    {score: {column: p_reader}}\n"
      "validate:\n"
      "  at: [development, holdout, external]\n"
      "  threshold: {from: youden}\n"
      "  compare: [[nomogram, clinical], [nomogram, signature]]\n"
      "  decision_curve: {thresholds: [0.05, 0.1]}\n"
      "  bootstrap: {replicates: 50, of: pipeline, seed: 7}\n"
      "privacy:\n"
      "  min_patients: 20\n"
      "  min_cell: 5\n"
      "  max_columns_per_patient: 0.3334\n"
      "  secure_aggregation: required\n");
  const auto at = [](const std::string& place, const std::string& what) {
    return ::testing::AllOf(::testing::StartsWith("s.yaml:" + place + ": "), HasSubstr(what),
                            HasSubstr("not available in this version"));
  };
  EXPECT_THAT(
      problems,
      ElementsAre(at("12:3", "second_reader"), at("13:3", "missing: mean"), at("16:1", "harmonise: combat"),
                  at("18:5", "screen: icc"), at("19:5", "screen: anova"), at("20:5", "screen: select_k_best"),
                  at("21:5", "screen: correlation"), at("22:5", "screen: mrmr"),
                  at("24:50", "stepwise: both"), at("25:15", "lasso"),
                  at("26:39", "predictor signature is another model"), at("28:23", "given: {model: ...}"),
                  at("32:15", "threshold: {from: ...}"), at("33:3", "compare"), at("34:3", "decision_curve"),
                  at("35:3", "bootstrap"), at("40:3", "secure_aggregation: required")))
      << absl::StrJoin(problems, "\n");
}

TEST(StudyYaml, OtherThingsThatThisVersionDoesNotHaveAreNamed) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("{predictors: [age, sex]}", "{predictors: features}",
         "s.yaml:18:26: predictors: features is not available");
  expect("[age, sex]}", "[age, sex], site_effects: true}", "site_effects: true is not available");
  expect("[age, sex]}", "[age, sex], intercept: false}", "intercept: false is not available");
  expect("[age, sex]}", "[age, sex], penalty_factors: {age: 0}}", "penalty_factors is not available");
  expect("{logistic: {predictors: [age, sex]}}", "{ridge: {predictors: features}}",
         "18:15: ridge is not available");
  expect("{logistic: {predictors: [age, sex]}}", "{elastic_net: {alpha: 0.5}}",
         "elastic_net is not available");
  expect("missing: complete_case", "missing: median", "12:3: missing: median is not available");
  expect("holdout, external]", "holdout, external, internal_external]",
         "22:40: validation at internal_external");
  expect("min_patients: 20", "min_sites: 3", "min_sites asked for by a study is not available");
}

TEST(StudyYaml, TyposAreToldWithTheNearestKey) {
  EXPECT_THAT(Problems(With("study:", "stuty:")),
              ElementsAre("s.yaml:1:1: study: key study is missing",
                          "s.yaml:2:1: study: unknown key stuty; did you mean study?"));
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("harmonise: none", "harmonize: none", "15:1: study: unknown key harmonize; did you mean harmonise?");
  expect("unit: years", "units: years", "8:34: clinical: unknown key units; did you mean unit?");
  expect("logistic", "logistik", "18:15: model clinical: unknown key logistik; did you mean logistic?");
  expect("screen: []", "screen: [{anowa: {max_p: 0.1}}]", "screen: unknown key anowa; did you mean anova?");
  expect("type: numeric", "type: numerical",
         "\"numerical\" is not one of numeric, categorical; did you mean numeric?");
  expect("secure_aggregation: off", "secure_aggregation: of",
         "26:23: secure_aggregation: \"of\" is not one of");
  expect("[age, sex]}}", "[agge, sex]}}", "18:39: model clinical: agge is neither in the dictionary");
}

TEST(StudyYaml, WrongTypesAndDuplicatesAreToldAtTheirPlace) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& message) {
    EXPECT_THAT(Problems(With(from, to)), ElementsAre(HasSubstr(message)));
  };
  expect("min: 18", "min: young", "8:52: min: needs a number, found text (\"young\")");
  expect("[gamma, alpha]", "gamma", "13:22: development: needs a list, found text (\"gamma\")");
  expect("threshold: {value: 0.5}", "threshold: 0.5", "23:14: threshold: needs a map, found a number (0.5)");
  expect("age: 0.03", "age: x", "coefficient of age: needs a number");
  expect("{params: params.yaml}", "other.yaml", "14:13: params: cannot open other.yaml");
  expect("  missing: complete_case\n", "  missing: complete_case\n  missing: complete_case\n",
         "13:3: key missing stands a second time; first on line 12");
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
         "18:44: model clinical: label cannot be a predictor: it is the outcome");
  expect("value: 0.5", "value: 5", "23:22: threshold 5 is not a risk between 0 and 1");
  expect("  reader:    {score: {column: p_reader}}", "  reader:    {score: {column: set}}",
         "20:31: model reader: column set cannot be a score: it is the split");
}

TEST(StudyYaml, EverythingIsToldAtOnceAndNothingTwice) {
  std::string text = With("study: lung-2", "study: Lung 2");
  text = absl::StrReplaceAll(text, {{"min: 18", "min: x"},
                                    {"[zeta]", "[zeta, alpha]"},
                                    {"[age, sex]", "[agge, sex]"},
                                    {"min_patients", "min_patient"},
                                    {"harmonise: none", "harmonise: combat"}});
  EXPECT_THAT(Problems(text),
              ElementsAre(HasSubstr("2:8: study \"Lung 2\""), HasSubstr("8:52: min: needs a number"),
                          HasSubstr("13:55: site alpha is both"), HasSubstr("15:1: harmonise: combat"),
                          HasSubstr("18:39: model clinical: agge"),
                          HasSubstr("25:3: privacy: unknown key min_patient")));
  EXPECT_THAT(Problems(With("sites: {development: [gamma, alpha], external: [zeta]}\n", "")),
              ElementsAre("s.yaml:1:1: study: key sites is missing"));
  EXPECT_THAT(Problems(With("clinical:\n", "clinicl:\n")), ElementsAre(HasSubstr("did you mean clinical?")));
}

TEST(StudyYaml, AModelHasOneKind) {
  EXPECT_THAT(Problems(With("{score: {column: p_reader}}", "{}")),
              ElementsAre(HasSubstr("20:3: model reader: needs one of logistic, given, score; has none")));
  EXPECT_THAT(
      Problems(With("{score: {column: p_reader}}", "{score: {column: p}, logistic: {predictors: [age]}}")),
      ElementsAre(HasSubstr("has several")));
}

}  // namespace
}  // namespace osteon
