#include "coordinator/model_file/model_file.h"

#include "coordinator/model_file/example_model_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<ModelFile> Parse(const Json& json) {
  return ParseModelFile(*JsonText(json), "model.json");
}

TEST(ModelFile, EveryModelIsReadWithItsTerms) {
  const absl::StatusOr<ModelFile> file = Parse(ExampleModelJson());
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->ModelNames(),
              ElementsAre("signature", "nomogram", "staged", "sites", "reader", "frozen"));
  const FileModel& nomogram = *file->Find("nomogram");
  EXPECT_EQ(nomogram.terms[2].name, "age");
  EXPECT_EQ(nomogram.terms[2].coefficient, 0.04);
  EXPECT_EQ(nomogram.terms[2].p, 0.0125);
  EXPECT_EQ(nomogram.threshold, 0.3);
  EXPECT_TRUE(nomogram.selected);
  EXPECT_EQ(nomogram.nomogram->axes[2].levels[1], "M");
  EXPECT_EQ(file->Find("signature")->penalty->chosen_by, "lambda.min");
  EXPECT_EQ(file->screening[0].kept, 2U);
}

TEST(ModelFile, AFileOfSomethingElseSaysSo) {
  EXPECT_THAT(ParseModelFile("{\"models\": 3}", "x.json"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("x.json: not a model.json")));
  EXPECT_THAT(ParseModelFile("no json", "x.json"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a model.json")));
  Json older = ExampleModelJson();
  older["models"]["nomogram"].erase("threshold");
  EXPECT_THAT(Parse(older), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold")));
  Json text = ExampleModelJson();
  text["models"]["nomogram"]["terms"][1]["coefficient"] = "abc";
  EXPECT_THAT(Parse(text),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr(", model nomogram, term 2: not a model.json"),
                             HasSubstr("must be number, but is string"), HasSubstr("osteon report"))));
}

TEST(ModelFile, AModelThatIsNotThereIsToldWithThoseThatAre) {
  const absl::StatusOr<ModelFile> file = Parse(ExampleModelJson());
  EXPECT_THAT(
      FindModel(*file, "nomgram"),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("no model nomgram; it has signature, nomogram")));
}

}  // namespace
}  // namespace osteon
