#include "coordinator/study/repeat_study.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/hash/sha256.h"
#include "common/json/json_text.h"
#include "coordinator/model_file/example_model_json.h"
#include "coordinator/study/frozen_model.h"
#include "coordinator/study/study_yaml.h"
#include "models/wire/study_wire.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

// Whose models are those of ExampleModelJson.
constexpr char kFinishedStudy[] = R"yaml(
osteon: 1
study: lung
outcome: {column: label, positive: "yes: 1"}
cohort:
  id: patient_id
  split: {column: set, train: train, holdout: test}
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: sex, type: categorical, levels: [F, M]}
    - {name: stage, type: categorical, levels: [I, II, III]}
    - {name: age_offset, type: numeric}
    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}
  features: {prefix: [f, "wavelet-"]}
  second_reader: {suffix: __second, same_readers: false}
  missing: mean
sites: {development: [alpha, beta, gamma], external: [zeta]}
extraction: {params: settings/params.yaml, require: {slice_thickness_mm: [0.5, 5], modality: [CT], minimum_voxels: 64}}
harmonise: combat
screen: [{anova: {max_p: 0.05}}]
models:
  signature: {lasso: {predictors: features, cv: {folds: 3, fold_column: fold}}}
  nomogram: {logistic: {predictors: [signature, age, sex]}}
  published: {given: {terms: {"(Intercept)": -1.2000000000000002, age: 1e-7, sexM: 1}}}
  older: {given: {model: older.json, name: staged}}
  reader: {score: {column: p_reader}}
validate:
  at: [development, holdout, external, internal_external]
  threshold: {from: youden}
  compare: [[nomogram, published], [nomogram, reader]]
  subgroups: [sex, stage]
  decision_curve: {thresholds: [0.1, 0.30000000000000004]}
  bootstrap: {replicates: 20}
privacy: {min_patients: 20, max_columns_per_patient: 0.3334, secure_aggregation: required}
report:
  purpose: "to tell \"A\" from B: a question"
  period: 2020 to 2024
)yaml";

std::string ModelText() {
  return JsonText(ExampleModelJson()).value();
}

// Another file with the same models.
std::string OlderText() {
  Json json = ExampleModelJson();
  json["study"] = "older";
  return JsonText(json).value();
}

absl::StatusOr<models::Study> Parse(const std::string& text,
                                    const std::map<std::string, std::string>& files) {
  const auto text_of = [&](const std::string& name) -> absl::StatusOr<std::string> {
    const auto found = files.find(name);
    if (found == files.end()) return absl::NotFoundError(name);
    return found->second;
  };
  return ParseStudyYaml(
      text, "study.yaml", text_of,
      [&](const std::string& file, const std::string& name) -> absl::StatusOr<models::GivenModel> {
        const auto found = files.find(file);
        if (found == files.end()) return absl::NotFoundError(file);
        return ParseFrozenModel(found->second, file, name);
      });
}

FinishedStudy Finished(const std::string& text = kFinishedStudy) {
  FinishedStudy finished;
  finished.study =
      Parse(text, {{"settings/params.yaml", "imageType: {Original: {}}\n"}, {"older.json", OlderText()}})
          .value();
  finished.study_sha256 = models::StudySha256(finished.study);
  finished.model_json = ModelText();
  finished.other_model_files = {"{}", OlderText()};
  return finished;
}

TEST(RepeatStudy, TheModelsAreThoseOfTheFinishedStudyUnchanged) {
  const FinishedStudy finished = Finished();
  ASSERT_OK_AND_ASSIGN(const auto files, RepeatStudy(finished, "lung-2"));
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(files.at(kStudyFile), files));
  EXPECT_EQ(study.name, "lung-2");
  EXPECT_EQ(study.repeats, finished.study_sha256);
  ASSERT_THAT(study.models, SizeIs(5));
  const auto& nomogram = std::get<models::GivenModel>(study.models[1].kind);
  EXPECT_EQ(nomogram.frozen->sha256, Sha256Hex(ModelText()));
  EXPECT_EQ(nomogram.frozen->model, "nomogram");
  EXPECT_EQ(nomogram.frozen->threshold, 0.3);
  EXPECT_EQ(nomogram.terms, ParseFrozenModel(ModelText(), "model.json", "nomogram")->terms);
  EXPECT_EQ(std::get<models::GivenModel>(study.models[2].kind).terms,
            std::get<models::GivenModel>(finished.study.models[2].kind).terms);
  EXPECT_EQ(std::get<models::GivenModel>(study.models[3].kind).frozen->sha256, Sha256Hex(OlderText()));
  EXPECT_EQ(std::get<models::ScoreModel>(study.models[4].kind).column, "p_reader");
}

TEST(RepeatStudy, CohortSitesAndValidationStayAndFittingGoes) {
  const FinishedStudy finished = Finished();
  ASSERT_OK_AND_ASSIGN(const auto files, RepeatStudy(finished, "lung-2"));
  ASSERT_OK_AND_ASSIGN(models::Study study, Parse(files.at(kStudyFile), files));
  EXPECT_FALSE(study.harmonise);
  EXPECT_THAT(study.screen, IsEmpty());
  EXPECT_FALSE(study.validation.internal_external);
  EXPECT_FALSE(study.validation.bootstrap);
  // With what may differ put back it is the same study, to the last byte.
  study.name = finished.study.name;
  study.repeats = "";
  study.harmonise = finished.study.harmonise;
  study.screen = finished.study.screen;
  study.models = finished.study.models;
  study.validation.internal_external = true;
  study.validation.bootstrap = finished.study.validation.bootstrap;
  ASSERT_EQ(study.extraction->params.at(0).params_name, "params.yaml");
  study.extraction->params.at(0).params_name = "settings/params.yaml";
  EXPECT_EQ(models::SerialiseStudy(study), models::SerialiseStudy(finished.study));
}

TEST(RepeatStudy, ARepetitionIsRepeatedFromTheSameFile) {
  const FinishedStudy first = Finished();
  ASSERT_OK_AND_ASSIGN(const auto files, RepeatStudy(first, "lung-2"));
  FinishedStudy second;
  second.study = Parse(files.at(kStudyFile), files).value();
  second.study_sha256 = models::StudySha256(second.study);
  second.model_json = "{}";  // holds no whole model, and is not asked
  second.other_model_files = {ModelText(), OlderText()};
  ASSERT_OK_AND_ASSIGN(const auto again, RepeatStudy(second, "lung-3"));
  EXPECT_THAT(again, Not(Contains(Key("model.json"))));
  ASSERT_OK_AND_ASSIGN(const models::Study third, Parse(again.at(kStudyFile), again));
  EXPECT_EQ(third.repeats, second.study_sha256);
  EXPECT_EQ(std::get<models::GivenModel>(third.models[1].kind).terms,
            std::get<models::GivenModel>(second.study.models[1].kind).terms);
}

TEST(RepeatStudy, AFrozenModelWhoseFileIsNotThereIsNamedWithItsHash) {
  FinishedStudy finished = Finished();
  finished.other_model_files = {ModelText()};
  EXPECT_THAT(
      RepeatStudy(finished, "lung-2"),
      StatusIs(absl::StatusCode::kNotFound,
               AllOf(HasSubstr("model older"), HasSubstr(Sha256Hex(OlderText())), HasSubstr("--model"))));
}

TEST(RepeatStudy, AStudyThatOnlyRefitsHasNothingToRepeat) {
  const std::string text = absl::StrReplaceAll(
      kFinishedStudy,
      {{"at: [development, holdout, external, internal_external]", "at: [internal_external]"}});
  EXPECT_THAT(RepeatStudy(Finished(text), "lung-2"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing to repeat")));
}

TEST(RepeatStudy, ANameThatIsNoneIsRefused) {
  EXPECT_THAT(RepeatStudy(Finished(), "Lung 2"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a name is")));
}

TEST(RepeatStudy, RepetitionsAreNumbered) {
  EXPECT_EQ(NameOfRepetition("lung"), "lung-2");
  EXPECT_EQ(NameOfRepetition("lung-2"), "lung-3");
  EXPECT_EQ(NameOfRepetition("lung-9"), "lung-10");
  EXPECT_EQ(NameOfRepetition("lung-1"), "lung-1-2");
  EXPECT_EQ(NameOfRepetition("lung-os"), "lung-os-2");
  EXPECT_EQ(NameOfRepetition(std::string(63, 'a')), std::string(61, 'a') + "-2");
}

}  // namespace
}  // namespace osteon
