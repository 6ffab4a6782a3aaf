#include "coordinator/model_file/model_signature.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/key.h"
#include "coordinator/model_file/example_model_json.h"
#include "coordinator/model_file/scoring_model.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::HasSubstr;

// The example as a coordinator signs it.
std::string SignedText(const PrivateKey& key, const std::string& folder) {
  const auto authority = CertificateAuthority::Create(folder, "consortium", absl::Now());
  Json json = ExampleModelJson();
  const std::string value = *key.Sign(absl::StrCat(kModelSignaturePrefix, *JsonText(json)));
  json["signature"] = {{"algorithm", "ecdsa-p256-sha256"},
                       {"by", key.PublicKeyFingerprint()},
                       {"value", absl::Base64Escape(value)},
                       {"certificate", *authority->SignServer(key, {"localhost"}, absl::Now())}};
  return *JsonText(json);
}

TEST(ModelSignature, AFileAsItWasSignedIsValidAndCanBeUsed) {
  const osteon::testing::TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const ModelFile file, ParseModelFile(SignedText(key, folder / "ca"), "model.json"));
  EXPECT_EQ(file.signature.state, ModelSignature::State::kValid) << file.signature.problem;
  EXPECT_EQ(file.signature.by, key.PublicKeyFingerprint());
  EXPECT_THAT(MakeScoringModel(file, "nomogram"), IsOk());
}

TEST(ModelSignature, OneChangedDigitIsAlteredAndNotUsed) {
  const osteon::testing::TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  const std::string altered = absl::StrReplaceAll(
      SignedText(key, folder / "ca"), {{"\"new_site_intercept\": -1.5", "\"new_site_intercept\": -1.6"}});
  ASSERT_OK_AND_ASSIGN(const ModelFile file, ParseModelFile(altered, "model.json"));
  EXPECT_EQ(file.signature.state, ModelSignature::State::kAltered);
  EXPECT_THAT(MakeScoringModel(file, "nomogram"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("altered after it was signed")));
}

TEST(ModelSignature, AnotherNameForTheKeyIsAltered) {
  const osteon::testing::TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  Json json = Json::parse(SignedText(key, folder / "ca"));
  json["signature"]["by"] = std::string(64, '0');
  EXPECT_EQ(CheckModelSignature(json).state, ModelSignature::State::kAltered);
}

TEST(ModelSignature, WithoutOneItIsAbsent) {
  EXPECT_EQ(CheckModelSignature(ExampleModelJson()).state, ModelSignature::State::kAbsent);
}

}  // namespace
}  // namespace osteon
