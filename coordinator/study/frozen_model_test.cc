#include "coordinator/study/frozen_model.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/key.h"
#include "common/json/json_text.h"
#include "coordinator/model_file/example_model_json.h"
#include "coordinator/model_file/model_signature.h"
#include "models/study/problems.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class FrozenModelTest : public ::testing::Test {
 protected:
  absl::StatusOr<models::GivenModel> Read(const Json& file, const std::string& name) {
    EXPECT_THAT(WriteFileAtomically(path_, *JsonText(file)), IsOk());
    return ReadFrozenModel(path_, name);
  }
  // As a coordinator signs it.
  Json Signed() {
    auto authority = CertificateAuthority::Create(folder_ / "ca", "consortium", absl::Now());
    EXPECT_THAT(authority, IsOk());
    const auto key = PrivateKey::Generate();
    fingerprint_ = key->PublicKeyFingerprint();
    Json file = ExampleModelJson();
    const auto signature = key->Sign(absl::StrCat(kModelSignaturePrefix, *JsonText(file)));
    file["signature"] = {{"algorithm", "ecdsa-p256-sha256"},
                         {"by", fingerprint_},
                         {"value", absl::Base64Escape(*signature)},
                         {"certificate", *authority->SignServer(*key, {"localhost"}, absl::Now())}};
    return file;
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "model.json";
  std::string fingerprint_;
};

TEST_F(FrozenModelTest, AModelIsReadWithAllThatItIsMadeOf) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(ExampleModelJson(), "nomogram"));
  EXPECT_THAT(model.terms, ElementsAre(Pair("(Intercept)", -3), Pair("signature", 0.5), Pair("age", 0.04),
                                       Pair("sexM", 0.75)));
  ASSERT_TRUE(model.frozen.has_value());
  const models::FrozenOrigin& frozen = *model.frozen;
  EXPECT_EQ(frozen.file, "model.json");
  EXPECT_EQ(frozen.model, "nomogram");
  EXPECT_EQ(frozen.study, "example");
  EXPECT_EQ(frozen.sha256, Sha256Hex(*JsonText(ExampleModelJson())));
  EXPECT_EQ(frozen.signed_by, "");
  EXPECT_EQ(frozen.threshold, 0.3);
  EXPECT_THAT(frozen.units, UnorderedElementsAre(Pair("age", "years")));
  // Only what it needs is filled in: a new site need not have the rest.
  EXPECT_THAT(frozen.preparation.fills,
              ElementsAre(models::FilledColumn{"age", 60}, models::FilledColumn{"sexM", 0.5},
                          models::FilledColumn{"f1", 2}));
  EXPECT_THAT(frozen.preparation.derived,
              ElementsAre(models::DerivedColumn{
                  "signature", {{"(Intercept)", 0.5}, {"f1", 2}, {"wavelet-f2", -0.25}}, {}, {}}));
}

TEST_F(FrozenModelTest, SiteEffectsAreReplacedByTheInterceptOfANewSiteAndTheOffsetIsATerm) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(ExampleModelJson(), "sites"));
  EXPECT_THAT(model.terms, ElementsAre(Pair("(Intercept)", -1.5), Pair("age", 0.03), Pair("age_offset", 1)));
}

TEST_F(FrozenModelTest, WhatCannotBeTakenOverIsTold) {
  EXPECT_THAT(
      Read(ExampleModelJson(), "nomogramm"),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("no model nomogramm; it has signature, nomogram")));
  EXPECT_THAT(Read(ExampleModelJson(), "reader"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has no coefficients")));
  // Imputation and the models that it is made of are in its own file only.
  EXPECT_THAT(
      Read(ExampleModelJson(), "frozen"),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("old.json"), HasSubstr("model both"))));
  EXPECT_THAT(ReadFrozenModel(folder_ / "none.json", "nomogram"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.json")));
}

TEST_F(FrozenModelTest, ASignedModelNamesTheKeyThatSignedIt) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(Signed(), "nomogram"));
  EXPECT_EQ(model.frozen->signed_by, fingerprint_);
}

TEST_F(FrozenModelTest, AnAlteredModelIsRefused) {
  const auto refused = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("model.json: its signature"));
  const Json file = Signed();
  Json coefficient = file;
  coefficient["models"]["nomogram"]["terms"][1]["coefficient"] = 2.5;
  EXPECT_THAT(Read(coefficient, "nomogram"), refused);
  Json signature = file;
  signature["signature"]["value"] = "%%%";
  EXPECT_THAT(Read(signature, "nomogram"), refused);
}

TEST_F(FrozenModelTest, AnotherUnitThanTheDictionarysIsAProblemOfTheStudy) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(ExampleModelJson(), "nomogram"));
  models::Study study;
  study.name = "later";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "id";
  models::ClinicalColumn age;
  age.name = "age";
  age.unit = "months";
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  study.clinical = {age, sex};
  study.feature_prefixes = {"f", "wavelet-"};
  study.external = {"x"};
  study.models = {{"frozen", model}};
  study.validation.external = true;
  const std::vector<models::StudyProblem> problems = models::ProblemsOf(study);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message,
              HasSubstr("was developed with age in years, and the dictionary has it in months"));
  EXPECT_THAT(problems[0].path, ElementsAre("models", "frozen", "given"));
  study.clinical[0].unit = "years";
  EXPECT_THAT(Validate(study), IsOk());
  EXPECT_THAT(study.NeededColumns(), UnorderedElementsAre("age", "sex", "f1", "wavelet-f2"));
}

}  // namespace
}  // namespace osteon
