#include "common/json/parse_json.h"

#include <string>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kBad = absl::StatusCode::kInvalidArgument;

TEST(ParseJson, WhatIsWrittenIsReadBack) {
  const Json value = {{"b", {1, -2.5, nullptr, true}}, {"a", {{"text", "µ\n"}}}};
  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(value));
  ASSERT_OK_AND_ASSIGN(const Json read, ParseJson(text));
  EXPECT_EQ(read, value);
  EXPECT_EQ(read.begin().key(), "b");  // in the file's order
}

TEST(ParseJson, ABrokenFileIsToldByItsPlace) {
  EXPECT_THAT(ParseJson("{\"a\": 1,\n \"b\": ]}"),
              StatusIs(kBad, AllOf(StartsWith("2:7: "), HasSubstr("unexpected ']'"))));
  EXPECT_THAT(ParseJson("{\"a\": [1, 2"), StatusIs(kBad, HasSubstr("unexpected end of input")));
  EXPECT_THAT(ParseJson(""), StatusIs(kBad, StartsWith("1:1: ")));
  EXPECT_THAT(ParseJson("{} {}"), StatusIs(kBad, StartsWith("1:4: ")));
}

TEST(ParseJson, NumbersAndTextThatNoFileOfOursHasAreRefused) {
  EXPECT_THAT(ParseJson("[1e999]"), StatusIs(kBad, HasSubstr("1e999")));
  EXPECT_THAT(ParseJson("[NaN]"), StatusIs(kBad, StartsWith("1:2: ")));
  EXPECT_THAT(ParseJson("[\"\xff\"]"), StatusIs(kBad, HasSubstr("UTF-8")));
}

TEST(ParseJson, ARepeatedNameIsAnErrorInOneObjectOnly) {
  EXPECT_THAT(ParseJson("{\"a\": 1,\n\"b\": 2, \"a\": 3}"),
              StatusIs(kBad, AllOf(StartsWith("2:"), HasSubstr("\"a\" stands a second time"))));
  EXPECT_THAT(ParseJson("{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 2}]}"), IsOk());
}

TEST(ParseJson, DepthEndsBeforeTheStackDoes) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_THAT(ParseJson(nested(kDeepestJson)), IsOk());
  EXPECT_THAT(ParseJson(nested(kDeepestJson + 1)), StatusIs(kBad, HasSubstr("more than 100")));
  EXPECT_THAT(ParseJson(std::string(10'000'000, '[')), StatusIs(kBad, StartsWith("1:101: ")));
}

}  // namespace
}  // namespace osteon
