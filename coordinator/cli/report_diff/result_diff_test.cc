#include "coordinator/cli/report_diff/result_diff.h"

#include <algorithm>
#include <string>

#include "common/files/files.h"
#include "coordinator/report/example_result.h"
#include "coordinator/report/model_json.h"
#include "coordinator/report/validation_json.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ResultSet Example() {
  const report::ReportInput input = report::ExampleOfEverything();
  return {"a", report::ValidationJson(input), report::ModelJson(input)};
}

TEST(ResultDiff, EqualResultsAreTheSame) {
  const ResultComparison comparison = CompareResults(Example(), Example(), 0);
  EXPECT_TRUE(comparison.Same());
  EXPECT_THAT(comparison.differences, IsEmpty());
  EXPECT_GT(comparison.compared, 3000U);
  EXPECT_THAT(DiffTable(Example(), Example(), comparison, 0), HasSubstr("the results are the same"));
}

TEST(ResultDiff, ANumberIsNamedBySiteAndModel) {
  ResultSet b = Example();
  Json& auc = b.validation["sites"]["zeta"]["models"]["nomogram"]["auc"]["estimate"];
  const double before = auc.get<double>();
  auc = before + 0.25;
  const ResultComparison comparison = CompareResults(Example(), b, 0);
  EXPECT_FALSE(comparison.Same());
  ASSERT_THAT(comparison.differences, SizeIs(1));
  EXPECT_THAT(comparison.differences[0].place,
              ElementsAre("sites", "zeta", "models", "nomogram", "auc", "estimate"));
  EXPECT_DOUBLE_EQ(*comparison.differences[0].change, 0.25);
  EXPECT_THAT(DiffTable(Example(), b, comparison, 0),
              AllOf(HasSubstr("sites / zeta / models / nomogram / auc / estimate"), HasSubstr("0.25"),
                    HasSubstr("1 differs")));
}

TEST(ResultDiff, WithinTheToleranceIsToldAndIsTheSame) {
  ResultSet b = Example();
  Json& tau2 = b.validation["pooled"]["clinical"]["log_oe"]["tau2"];
  tau2 = tau2.get<double>() + 5e-10;
  ResultComparison comparison = CompareResults(Example(), b, 1e-9);
  EXPECT_TRUE(comparison.Same());
  EXPECT_THAT(comparison.differences, SizeIs(1));
  EXPECT_THAT(DiffTable(Example(), b, comparison, 1e-9), HasSubstr("within tolerance"));
  EXPECT_FALSE(CompareResults(Example(), b, 1e-10).Same());
  EXPECT_FALSE(CompareResults(Example(), b, 0).Same());
}

TEST(ResultDiff, SuppressedAgainstANumberIsSaidAsSuch) {
  ResultSet b = Example();
  b.validation["sites"]["zeta"]["models"]["nomogram"]["auc"] = {{"suppressed", "min_patients"}};
  b.validation["sites"]["zeta"]["models"]["nomogram"]["brier"] = {{"unavailable", "no patients"}};
  const ResultComparison comparison = CompareResults(Example(), b, 1e9);
  ASSERT_THAT(comparison.differences, SizeIs(2));
  EXPECT_EQ(ValueText(comparison.differences[0].b), "suppressed: min_patients");
  EXPECT_THAT(ValueText(comparison.differences[0].a), HasSubstr(" to "));
  EXPECT_EQ(ValueText(comparison.differences[1].b), "unavailable: no patients");
  EXPECT_FALSE(comparison.Same());
}

TEST(ResultDiff, WhatOneSideLacksIsMissingThere) {
  ResultSet b = Example();
  b.validation["sites"].erase("zeta");
  b.validation["sites"]["new"] = Example().validation["sites"]["eta"];
  const ResultComparison comparison = CompareResults(Example(), b, 0);
  ASSERT_THAT(comparison.differences, SizeIs(2));
  EXPECT_EQ(ValueText(comparison.differences[0].b), "missing");
  EXPECT_EQ(ValueText(comparison.differences[1].a), "missing");
  EXPECT_THAT(comparison.differences[1].place, ElementsAre("sites", "new"));
  const Json json = DiffJson(Example(), b, comparison, 0);
  EXPECT_EQ(json["differences"][0]["b"].dump(), R"({"missing":true})");
  EXPECT_EQ(json["same"], false);
}

TEST(ResultDiff, CoefficientsAreMatchedByTerm) {
  ResultSet b = Example();
  Json& terms = (*b.model)["models"]["clinical"]["terms"];
  std::reverse(terms.begin(), terms.end());
  EXPECT_TRUE(CompareResults(Example(), b, 0).Same());
  terms[0]["coefficient"] = 7;
  const ResultComparison comparison = CompareResults(Example(), b, 0);
  ASSERT_THAT(comparison.differences, SizeIs(1));
  EXPECT_THAT(comparison.differences[0].place,
              ElementsAre("models", "clinical", "terms", "original_glcm_JointEntropy", "coefficient"));
}

TEST(ResultDiff, HashAndRosterCountAndSoftwareAndSignatureDoNot) {
  ResultSet b = Example();
  (*b.model)["software"]["osteon"] = "9.9";
  (*b.model)["signature"]["value"] = "other";
  const ResultComparison software = CompareResults(Example(), b, 0);
  EXPECT_TRUE(software.Same());
  EXPECT_THAT(software.differences, SizeIs(1));
  b.validation["study_sha256"] = std::string(64, 'f');
  (*b.model)["roster"].push_back("omega");
  const ResultComparison comparison = CompareResults(Example(), b, 0);
  EXPECT_FALSE(comparison.Same());
  EXPECT_THAT(comparison.differences, SizeIs(3));
}

TEST(ResultDiff, AFolderWithoutModelsLacksThem) {
  ResultSet b = Example();
  b.model.reset();
  EXPECT_FALSE(CompareResults(Example(), b, 0).Same());
  ResultSet a = Example();
  a.model.reset();
  EXPECT_TRUE(CompareResults(a, b, 0).Same());
}

TEST(ResultSet, IsReadFromAFolderOrAFile) {
  const TemporaryFolder folder;
  const ResultSet example = Example();
  ASSERT_THAT(WriteFileAtomically(folder / "validation.json", JsonText(example.validation).value()), IsOk());
  ASSERT_OK_AND_ASSIGN(const ResultSet file, ReadResultSet(folder / "validation.json"));
  EXPECT_FALSE(file.model);
  EXPECT_EQ(file.validation, Json::parse(JsonText(example.validation).value()));
  ASSERT_THAT(WriteFileAtomically(folder / "model.json", JsonText(*example.model).value()), IsOk());
  ASSERT_OK_AND_ASSIGN(const ResultSet both, ReadResultSet(folder.path().string()));
  EXPECT_TRUE(both.model);
}

TEST(ResultSet, MissingAndBrokenFilesAreNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT(ReadResultSet(folder.path().string()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("has no validation.json")));
  EXPECT_THAT(ReadResultSet(folder / "absent"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("is not there")));
  for (const char* text : {"", "{\"study\": ", "\xff\xfe"}) {
    ASSERT_THAT(WriteFileAtomically(folder / "validation.json", text), IsOk());
    EXPECT_THAT(ReadResultSet(folder.path().string()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("validation.json: is no JSON")));
  }
  for (const char* text : {"[]", "3", "{}", R"({"study": 1, "study_sha256": "x", "sites": {}})",
                           R"({"study": "s", "study_sha256": "x", "sites": []})"}) {
    ASSERT_THAT(WriteFileAtomically(folder / "validation.json", text), IsOk());
    EXPECT_THAT(ReadResultSet(folder.path().string()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not a file of Osteon's results")))
        << text;
  }
}

}  // namespace
}  // namespace osteon
