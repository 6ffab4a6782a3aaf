#include "coordinator/study/frozen_model.h"

#include <functional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/key.h"
#include "common/json/json_text.h"
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

// What of model.json a frozen model is read from.
constexpr char kModelJson[] = R"({
  "study": "earlier",
  "missing": {"method": "mean", "values": [{"column": "age", "value": 61.5}, {"column": "f_1", "value": 2},
                                           {"column": "f_9", "value": 3}]},
  "clinical": [{"name": "age", "unit": "years"}, {"name": "sex", "unit": null}],
  "models": {
    "signature": {"kind": "lasso", "terms": [{"name": "(Intercept)",
               "coefficient" : -1
}, {"name": "f_1", "coefficient": 0.25}],
                  "site_effects": [], "new_site_intercept": null, "offset": null, "threshold": null, "frozen": null
}
, "nomogram" : {
  "kind" : "logistic",
  "terms" : [
    {"name" : "(Intercept)", "coefficient" : 0.5}, {"name" : "signature", "coefficient" : 2},
    {"name" : "age", "coefficient" : 0.03}
  ],
  "site_effects" : [],
  "new_site_intercept" : null,
  "offset" : null,
  "threshold" : 0.31,
  "frozen" : null
},
               "effects" : {
                 "kind" : "logistic",
                 "terms" : [
                   {"name" : "(Intercept)", "coefficient" : 0.5}, {"name" : "age", "coefficient" : 0.03},
                   {"name" : "siteb", "coefficient" : 0.7}
                 ],
                 "site_effects" : ["siteb"],
                 "new_site_intercept" : 0.8,
                 "offset" : "prior",
                 "threshold" : 0.5,
                 "frozen" : null
               },
                           "reader" : {
                             "kind" : "score",
                             "terms" : [],
                             "site_effects" : [],
                             "new_site_intercept" : null,
                             "offset" : null,
                             "threshold" : 0.5,
                             "frozen" : null
                           },
                                      "taken" : {
  "kind" : "given",
           "terms" : [ {"name" : "age", "coefficient" : 0.1} ],
                     "site_effects" : [],
                                      "new_site_intercept" : null,
                                                             "offset" : null,
                                                                        "threshold" : null,
                                                                                      "frozen" : {
    "file" : "older.json", "model" : "m", "sha256" : "", "study" : "older", "signed_by" : null
  }
}
}
, "signature" : {}
})";

class FrozenModelTest : public ::testing::Test {
 protected:
  absl::StatusOr<models::GivenModel> Read(const std::string& text, const std::string& name) {
    EXPECT_THAT(WriteFileAtomically(path_, text), IsOk());
    return ReadFrozenModel(path_, name);
  }
  // As a coordinator signs it, with the coordinator's certificate or another one.
  std::string Signed(const std::function<void(Json&)>& after = [](Json&) {}) {
    auto authority = CertificateAuthority::Create(folder_ / "ca", "lung", absl::Now());
    EXPECT_THAT(authority, IsOk());
    const auto key = PrivateKey::Generate();
    fingerprint_ = key->PublicKeyFingerprint();
    const auto certificate = authority->SignServer(*key, {"localhost"}, absl::Now());
    EXPECT_THAT(certificate, IsOk());
    Json file = Json::parse(kModelJson);
    const auto signature = key->Sign(absl::StrCat(kModelSignaturePrefix, *JsonText(file)));
    file["signature"] = {{"algorithm", "ecdsa-p256-sha256"},
                         {"by", fingerprint_},
                         {"value", absl::Base64Escape(*signature)},
                         {"certificate", *certificate}};
    after(file);
    return *JsonText(file);
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "model.json";
  std::string fingerprint_;
};

TEST_F(FrozenModelTest, AModelIsReadWithAllThatItIsMadeOf) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(kModelJson, "nomogram"));
  EXPECT_THAT(model.terms, ElementsAre(Pair("(Intercept)", 0.5), Pair("signature", 2), Pair("age", 0.03)));
  ASSERT_TRUE(model.frozen.has_value());
  const models::FrozenOrigin& frozen = *model.frozen;
  EXPECT_EQ(frozen.file, "model.json");
  EXPECT_EQ(frozen.model, "nomogram");
  EXPECT_EQ(frozen.study, "earlier");
  EXPECT_EQ(frozen.sha256, Sha256Hex(kModelJson));
  EXPECT_EQ(frozen.signed_by, "");
  EXPECT_EQ(frozen.threshold, 0.31);
  EXPECT_THAT(frozen.units, UnorderedElementsAre(Pair("age", "years")));
  // Only what it needs is filled in: a new site need not have the rest.
  EXPECT_THAT(frozen.preparation.fills,
              ElementsAre(models::FilledColumn{"age", 61.5}, models::FilledColumn{"f_1", 2}));
  EXPECT_THAT(frozen.preparation.derived,
              ElementsAre(models::DerivedColumn{"signature", {{"(Intercept)", -1}, {"f_1", 0.25}}, {}, {}}));
}

TEST_F(FrozenModelTest, SiteEffectsAreReplacedByTheInterceptOfANewSiteAndTheOffsetIsATerm) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(kModelJson, "effects"));
  EXPECT_THAT(model.terms, ElementsAre(Pair("(Intercept)", 0.8), Pair("age", 0.03), Pair("prior", 1)));
}

TEST_F(FrozenModelTest, WhatCannotBeTakenOverIsTold) {
  EXPECT_THAT(Read(kModelJson, "nomogramm"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("no model nomogramm; it has signature, nomogram, effects, reader, taken")));
  EXPECT_THAT(Read(kModelJson, "reader"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no coefficients to take over")));
  EXPECT_THAT(Read(kModelJson, "taken"), StatusIs(absl::StatusCode::kInvalidArgument,
                                                  AllOf(HasSubstr("older.json"), HasSubstr("model m"))));
  EXPECT_THAT(ReadFrozenModel(folder_ / "none.json", "nomogram"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.json")));
}

TEST_F(FrozenModelTest, WhatIsNoModelFileIsTold) {
  const auto refused = StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a model.json"));
  EXPECT_THAT(Read("", "nomogram"), refused);
  EXPECT_THAT(Read("{", "nomogram"), refused);
  EXPECT_THAT(Read("[1, 2]", "nomogram"), refused);
  EXPECT_THAT(Read("{\"models\": {\"nomogram\": 1}}", "nomogram"), refused);
  for (const std::string key : {"study", "missing", "values", "clinical", "kind", "terms", "coefficient",
                                "site_effects", "offset", "threshold", "frozen"}) {
    EXPECT_THAT(
        Read(absl::StrReplaceAll(kModelJson, {{absl::StrCat("\"", key, "\": "), "\"other\": "}}), "nomogram"),
        refused)
        << key;
  }
  EXPECT_THAT(Read(absl::StrReplaceAll(kModelJson, {{"0.03", "\"0.03\""}}), "nomogram"), refused);
}

TEST_F(FrozenModelTest, ASignedModelNamesTheKeyThatSignedIt) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(Signed(), "nomogram"));
  EXPECT_EQ(model.frozen->signed_by, fingerprint_);
}

TEST_F(FrozenModelTest, AnAlteredModelIsRefused) {
  const auto refused = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("model.json: its signature"));
  EXPECT_THAT(
      Read(Signed([](Json& f) { f["models"]["nomogram"]["terms"][1]["coefficient"] = 2.5; }), "nomogram"),
      refused);
}

TEST_F(FrozenModelTest, AThresholdThatWasAlteredIsRefused) {
  EXPECT_THAT(Read(Signed([](Json& f) { f["models"]["nomogram"]["threshold"] = 0.3; }), "nomogram"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("altered")));
}

TEST_F(FrozenModelTest, ASignatureThatIsNoneIsRefused) {
  EXPECT_THAT(Read(Signed([](Json& f) { f["signature"]["value"] = "%%%"; }), "nomogram"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("base64")));
}

// Whoever signs says so with the key itself, not with a text beside it that no signature covers.
TEST_F(FrozenModelTest, ASignersNameThatIsNotItsKeysIsRefused) {
  EXPECT_THAT(Read(Signed([](Json& f) { f["signature"]["by"] = std::string(64, 'a'); }), "nomogram"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("another key")));
}

TEST_F(FrozenModelTest, AnotherUnitThanTheDictionarysIsAProblemOfTheStudy) {
  ASSERT_OK_AND_ASSIGN(const models::GivenModel model, Read(kModelJson, "nomogram"));
  models::Study study;
  study.name = "later";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "id";
  models::ClinicalColumn age;
  age.name = "age";
  age.unit = "months";
  study.clinical = {age};
  study.feature_prefixes = {"f_"};
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
  EXPECT_THAT(study.NeededColumns(), ElementsAre("age", "f_1"));
}

}  // namespace
}  // namespace osteon
