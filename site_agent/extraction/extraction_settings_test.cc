#include "site_agent/extraction/extraction_settings.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(ExtractionSettings, AMissingFileIsNamed) {
  EXPECT_THAT(ReadExtractionSettings("/no/such/params.yaml"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/params.yaml")));
}

TEST(ExtractionSettings, TheHashIsOfWhatIsComputedNotOfHowItIsWritten) {
  ASSERT_OK_AND_ASSIGN(const ExtractionSettings a,
                       ParseExtractionSettings("featureClass: {glcm: }\nsetting: {binWidth: 25}", "a.yaml"));
  ASSERT_OK_AND_ASSIGN(
      const ExtractionSettings b,
      ParseExtractionSettings("# the default, in JSON\n{\"featureClass\": {\"glcm\": []}}", "b"));
  ASSERT_OK_AND_ASSIGN(const ExtractionSettings c,
                       ParseExtractionSettings("featureClass: {glcm: }\nsetting: {binWidth: 24}", "c.yaml"));
  EXPECT_EQ(SettingsHash(a), SettingsHash(b));
  EXPECT_EQ(SettingsHash(a).size(), 64U);
  EXPECT_NE(SettingsHash(a), SettingsHash(c));
}

}  // namespace
}  // namespace osteon
