#include "common/json/json_text.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(JsonText, ReadingTheTextGivesTheSameDoubles) {
  const double values[] = {0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -2.5e-17, 1e22, 3.0, -0.0};
  Json json;
  for (const double value : values) json["numbers"].push_back(value);

  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(json));

  const nlohmann::json read = nlohmann::json::parse(text);
  for (std::size_t i = 0; i < std::size(values); ++i) {
    const double value = read["numbers"][i].get<double>();
    EXPECT_EQ(value, values[i]) << text;
    EXPECT_EQ(std::signbit(value), std::signbit(values[i])) << text;
  }
}

TEST(JsonText, IntegersAreIntegersAndMembersKeepTheirOrder) {
  Json json;
  json["z"] = std::numeric_limits<std::uint64_t>::max();
  json["a"] = -3;
  json["m"] = nullptr;
  json["empty"] = Json::array();

  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(json));

  EXPECT_EQ(text, "{\n  \"z\": 18446744073709551615,\n  \"a\": -3,\n  \"m\": null,\n  \"empty\": []\n}\n");
}

TEST(JsonText, ALongListIsBrokenIntoLinesAndReadBackWhole) {
  Json json = Json::array();
  for (int i = 0; i < 200; ++i) json.push_back(i * 0.1);

  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(json));

  EXPECT_EQ(nlohmann::ordered_json::parse(text).size(), 200U);
  EXPECT_THAT(text, HasSubstr("[\n  0,\n  0.1"));
}

TEST(JsonText, QuotesAndControlCharactersAreEscaped) {
  const std::string hostile = "a\"b\\c\n\x01</script>\xC3\xA9";
  Json json;
  json[hostile] = hostile;

  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(json));

  EXPECT_EQ(nlohmann::json::parse(text)[hostile].get<std::string>(), hostile);
}

TEST(JsonText, ANumberThatIsNotFiniteIsRefusedWithItsPlace) {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    Json json;
    json["models"]["a/b"]["terms"] = Json::array({1.0, bad});
    EXPECT_THAT(JsonText(json), StatusIs(absl::StatusCode::kInternal, HasSubstr("/models/a~1b/terms/1")));
  }
}

TEST(JsonText, TextThatIsNotUtf8IsRefused) {
  Json value;
  value["name"] = "\xFF";
  EXPECT_THAT(JsonText(value), StatusIs(absl::StatusCode::kInternal, HasSubstr("/name")));
  Json key;
  key["\xC3"] = 1;
  EXPECT_THAT(JsonText(key), StatusIs(absl::StatusCode::kInternal, HasSubstr("UTF-8")));
}

}  // namespace
}  // namespace osteon
