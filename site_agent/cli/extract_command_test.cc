#include "site_agent/cli/extract_command.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::Put;
using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExtractCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    Put(image_, SmallImage(1));
    Put(mask_, SmallMask(2));
    ASSERT_THAT(WriteFileAtomically(params_, "featureClass: {firstorder: [Mean]}\n"), IsOk());
  }
  // What the program's main does; 2 where CLI11 itself refuses.
  int Run(std::vector<std::string> arguments) {
    CLI::App app("test", "osteon-agent");
    int exit_code = 0;
    AddExtractCommand(app, &exit_code);
    arguments.insert(arguments.begin(), "extract");
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    ::testing::internal::CaptureStderr();
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError& error) {
      exit_code = error.get_exit_code() == 0 ? 0 : 2;
    }
    messages_ = ::testing::internal::GetCapturedStderr();
    return exit_code;
  }
  testing::TemporaryFolder folder_;
  std::string image_ = folder_ / "image.nii.gz", mask_ = folder_ / "mask.nii.gz",
              params_ = folder_ / "p.yaml", out_ = folder_ / "features.csv",
              manifest_ = folder_ / "cohort.csv";
  std::string messages_;
};

TEST_F(ExtractCommand, WritesOneRowForAnImageAndAMask) {
  EXPECT_EQ(Run({"--image", image_, "--mask", mask_, "--label", "2", "--params", params_, "--out", out_}), 0)
      << messages_;
  ASSERT_OK_AND_ASSIGN(const std::string csv, ReadFile(out_));
  EXPECT_THAT(csv, AllOf(StartsWith("patient_id,region,diagnostics_"), HasSubstr("original_firstorder_Mean"),
                         HasSubstr("\nimage.nii.gz,2,")));
  EXPECT_THAT(ReadFile(out_ + ".provenance.json"), IsOk());
  EXPECT_THAT(messages_, HasSubstr("1 of 1 rows, 1 features each"));
}

TEST_F(ExtractCommand, AFailedCaseIsExitCodeOneAndCounted) {
  ASSERT_THAT(
      WriteFileAtomically(
          manifest_,
          "patient_id,image,mask,label\nP1,image.nii.gz,mask.nii.gz,2\nP2,absent.nii,mask.nii.gz,2\n"),
      IsOk());
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_, "--jobs", "2"}), 1);
  EXPECT_THAT(messages_, AllOf(HasSubstr("patient P2, region 2: "), HasSubstr("absent.nii: no such file"),
                               HasSubstr("1 of 2 rows failed")));
  ASSERT_OK_AND_ASSIGN(const std::string csv, ReadFile(out_));
  EXPECT_THAT(csv, AllOf(HasSubstr("\nP1,2,"), HasSubstr("\nP2,2,")));
}

TEST_F(ExtractCommand, LongManifestsReportEachTenth) {
  std::string text = "patient_id,image,mask,label\n";
  for (int i = 0; i < 20; ++i) text += "P" + std::to_string(i) + ",image.nii.gz,mask.nii.gz,2\n";
  ASSERT_THAT(WriteFileAtomically(manifest_, text), IsOk());
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_}), 0);
  EXPECT_THAT(messages_, AllOf(HasSubstr("2 of 20 rows, about"), HasSubstr("20 of 20 rows, about")));
}

TEST_F(ExtractCommand, ImageQaIsWrittenBesideTheFeaturesAndLeavesThemAsTheyAre) {
  ASSERT_THAT(
      WriteFileAtomically(
          manifest_,
          "patient_id,image,mask,label\nP1,image.nii.gz,mask.nii.gz,2\nP2,absent.nii,mask.nii.gz,2\n"),
      IsOk());
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_}), 1);
  ASSERT_OK_AND_ASSIGN(const std::string without, ReadFile(out_));
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_, "--qa", folder_ / "qa"}), 1);
  EXPECT_THAT(messages_, HasSubstr("image QA, 0 of 2 flagged: " + folder_ / "qa/index.html"));
  EXPECT_EQ(ReadFile(out_).value_or(""), without);
  ASSERT_OK_AND_ASSIGN(const std::string page, ReadFile(folder_ / "qa/index.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("<h1>cohort.csv</h1>"), HasSubstr("absent.nii: no such file")));
  EXPECT_THAT(ReadFile(folder_ / "qa/qa.csv"), IsOk());
}

TEST_F(ExtractCommand, ImageQaSeesEveryCaseAlsoWhereFeaturesAreKnown) {
  const std::vector<std::string> arguments = {"--image", image_,     "--mask", mask_,     "--label",
                                              "2",       "--params", params_,  "--cache", folder_ / "cache",
                                              "--out",   out_};
  EXPECT_EQ(Run(arguments), 0) << messages_;
  std::vector<std::string> again = arguments;
  again.insert(again.end(), {"--qa", folder_ / "qa"});
  EXPECT_EQ(Run(again), 0) << messages_;
  EXPECT_THAT(messages_, AllOf(HasSubstr("1 known from before"), HasSubstr("image QA, 0 of 1 flagged")));
  ASSERT_OK_AND_ASSIGN(const std::string page, ReadFile(folder_ / "qa/index.html"));
  EXPECT_THAT(page, HasSubstr("src=\"case-"));
}

TEST_F(ExtractCommand, AFolderOfSomebodyElseIsRefusedBeforeAnythingIsWritten) {
  ASSERT_THAT(MakeFolder(folder_ / "www"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_ / "www/index.html", "mine"), IsOk());
  EXPECT_EQ(Run({"--image", image_, "--mask", mask_, "--label", "2", "--params", params_, "--out", out_,
                 "--qa", folder_ / "www"}),
            1);
  EXPECT_THAT(messages_, AllOf(HasSubstr("name another folder"), HasSubstr("nothing was written")));
  EXPECT_FALSE(ReadFile(out_).ok());
}

TEST_F(ExtractCommand, BadSettingsAreExitCodeOneAndNothingIsWritten) {
  ASSERT_THAT(WriteFileAtomically(params_, "featureClass: {firstorder: [Meen]}\n"), IsOk());
  EXPECT_EQ(Run({"--image", image_, "--mask", mask_, "--params", params_, "--out", out_}), 1);
  EXPECT_THAT(messages_, AllOf(HasSubstr("p.yaml:1:29"), HasSubstr("did you mean 'Mean'?"),
                               HasSubstr("nothing was written")));
  EXPECT_FALSE(ReadFile(out_).ok());
}

TEST_F(ExtractCommand, WrongCombinationsAreExitCodeTwo) {
  const std::vector<std::string> rest{"--params", params_, "--out", out_};
  const auto with = [&](std::vector<std::string> first) {
    first.insert(first.end(), rest.begin(), rest.end());
    return Run(first);
  };
  EXPECT_EQ(with({}), 2);
  EXPECT_EQ(with({"--image", image_}), 2);
  EXPECT_EQ(with({"--mask", mask_}), 2);
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--manifest", manifest_}), 2);
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--jobs", "2"}), 2);
  EXPECT_EQ(with({"--manifest", manifest_, "--label", "2"}), 2);
  EXPECT_EQ(with({"--manifest", manifest_, "--jobs", "0"}), 2);
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--label", "0"}), 2);
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--unknown"}), 2);
  EXPECT_EQ(Run({"--image", image_, "--mask", mask_, "--out", out_}), 2);
  for (const char* shard : {"0/2", "3/2", "1", "1/", "a/b", "-1/2", "1/2/3"}) {
    EXPECT_EQ(with({"--manifest", manifest_, "--shard", shard}), 2) << shard;
  }
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--shard", "1/2"}), 2);
  EXPECT_EQ(with({"--merge", out_}), 2);  // with --params
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--wide"},
                                               {"--resume"},
                                               {"--jobs", "2"},
                                               {"--label", "2"},
                                               {"--cache", folder_ / "cache"},
                                               {"--memory", "1G"}}) {
    std::vector<std::string> line{"--merge", manifest_, "--out", out_};
    line.insert(line.end(), more.begin(), more.end());
    EXPECT_EQ(Run(line), 2) << more[0];
  }
  EXPECT_EQ(with({"--manifest", manifest_, "--memory", "0"}), 2);
  EXPECT_EQ(with({"--manifest", manifest_, "--memory", "much"}), 2);
  EXPECT_EQ(with({"--manifest", manifest_, "--memory", "-1"}), 2);
  EXPECT_EQ(with({"--manifest", manifest_, "--memory", "5X"}), 2);
  EXPECT_EQ(with({"--image", image_, "--mask", mask_, "--label", "2", "--memory", "500M"}), 0) << messages_;
}

TEST_F(ExtractCommand, FailuresAreCountedByReason) {
  std::string text = "patient_id,image,mask,label\nP0,absent.nii,mask.nii.gz,2\n";
  for (int i = 1; i < 4; ++i)
    text += "P" + std::to_string(i) + ",image.nii.gz,mask.nii.gz," + std::to_string(2 + i) + "\n";
  ASSERT_THAT(WriteFileAtomically(manifest_, text), IsOk());
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_, "--jobs", "1"}), 1);
  EXPECT_THAT(messages_, HasSubstr("osteon-agent: 4 of 4 rows failed; column `error` says why\n"
                                   "  3 rows, such as: label 3 is not in the mask\n  1 row: no such file\n"));
}

TEST_F(ExtractCommand, ReasonsAreCountedWhateverTheFilesAreCalled) {
  std::string text = "patient_id,image,mask\n";
  for (const std::string name : {"bad_mask.nii.gz", "another.nrrd"}) {
    ASSERT_THAT(WriteFileAtomically(folder_ / name, "no image"), IsOk());
    text += name + "," + (folder_ / name) + ",mask.nii.gz\n";
  }
  ASSERT_THAT(WriteFileAtomically(manifest_, text), IsOk());
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_, "--jobs", "1"}), 1);
  EXPECT_THAT(messages_, HasSubstr("  2 rows: cannot be read\n"));
}

TEST_F(ExtractCommand, SeveralImagesMayHaveParameterFilesOfTheirOwn) {
  ASSERT_THAT(WriteFileAtomically(manifest_,
                                  "patient_id,image_t1,image_t2,mask,label\n"
                                  "P1,image.nii.gz,image.nii.gz,mask.nii.gz,2\n"),
              IsOk());
  const std::string other = folder_ / "other.yaml";
  ASSERT_THAT(WriteFileAtomically(other, "featureClass: {firstorder: [Maximum]}\n"), IsOk());
  EXPECT_EQ(
      Run({"--manifest", manifest_, "--params", "t2=" + other, "--params", "t1=" + params_, "--out", out_}),
      0)
      << messages_;
  EXPECT_THAT(ReadFile(out_).value(),
              AllOf(HasSubstr("t1_original_firstorder_Mean,t2_original_firstorder_Maximum,error")));
  EXPECT_THAT(messages_, AllOf(HasSubstr("1 of 1 rows, 2 features each"), HasSubstr("settings of t1 "),
                               HasSubstr("settings of t2 ")));
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", out_}), 0);
  EXPECT_EQ(Run({"--manifest", manifest_, "--params", "t1=" + params_, "--out", out_}), 1);
  EXPECT_THAT(messages_, HasSubstr("--params t2=FILE is missing"));
  EXPECT_EQ(
      Run({"--manifest", manifest_, "--params", "t1=" + params_, "--params", "t3=" + params_, "--out", out_}),
      1);
  EXPECT_THAT(messages_, HasSubstr("NAME=FILE once for each of t1, t2"));
}

TEST_F(ExtractCommand, ShardsAreMergedIntoTheTableOfOneRun) {
  std::string text = "patient_id,image,mask,label\n";
  for (int i = 0; i < 5; ++i) text += "P" + std::to_string(i) + ",image.nii.gz,mask.nii.gz,2\n";
  ASSERT_THAT(WriteFileAtomically(manifest_, text), IsOk());
  const auto extract = [&](const std::string& out, std::vector<std::string> more) {
    const std::vector<std::string> fixed{"--manifest", manifest_, "--params", params_, "--out", out};
    more.insert(more.end(), fixed.begin(), fixed.end());
    return Run(more);
  };
  EXPECT_EQ(extract(out_, {"--wide"}), 0);
  const std::string first = folder_ / "1.csv", second = folder_ / "2.csv", all = folder_ / "all.csv";
  EXPECT_EQ(extract(first, {"--wide", "--shard", "1/2"}), 0);
  EXPECT_EQ(extract(second, {"--wide", "--shard", "2/2"}), 0);
  EXPECT_EQ(Run({"--merge", second, first, "--out", all}), 0) << messages_;
  EXPECT_THAT(messages_, HasSubstr("5 rows of 2 shards"));
  EXPECT_EQ(ReadFile(all).value(), ReadFile(out_).value());
  EXPECT_EQ(Run({"--merge", first, "--out", all}), 1);
  EXPECT_THAT(messages_, AllOf(HasSubstr("missing: 2"), HasSubstr("nothing was written")));
}

TEST_F(ExtractCommand, MergingPassesOverTheCodesThatAShellsPatternTakesAlong) {
  ASSERT_THAT(WriteFileAtomically(manifest_,
                                  "patient_id,image,mask,label\nA,image.nii.gz,mask.nii.gz,2\n"
                                  "B,image.nii.gz,mask.nii.gz,2\n"),
              IsOk());
  ASSERT_THAT(WriteFileAtomically(params_, "ibsi: {families: [statistics]}\n"), IsOk());
  std::vector<std::string> merge{"--merge"};
  for (const char* shard : {"1", "2"}) {
    const std::string part = folder_ / absl::StrCat("part", shard, ".csv");
    ASSERT_EQ(Run({"--manifest", manifest_, "--params", params_, "--out", part, "--shard",
                   absl::StrCat(shard, "/2")}),
              0);
    merge.insert(merge.end(), {part, part + ".codes.csv"});
  }
  merge.insert(merge.end(), {"--out", out_});
  EXPECT_EQ(Run(merge), 0) << messages_;
  EXPECT_THAT(messages_, HasSubstr("2 rows of 2 shards"));
}

TEST_F(ExtractCommand, ASecondRunSaysWhatItKnew) {
  const std::vector<std::string> line{"--image",  image_,  "--mask", mask_, "--label", "2",
                                      "--params", params_, "--out",  out_,  "--cache", folder_ / "cache"};
  EXPECT_EQ(Run(line), 0);
  EXPECT_EQ(Run(line), 0);
  EXPECT_THAT(messages_, HasSubstr("1 of 1 rows, 1 features each (1 known from before)"));
}

TEST_F(ExtractCommand, HelpHasAnExample) {
  CLI::App app("test", "osteon-agent");
  int exit_code = 0;
  AddExtractCommand(app, &exit_code);
  EXPECT_THAT(app.get_subcommand("extract")->help(), HasSubstr("osteon-agent extract --manifest cohort.csv"));
}

}  // namespace
}  // namespace osteon
