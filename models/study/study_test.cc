#include "models/study/study.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_split.h"
#include "models/study/problems.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

ClinicalColumn Numeric(const std::string& name) {
  ClinicalColumn column;
  column.name = name;
  return column;
}

ClinicalColumn Categorical(const std::string& name, std::vector<std::string> levels) {
  ClinicalColumn column;
  column.name = name;
  column.type = ClinicalColumn::Type::kCategorical;
  column.levels = std::move(levels);
  return column;
}

Study ValidStudy() {
  Study study;
  study.name = "lung-2";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.split = Split{"set", "train", "holdout"};
  study.clinical = {Numeric("age"), Categorical("sex", {"F", "M"}), Categorical("fold", {"1", "2"})};
  study.clinical[2].role = ClinicalColumn::Role::kFold;
  study.feature_prefixes = {"original_"};
  study.development = {"alpha", "gamma"};
  study.external = {"beta"};
  study.models = {{"reader", ScoreModel{"p_reader"}},
                  {"clinical", LogisticModel{{"original_shape_MeshVolume", "sex"}}},
                  {"published", GivenModel{{{"(Intercept)", -1}, {"sexM", 0.5}, {"original_x", 2}}}}};
  study.validation = {true, true, true, 0.5};
  return study;
}

void ExpectOneProblem(const Study& study, const std::string& text) {
  const std::vector<StudyProblem> problems = ProblemsOf(study);
  EXPECT_THAT(problems, SizeIs(1)) << Validate(study) << "\nexpected: " << text;
  EXPECT_THAT(Validate(study), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(text)));
}

TEST(Study, SitesAreGivenInOrder) {
  EXPECT_THAT(ValidStudy().AllSites(), ElementsAre("alpha", "beta", "gamma"));
}

TEST(Study, NeededAreClinicalPredictorsThenColumnsOfModelsThenScores) {
  EXPECT_THAT(ValidStudy().NeededColumns(),
              ElementsAre("age", "sex", "original_shape_MeshVolume", "original_x", "p_reader"));
}

TEST(Study, ACategoricalColumnHasOneDesignColumnPerLevelButTheFirst) {
  Study study = ValidStudy();
  EXPECT_THAT(study.DesignColumns("sex"), ElementsAre("sexM"));
  EXPECT_THAT(study.DesignColumns("age"), ElementsAre("age"));
  EXPECT_THAT(study.DesignColumns("original_x"), ElementsAre("original_x"));
  study.clinical.push_back(Categorical("stage", {"1", "2", "3"}));
  EXPECT_THAT(study.DesignColumns("stage"), ElementsAre("stage2", "stage3"));
}

TEST(Study, AColumnOutsideTheDictionaryIsNotClinical) {
  const Study study = ValidStudy();
  ASSERT_NE(study.Clinical("age"), nullptr);
  EXPECT_EQ(study.Clinical("p_reader"), nullptr);
  EXPECT_TRUE(study.IsFeature("original_x"));
  EXPECT_FALSE(study.IsFeature("age"));
}

TEST(Study, WhatASecondReaderMeasuredIsNoFeature) {
  Study study = ValidStudy();
  study.feature_prefixes = {"original_", "cord__t2_"};
  EXPECT_FALSE(study.IsFeature("original_x__r2"));
  EXPECT_TRUE(study.IsSecondReaders("original_x__r2"));
  EXPECT_FALSE(study.IsFeature("cord__t2_original_x__r2"));
  EXPECT_TRUE(study.IsFeature("cord__t2_original_x"));
  EXPECT_TRUE(study.IsFeature("original_x__r20"));
  EXPECT_FALSE(study.IsSecondReaders("original_x"));
  EXPECT_FALSE(study.IsSecondReaders("age__r2"));  // a clinical column of that name is one like any other
}

// The first with one file for all images, the second with one for each.
Study ExtractingStudy() {
  Study study = ValidStudy();
  study.extraction = Extraction{{{"", "params.yaml", "setting: {}\n"}}};
  return study;
}
Study TwoImageStudy() {
  Study study = ValidStudy();
  study.extraction = Extraction{{{"t1", "a.yaml", "setting: {}\n"}, {"t2", "b.yaml", "setting: {}\n"}}};
  return study;
}

TEST(StudyValidate, ParametersAreForAllImagesOrForEachByName) {
  EXPECT_THAT(Validate(ExtractingStudy()), IsOk());
  EXPECT_FALSE(ExtractingStudy().extraction->NamesImages());
  EXPECT_THAT(Validate(TwoImageStudy()), IsOk());
  EXPECT_TRUE(TwoImageStudy().extraction->NamesImages());
  Study study = TwoImageStudy();
  study.extraction->params.pop_back();
  EXPECT_THAT(Validate(study), IsOk());
  study.extraction->params.clear();
  ExpectOneProblem(study, "extraction names no parameter file");
  study = TwoImageStudy();
  study.extraction->params[0].image = "";
  ExpectOneProblem(study, "one parameter file for all images, or one for each image by its name");
  study = TwoImageStudy();
  study.extraction->params[1].image = "t1";
  ExpectOneProblem(study, "image t1 stands twice");
  study = TwoImageStudy();
  study.extraction->params[1].image = "t0";
  ExpectOneProblem(study, "images are not in order");
  for (const char* name : {"t2_", "t2 b", "t__2"}) {
    study = TwoImageStudy();
    study.extraction->params[1].image = name;
    ExpectOneProblem(study, "a name begins with a letter");
    EXPECT_THAT(ProblemsOf(study)[0].path, ElementsAre("extraction", "params", name));
  }
}

TEST(StudyValidate, AValidStudyIsAccepted) {
  EXPECT_THAT(Validate(ValidStudy()), IsOk());
}

TEST(StudyValidate, NoDevelopmentSiteIsNeededWhenNothingIsFitted) {
  Study study = ValidStudy();
  study.development.clear();
  study.split.reset();
  study.validation = {false, false, true, 0.5};
  ExpectOneProblem(study, "model clinical is to be fitted and the study has no development site");
  study.models.erase(study.models.begin() + 1);
  EXPECT_THAT(Validate(study), IsOk());
}

TEST(StudyValidate, EveryProblemIsListedOnItsOwnLine) {
  Study study = ValidStudy();
  study.name = "Lung 2";
  study.external = {"alpha"};
  study.split.reset();
  const absl::Status status = Validate(study);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::vector<std::string> lines = absl::StrSplit(std::string(status.message()), '\n');
  EXPECT_THAT(lines, ElementsAre(HasSubstr("Lung 2"), HasSubstr("site alpha is both"),
                                 HasSubstr("hold-out needs cohort: split")));
}

TEST(StudyValidate, AProblemKnowsItsPlace) {
  Study study = ValidStudy();
  study.models[1].kind = LogisticModel{{"agge"}};
  const std::vector<StudyProblem> problems = ProblemsOf(study);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].path, ElementsAre("models", "clinical", "logistic", "predictors", "agge"));
  EXPECT_THAT(problems[0].message, HasSubstr("did you mean age?"));
}

// Also of a study that came over the wire and never was a file.
TEST(StudyValidate, LimitsOfScreeningThatMeanNothingAreRefused) {
  const double none = std::nan("");
  const std::vector<std::pair<ScreeningStep, std::string>> wrong = {
      {IccStep{IccType::k21, 1.0}, "icc: min"},
      {IccStep{IccType::k21, none}, "icc: min"},
      {AnovaStep{0}, "anova: max_p"},
      {SelectKBestStep{0}, "select_k_best: k"},
      {CorrelationStep{1.5}, "correlation: max_abs"},
      {MrmrStep{0}, "mrmr: k"},
      {VarianceStep{none}, "variance: min_relative"},
      {MissingnessStep{-0.1}, "missingness: max_share"}};
  for (const auto& [step, message] : wrong) {
    Study study = ValidStudy();
    study.second_reader = SecondReader();
    study.screen = {step};
    ExpectOneProblem(study, message);
  }
}

TEST(StudyValidate, WhatContradictsItselfIsRefused) {
  const auto with = [](auto change) {
    Study study = ValidStudy();
    change(study);
    return study;
  };
  const auto predictors = [&](std::vector<std::string> names) {
    return with([&](Study& s) { s.models[1].kind = LogisticModel{std::move(names)}; });
  };
  ExpectOneProblem(predictors({}), "has no predictors");
  ExpectOneProblem(predictors({"age", "age"}), "age stands twice");
  ExpectOneProblem(predictors({"label"}), "label cannot be a predictor: it is the outcome");
  ExpectOneProblem(predictors({"patient_id"}), "it is the patient");
  ExpectOneProblem(predictors({"set"}), "it is the split");
  ExpectOneProblem(predictors({"fold"}), "has role fold");
  ExpectOneProblem(predictors({"original_x__r2"}), "original_x__r2 is what the second reader measured");
  ExpectOneProblem(with([](Study& s) {
                     s.models[2].kind = GivenModel{{{"original_x__r2", 1.0}}};
                   }),
                   "model published: original_x__r2 is what the second reader measured");
  ExpectOneProblem(predictors({"reader"}), "reader is a column of risks; name the column p_reader instead");
  ExpectOneProblem(with([](Study& s) { s.models[2].name = "reader"; }), "two models are named reader");
  ExpectOneProblem(with([](Study& s) { s.models[2].kind = GivenModel{{{"sex", 1.0}}}; }), "as in sexM");
  ExpectOneProblem(with([](Study& s) {
                     s.models[2].kind = GivenModel{{{"sexF", 1.0}}};
                   }),
                   "term sexF is neither");
  ExpectOneProblem(with([](Study& s) { s.models[2].kind = GivenModel{}; }), "published has no terms");
  ExpectOneProblem(with([](Study& s) { s.models[0].kind = ScoreModel{"label"}; }), "cannot be a score");
  ExpectOneProblem(with([](Study& s) { s.models[0].kind = ScoreModel{"sex"}; }), "is categorical");
  ExpectOneProblem(with([](Study& s) { s.clinical.push_back(Numeric("sexM")); }), "would both be named sexM");
  ExpectOneProblem(with([](Study& s) { s.clinical.push_back(Numeric("age")); }), "age stands twice");
  ExpectOneProblem(with([](Study& s) { s.clinical.push_back(Numeric("label")); }), "it is the outcome");
  ExpectOneProblem(with([](Study& s) { s.clinical[0].min = s.clinical[0].max = 3; }), "is not below max");
  ExpectOneProblem(with([](Study& s) { s.clinical[2].levels = {"F"}; }), "at least two levels");
  ExpectOneProblem(with([](Study& s) { s.split->holdout = "train"; }), "are both \"train\"");
  ExpectOneProblem(with([](Study& s) { s.development = {"gamma", "alpha"}; }), "not in order");
  ExpectOneProblem(with([](Study& s) { s.development = {"alpha", "alpha"}; }), "alpha stands twice");
  ExpectOneProblem(with([](Study& s) { s.external = {"../beta"}; }), "a name is 1 to 63");
  ExpectOneProblem(with([](Study& s) { s.external.clear(); }), "validation at external sites");
  ExpectOneProblem(with([](Study& s) { s.validation.threshold = 1.5; }), "threshold 1.5");
  ExpectOneProblem(with([](Study& s) { s.privacy.min_patients = 0.5; }), "whole number");
  ExpectOneProblem(with([](Study& s) { s.privacy.secure_aggregation = "no"; }), "off, preferred or required");
  // Told alone: the other checks compare each with each.
  ExpectOneProblem(with([](Study& s) {
                     LogisticModel wide;
                     for (int i = 0; i < 300'000; ++i) wide.predictors.push_back("f" + std::to_string(i));
                     s.models[0].kind = wide;
                   }),
                   "300000 predictors of one model; a study has at most 20000");
  ExpectOneProblem(with([](Study& s) { s.clinical.push_back(Numeric("=cmd()")); }), "begins as a formula");
  ExpectOneProblem(with([](Study& s) { s.clinical.push_back(Numeric("\x1b[31m")); }),
                   "\\x1b[31m\" has a control character");
  ExpectOneProblem(with([](Study& s) { s.clinical[2].levels = {"F", "+M"}; }), "begins as a formula");
  ExpectOneProblem(with([](Study& s) { s.outcome_positive = "\xff"; }), "not UTF-8");
  EXPECT_THAT(Validate(with([](Study& s) { s.outcome_positive = "-1"; })), IsOk());
  ExpectOneProblem(with([](Study& s) { s.clinical[2].levels.resize(5000); }), "5000 levels of one column");
  ExpectOneProblem(with([](Study& s) { s.external.resize(2000); }), "sites; a study has at most 1000");
}

}  // namespace
}  // namespace osteon::models
