#include "common/config/yaml.h"

#include "absl/strings/str_split.h"
#include "common/status/status_macros.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What a program reads; returns the file's problems.
struct Policy {
  std::optional<std::string> mode;
  std::optional<double> count;
  std::optional<bool> strict;
  std::vector<std::string> names;
};

absl::StatusOr<Policy> ReadPolicy(const std::string& text) {
  YamlProblems problems("policy.yaml");
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "policy", problems);
  Policy policy;
  policy.mode = map.OptionalChoice("mode", {"off", "preferred", "required"});
  policy.count = map.OptionalNumber("min_patients");
  policy.strict = map.OptionalBool("strict");
  if (const YamlNode* names = map.Required("names")) policy.names = ReadTexts(*names, "names", problems);
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return policy;
}

std::vector<std::string> Lines(const absl::Status& status) {
  return absl::StrSplit(std::string(status.message()), '\n');
}

TEST(Yaml, AFileIsReadAndOffIsText) {
  ASSERT_OK_AND_ASSIGN(
      const Policy policy,
      ReadPolicy("mode: off\nmin_patients: 2e1  # twenty\nstrict: yes\nnames: [1, off, \"x: y\"]\n"));
  EXPECT_EQ(policy.mode, "off");
  EXPECT_EQ(policy.count, 20.0);
  EXPECT_EQ(policy.strict, true);
  EXPECT_THAT(policy.names, ElementsAre("1", "off", "x: y"));
}

TEST(Yaml, EveryProblemIsToldAtItsPlaceInTheOrderOfTheFile) {
  const absl::Status status = ReadPolicy(
                                  "mode: of\n"
                                  "min_patients: many\n"
                                  "min_patient: 3\n"
                                  "strict:\n"
                                  "names:\n"
                                  "  - a\n"
                                  "  - {b: c}\n"
                                  "mode: required\n")
                                  .status();
  EXPECT_THAT(
      Lines(status),
      ElementsAre("policy.yaml:1:7: mode: \"of\" is not one of off, preferred, required; did you mean off?",
                  "policy.yaml:2:15: min_patients: needs a number, found text (\"many\")",
                  "policy.yaml:3:1: policy: unknown key min_patient; did you mean min_patients?",
                  "policy.yaml:4:1: strict: needs true or false, found nothing",
                  HasSubstr("policy.yaml:7:5: names: needs text, found a map"),
                  "policy.yaml:8:1: key mode stands a second time; first on line 1"));
}

TEST(Yaml, AMissingKeyAndAQuotedNumberAreProblems) {
  EXPECT_THAT(Lines(ReadPolicy("min_patients: \"3\"\n").status()),
              ElementsAre("policy.yaml:1:1: policy: key names is missing",
                          "policy.yaml:1:15: min_patients: needs a number, found text (\"3\")"));
}

TEST(Yaml, WhatIsNotOneDocumentIsRefusedWithItsPlace) {
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReadPolicy("names: [a\nmode: off\n"), StatusIs(kBad, HasSubstr("policy.yaml:")));
  EXPECT_THAT(ReadPolicy("a: b: c\n"), StatusIs(kBad, HasSubstr("policy.yaml:1:5: not YAML")));
  EXPECT_THAT(ReadPolicy(""), StatusIs(kBad, HasSubstr("nothing in the file")));
  EXPECT_THAT(ReadPolicy("# only a comment\n"), StatusIs(kBad, HasSubstr("policy.yaml")));
  EXPECT_THAT(ReadPolicy("names: []\n---\nnames: []\n"), StatusIs(kBad, HasSubstr("more than one document")));
  EXPECT_THAT(ReadPolicy("- a\n"), StatusIs(kBad, HasSubstr("policy: needs a map, found a list")));
  EXPECT_THAT(ReadPolicy(std::string(100000, '[')), StatusIs(kBad, HasSubstr("policy.yaml")));
}

TEST(Yaml, AnchorsAliasesAndTagsAreRefused) {
  const absl::Status status = ReadPolicy("names: &n [a]\nmode: !x off\nstrict: *n\n").status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1:8: an anchor")));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2:7: a tag (!x)")));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("an alias")));
}

TEST(Yaml, WhatIsMadeToKeepAReaderBusyDoesNot) {
  std::string keys, deep;
  for (int i = 0; i < 100'000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  YamlProblems problems("t.yaml");
  ASSERT_OK_AND_ASSIGN(const YamlNode root, ParseYaml(keys + "k7: 2\n", problems));
  EXPECT_EQ(root.children.size(), 100'000U);
  EXPECT_THAT(problems.ToStatus(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("t.yaml:100001:1: key k7 stands a second time; first on line 8")));
  EXPECT_THAT(ParseYaml(std::string(100'000, '[') + "\n", problems).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("t.yaml:2:1: not YAML")));
}

TEST(Yaml, ProblemsAreFoundAgainByTheirNode) {
  YamlProblems problems("t.yaml");
  ASSERT_OK_AND_ASSIGN(const YamlNode root, ParseYaml("a: {b: [1, 2]}\nc: {d: 1}\n", problems));
  const YamlNode& a = *root.Child("a");
  const YamlNode& c = *root.Child("c");
  problems.Add(a.Child("b")->children[1], "two");
  problems.AddAtKey(c, *c.Child("d"), "d");
  problems.AddUnavailable(root, "later");
  EXPECT_TRUE(problems.Within(a));
  EXPECT_FALSE(problems.AmongKeysOf(a));
  EXPECT_TRUE(problems.AmongKeysOf(c));
  EXPECT_FALSE(problems.AmongKeysOf(root));
  EXPECT_FALSE(problems.Within(a.Child("b")->children[0]));
}

TEST(Yaml, NoProblemIsOk) {
  const YamlProblems problems("t.yaml");
  EXPECT_THAT(problems.ToStatus(), IsOk());
}

}  // namespace
}  // namespace osteon
