#include "coordinator/model_file/export_model.h"

#include "common/csv/csv.h"
#include "coordinator/model_file/example_model_file.h"
#include "coordinator/model_file/example_model_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ExportModel, TheTableOfTermsHasTheSignatureFirst) {
  const ModelFile file = ExampleModelFile();
  const absl::StatusOr<CsvTable> table =
      ParseCsv(ExportCsv(file, *MakeScoringModel(file, "nomogram")), "terms.csv");
  ASSERT_THAT(table, osteon::testing::IsOk());
  ASSERT_EQ(table->rows.size(), 7U);
  const auto cell = [&](std::size_t row, const char* column) {
    return table->rows[row][*table->Column(column)];
  };
  EXPECT_EQ(cell(1, "model"), "signature");
  EXPECT_EQ(cell(1, "term"), "f1");
  EXPECT_EQ(cell(1, "imputed_value"), "2");
  EXPECT_EQ(cell(6, "term"), "sexM");
  EXPECT_EQ(cell(6, "column"), "sex");
  EXPECT_EQ(cell(6, "level"), "M");
  EXPECT_EQ(cell(6, "odds_ratio"), "2.1170000166126748");  // exp(0.75)
  EXPECT_EQ(cell(6, "p_note"), "not adjusted for selection");
}

TEST(ExportModel, TheInterceptOfANewSiteHasNoIntervalOfTheFits) {
  const ModelFile file = ExampleModelFile();
  const std::string text = ExportCsv(file, *MakeScoringModel(file, "sites"));
  EXPECT_THAT(text, HasSubstr("sites,(Intercept),,,-1.5,,,,,,,,,,\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("sitebeta")));
}

TEST(ExportModel, JsonHasAllThatScoringNeeds) {
  const ModelFile file = ExampleModelFile();
  const Json json = Json::parse(*ExportJson(file, *MakeScoringModel(file, "nomogram")));
  EXPECT_EQ(json["terms"]["age"], 0.04);
  EXPECT_EQ(json["derived"][0]["terms"]["wavelet-f2"], -0.25);
  EXPECT_EQ(json["inputs"][3]["column"], "sex");
  EXPECT_EQ(json["inputs"][3]["design"]["sexM"], "M");
  EXPECT_EQ(json["inputs"][3]["imputed"]["sexM"], 0.5);
  EXPECT_EQ(json["inputs"][2]["min"], 18);
  EXPECT_EQ(json["threshold"], 0.3);
}

TEST(ExportModel, RHasTheEquationAndTheDictionary) {
  const ModelFile file = ExampleModelFile();
  EXPECT_THAT(ExportR(file, *MakeScoringModel(file, "nomogram")),
              AllOf(HasSubstr("predict_nomogram <- function(data) {\n"),
                    HasSubstr("  x[[\"age\"]] <- number(\"age\", 18, 110, 60)  # years\n"),
                    HasSubstr("  x[[\"wavelet-f2\"]] <- number(\"wavelet-f2\", -Inf, Inf, NA)\n"),
                    HasSubstr("  x[[\"sexM\"]] <- level(\"sex\", c(\"F\", \"M\"), \"M\", 0.5)\n"),
                    HasSubstr("  x[[\"signature\"]] <- 0 +\n    0.5 +\n    2 * x[[\"f1\"]] +\n    -0.25 * "
                              "x[[\"wavelet-f2\"]]\n"),
                    HasSubstr("positive = risk >= 0.29999999999999999")));
}

TEST(ExportModel, NothingInAFileBecomesRCode) {
  Json json = ExampleModelJson();
  json["study"] = "x\nsystem(\"rm\")";
  json["models"]["signature"]["terms"][1]["name"] = "f\"1\\";
  const ModelFile file = *ParseModelFile(*JsonText(json), "model.json");
  const std::string text = ExportR(file, *MakeScoringModel(file, "nomogram"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("\nsystem")));
  EXPECT_THAT(text, HasSubstr(R"(x[["f\"1\\"]])"));
}

}  // namespace
}  // namespace osteon
