#include "site_agent/extraction/run_extraction.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "site_agent/extraction/feature_store.h"
#include "site_agent/extraction/merge_shards.h"
#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::Put;
using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kParams[] = "featureClass: {firstorder: [Mean, Energy], glcm: }";

// Ten patients, two of whom cannot be extracted; the third has a further row at the end.
class ExtractionFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    Put(folder_ / "mask.nii.gz", SmallMask(1));
    Put(folder_ / "mask2.nii.gz", SmallMask(2));
    std::string text = "patient_id,image,mask,label,note\n";
    for (std::uint32_t i = 0; i < 10; ++i) {
      if (i != 4) Put(folder_ / absl::StrCat(i, ".nii.gz"), SmallImage(i));
      absl::StrAppend(&text, "P", i, ",", i, ".nii.gz,mask.nii.gz,", i == 7 ? 9 : 1, ",\"a, \"\"b\"\"\"\n");
    }
    absl::StrAppend(&text, "P2,2.nii.gz,mask2.nii.gz,2,\"a, \"\"b\"\"\"\n");
    manifest_ = ParseManifest(text, folder_ / "cohort.csv").value();
  }
  ExtractionRun Run(const std::string& out) {
    ExtractionRun run;
    run.manifest = manifest_;
    run.settings = {{"params.yaml", ParseExtractionSettings(kParams, "params.yaml").value()}};
    run.out = folder_ / out;
    return run;
  }
  std::string Text(const std::string& name) { return ReadFile(folder_ / name).value_or("absent"); }
  bool Exists(const std::string& name) { return std::filesystem::exists(folder_ / name); }
  nlohmann::json Provenance(const std::string& out) {
    return nlohmann::json::parse(Text(out + ".provenance.json"));
  }
  const testing::TemporaryFolder folder_;
  Manifest manifest_;
};

TEST_F(ExtractionFiles, TheTableHasValuesOrAnErrorInEachRow) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(Run("f.csv")));
  EXPECT_EQ(table.failed, 2U);
  EXPECT_EQ(table.known, 0U);
  EXPECT_THAT(Text("f.csv"), AllOf(StartsWith("patient_id,region,note,diagnostics_"),
                                   HasSubstr("\nP7,9,\"a, \"\"b\"\"\",,,"),
                                   HasSubstr("label 9 is not in the mask; labels there are: 1\"\n"),
                                   HasSubstr("4.nii.gz: no such file\n")));
  EXPECT_FALSE(Exists("f.csv.partial"));
  EXPECT_FALSE(Exists("f.csv.codes.csv"));
}

TEST_F(ExtractionFiles, TheTableNeverReplacesAFileThatIsRead) {
  const std::string image = Text("0.nii.gz"), mask = Text("mask.nii.gz");
  ASSERT_THAT(WriteFileAtomically(folder_ / "cohort.csv", "the list"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_ / "p.yaml", kParams), IsOk());
  std::filesystem::create_symlink(folder_ / "0.nii.gz", folder_ / "link.nii.gz");
  std::filesystem::create_directory(folder_ / "results");
  for (const char* out : {"0.nii.gz", "mask.nii.gz", "cohort.csv", "p.yaml", "link.nii.gz"}) {
    ExtractionRun run = Run(out);
    run.settings.front().name = folder_ / "p.yaml";
    EXPECT_THAT(RunExtraction(run), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("overwritten")))
        << out;
  }
  EXPECT_THAT(RunExtraction(Run("results")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a folder; name a file in it")));
  EXPECT_EQ(Text("0.nii.gz"), image);
  EXPECT_EQ(Text("mask.nii.gz"), mask);
  EXPECT_EQ(Text("cohort.csv"), "the list");
  EXPECT_EQ(Text("p.yaml"), kParams);
}

TEST_F(ExtractionFiles, CodesOfAnEarlierTableDoNotStayBesideAnother) {
  ExtractionRun run = Run("f.csv");
  run.settings = {
      {"ibsi.yaml", ParseExtractionSettings("ibsi: {families: [statistics]}", "ibsi.yaml").value()}};
  ASSERT_THAT(RunExtraction(run), IsOk());
  EXPECT_TRUE(Exists("f.csv.codes.csv"));
  ASSERT_THAT(RunExtraction(Run("f.csv")), IsOk());
  EXPECT_FALSE(Exists("f.csv.codes.csv"));
}

TEST_F(ExtractionFiles, ProvenanceNamesSoftwareSettingsAndEveryFile) {
  ASSERT_THAT(RunExtraction(Run("f.csv")), IsOk());
  const nlohmann::json json = Provenance("f.csv");
  EXPECT_THAT(json["software"]["osteon"].get<std::string>(), HasSubstr("0.1.0 ("));
  EXPECT_EQ(json["software"]["build_id"].get<std::string>().size(), 40U);
  EXPECT_TRUE(json["software"].contains("ITK"));
  EXPECT_EQ(json["manifest"]["sha256"], manifest_.sha256);
  EXPECT_TRUE(json["shard"].is_null());
  const nlohmann::json& image = json["images"][0];
  EXPECT_EQ(image["params"], "params.yaml");
  EXPECT_EQ(image["settings_sha256"], Sha256Hex(image["settings"].get<std::string>()));
  EXPECT_THAT(image["settings"].get<std::string>(), HasSubstr("binWidth: 25"));
  EXPECT_EQ(image["features"], 26);
  EXPECT_EQ(json["rows"], 11);
  EXPECT_EQ(json["failed"], 2);
  ASSERT_EQ(json["cases"].size(), 11U);
  const nlohmann::json& first = json["cases"][0];
  EXPECT_EQ(first["patient_id"], "P0");
  EXPECT_EQ(first["line"], 2);
  EXPECT_TRUE(first["error"].is_null());
  EXPECT_EQ(first["files"][0]["image_sha256"], Sha256OfFile(folder_ / "0.nii.gz").value());
  EXPECT_EQ(first["files"][0]["mask_sha256"], Sha256OfFile(folder_ / "mask.nii.gz").value());
  EXPECT_THAT(json["cases"][4]["error"].get<std::string>(), HasSubstr("no such file"));
  EXPECT_TRUE(json["cases"][4]["files"][0]["image_sha256"].is_null());
}

TEST_F(ExtractionFiles, ACacheMakesTheSecondRunReadNothingAndGivesTheSameBytes) {
  ExtractionRun run = Run("f.csv");
  run.cache = folder_ / "cache";
  ASSERT_OK_AND_ASSIGN(const ExtractedTable first, RunExtraction(run));
  EXPECT_EQ(first.known, 0U);
  const std::string csv = Text("f.csv"), json = Text("f.csv.provenance.json");
  ASSERT_OK_AND_ASSIGN(const ExtractedTable second, RunExtraction(run));
  EXPECT_EQ(second.known, 9U);
  EXPECT_EQ(Text("f.csv"), csv);
  EXPECT_EQ(Text("f.csv.provenance.json"), json);
  ASSERT_THAT(RunExtraction(Run("plain.csv")), IsOk());
  EXPECT_EQ(Text("plain.csv"), csv);

  // A copy under another name is known, another image under the old name is not.
  Put(folder_ / "3.nii.gz", SmallImage(77));
  std::filesystem::copy_file(folder_ / "0.nii.gz", folder_ / "4.nii.gz");
  ASSERT_OK_AND_ASSIGN(const ExtractedTable third, RunExtraction(run));
  EXPECT_EQ(third.known, 9U);
  EXPECT_EQ(third.failed, 1U);
  EXPECT_NE(third.rows[3].parts[0].features.values, first.rows[3].parts[0].features.values);
  EXPECT_EQ(third.rows[4].parts[0].features.values, first.rows[0].parts[0].features.values);
}

TEST_F(ExtractionFiles, WhoExaminesSeesWhatTheCacheKnowsToo) {
  ExtractionRun run = Run("f.csv");
  run.cache = folder_ / "cache";
  ASSERT_THAT(RunExtraction(run), IsOk());
  std::size_t seen = 0;
  run.options.examine = [&](const CaseRegion& region, const Volume&, const Volume&) {
    ++seen;
    return region.one.patient_id == "P0" ? absl::FailedPreconditionError("too thick") : absl::OkStatus();
  };
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(run));
  EXPECT_EQ(seen, 10U);  // all but the image that is not there
  EXPECT_EQ(table.failed, 3U);
  EXPECT_TRUE(table.rows[0].parts[0].features.values.empty());
}

TEST_F(ExtractionFiles, AnotherParameterFileIsComputedAnew) {
  ExtractionRun run = Run("f.csv");
  run.cache = folder_ / "cache";
  ASSERT_THAT(RunExtraction(run), IsOk());
  run.settings = {
      {"p.yaml", ParseExtractionSettings(absl::StrCat(kParams, "\nsetting: {binWidth: 10}"), "p").value()}};
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(run));
  EXPECT_EQ(table.known, 0U);
}

TEST_F(ExtractionFiles, TheSameSettingsInOtherWordsAreTheBytesOfAnUncachedRun) {
  ExtractionRun run = Run("f.csv");
  run.cache = folder_ / "cache";
  ASSERT_THAT(RunExtraction(run), IsOk());
  // The default written out: the same settings, and another cell of diagnostics.
  run.settings = {
      {"p.yaml", ParseExtractionSettings(absl::StrCat(kParams, "\nsetting: {binWidth: 25}"), "p").value()}};
  ASSERT_THAT(RunExtraction(run), IsOk());
  const std::string cached = Text("f.csv");
  run.cache.clear();
  ASSERT_THAT(RunExtraction(run), IsOk());
  EXPECT_EQ(Text("f.csv"), cached);
}

// What a run that was killed after some cases leaves behind.
void LeavePartial(ExtractionRun run, std::size_t cases) {
  run.cache = run.out + ".partial";
  run.manifest.cases.resize(cases);
  ASSERT_THAT(RunExtraction(run), IsOk());
  std::filesystem::remove(run.out);
  std::filesystem::remove(run.out + ".provenance.json");
}

TEST_F(ExtractionFiles, ResumingGivesTheBytesOfAnUndisturbedRun) {
  ASSERT_THAT(RunExtraction(Run("whole.csv")), IsOk());
  LeavePartial(Run("f.csv"), 4);
  ExtractionRun run = Run("f.csv");
  EXPECT_THAT(RunExtraction(run), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr("f.csv.partial is there, with 4 finished"),
                                                 HasSubstr("--resume"), HasSubstr("remove the folder"))));
  EXPECT_FALSE(Exists("f.csv"));
  run.resume = true;
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(run));
  EXPECT_EQ(table.known, 4U);
  EXPECT_EQ(Text("f.csv"), Text("whole.csv"));
  EXPECT_EQ(Text("f.csv.provenance.json"), Text("whole.csv.provenance.json"));
  EXPECT_FALSE(Exists("f.csv.partial"));
}

TEST_F(ExtractionFiles, ResumingWithNothingLeftBehindJustRuns) {
  ExtractionRun run = Run("f.csv");
  run.resume = true;
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(run));
  EXPECT_EQ(table.known, 0U);
  EXPECT_FALSE(Exists("f.csv.partial"));
}

TEST_F(ExtractionFiles, AStoreThatCannotBeWrittenIsToldOnceAndStopsNothing) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "cache", "a file"), IsOk());
  std::vector<std::string> notices;
  ExtractionRun run = Run("f.csv");
  run.cache = folder_ / "cache";
  run.options.notice = [&](const std::string& text) { notices.push_back(text); };
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, RunExtraction(run));
  EXPECT_EQ(table.failed, 2U);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_THAT(notices[0], HasSubstr("features cannot be kept"));
}

TEST_F(ExtractionFiles, AManifestThatCannotBeWideIsRefusedBeforeAnyWork) {
  manifest_.cases.back().carried = {"other"};
  ExtractionRun run = Run("f.csv");
  run.wide = true;
  EXPECT_THAT(RunExtraction(run), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("column note")));
  EXPECT_FALSE(Exists("f.csv"));
}

TEST_F(ExtractionFiles, FeaturesOfIbsiHaveTheirCodesBesideThem) {
  const SettingsFile ibsi{"ibsi.yaml", ParseExtractionSettings("ibsi: {}", "ibsi.yaml").value()};
  ExtractionRun run = Run("f.csv");
  run.settings = {ibsi};
  ASSERT_THAT(RunExtraction(run), IsOk());
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ReadCsv(folder_ / "f.csv"));
  ASSERT_OK_AND_ASSIGN(const CsvTable codes, ReadCsv(folder_ / "f.csv.codes.csv"));
  EXPECT_THAT(codes.header, ::testing::ElementsAre("feature", "ibsi_code"));
  ASSERT_EQ(codes.rows.size(), FeatureNames(ibsi.settings).size());
  for (const auto& row : codes.rows) {
    EXPECT_TRUE(table.Column(row[0]).has_value()) << row[0];
    EXPECT_THAT(row[1], ::testing::MatchesRegex("[A-Z0-9]{4}( [A-Z0-9]{4})*")) << row[0];
  }

  // With another dialect for another image, its features alone have codes, under the image's name.
  run.manifest.images = {"ct", "pet"};
  for (ManifestCase& one : run.manifest.cases) one.images.push_back(one.images.front());
  run.settings = {{"params.yaml", ParseExtractionSettings(kParams, "params.yaml").value()}, ibsi};
  ASSERT_THAT(RunExtraction(run), IsOk());
  ASSERT_OK_AND_ASSIGN(const CsvTable both, ReadCsv(folder_ / "f.csv.codes.csv"));
  ASSERT_EQ(both.rows.size(), codes.rows.size());
  EXPECT_EQ(both.rows[0][0], "pet_" + codes.rows[0][0]);
}

TEST_F(ExtractionFiles, AFolderThatIsNotThereIsToldBeforeAnyWork) {
  ExtractionRun run = Run("no/such/f.csv");
  run.options.progress = [](const ExtractProgress&) { ADD_FAILURE(); };
  EXPECT_THAT(RunExtraction(run), StatusIs(absl::StatusCode::kNotFound, HasSubstr("there is no folder ")));
  EXPECT_FALSE(Exists("no"));
}

class Shards : public ExtractionFiles {
 protected:
  // Tables of `count` shards; gives their paths in reverse order.
  std::vector<std::string> Make(std::size_t count, bool wide) {
    std::vector<std::string> paths;
    for (std::size_t index = count; index >= 1; --index) {
      ExtractionRun run = Run(absl::StrCat("part", index, ".csv"));
      run.options.shard = {index, count};
      run.wide = wide;
      EXPECT_THAT(RunExtraction(run), IsOk());
      paths.push_back(run.out);
    }
    return paths;
  }
};

TEST_F(Shards, TogetherAreTheWholeTableAndProvenanceToTheLastByte) {
  for (const bool wide : {false, true}) {
    ExtractionRun run = Run("whole.csv");
    run.wide = wide;
    ASSERT_THAT(RunExtraction(run), IsOk());
    for (const std::size_t count : std::vector<std::size_t>{2, 3, 12}) {  // of twelve, two are empty
      ASSERT_OK_AND_ASSIGN(const MergedShards merged, MergeShards(Make(count, wide), folder_ / "all.csv"));
      EXPECT_EQ(merged.rows, 11U);
      EXPECT_EQ(merged.failed, 2U);
      EXPECT_EQ(Text("all.csv"), Text("whole.csv")) << count;
      EXPECT_EQ(Text("all.csv.provenance.json"), Text("whole.csv.provenance.json")) << count;
    }
  }
}

TEST_F(Shards, OfIbsisDialectKeepTheirCodes) {
  for (const std::size_t index : std::vector<std::size_t>{0, 1, 2}) {
    ExtractionRun run = Run(index == 0 ? "whole.csv" : absl::StrCat("part", index, ".csv"));
    run.settings = {{"ibsi.yaml", ParseExtractionSettings("ibsi: {}", "ibsi.yaml").value()}};
    if (index > 0) run.options.shard = {index, 2};
    ASSERT_THAT(RunExtraction(run), IsOk());
  }
  ASSERT_THAT(MergeShards({folder_ / "part1.csv", folder_ / "part2.csv"}, folder_ / "all.csv"), IsOk());
  EXPECT_EQ(Text("all.csv.codes.csv"), Text("whole.csv.codes.csv"));
  EXPECT_EQ(Text("all.csv"), Text("whole.csv"));
}

TEST_F(Shards, OneIsNotReplacedByTheWhole) {
  const std::vector<std::string> paths = Make(2, false);
  const std::string second = Text("part2.csv");
  EXPECT_THAT(MergeShards(paths, folder_ / "part2.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is one of the shards")));
  EXPECT_EQ(Text("part2.csv"), second);
}

TEST_F(Shards, AMissingOrRepeatedOneIsNamed) {
  std::vector<std::string> paths = Make(4, false);
  paths.erase(paths.begin() + 1);  // shard 3
  paths.push_back(paths.front());
  EXPECT_THAT(
      MergeShards(paths, folder_ / "all.csv"),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("of 4 shards these are missing: 3"),
                                                         HasSubstr("part4.csv: shard 4 is also in "))));
  EXPECT_FALSE(Exists("all.csv"));
  EXPECT_THAT(MergeShards({}, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
}

TEST_F(Shards, OfOtherSettingsOrManifestsDoNotMix) {
  const std::vector<std::string> paths = Make(2, false);
  ExtractionRun run = Run("part2.csv");
  run.options.shard = {2, 2};
  run.settings = {{"params.yaml", ParseExtractionSettings("setting: {binWidth: 3}", "p").value()}};
  ASSERT_THAT(RunExtraction(run), IsOk());
  EXPECT_THAT(MergeShards(paths, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("another `images`"), HasSubstr("other columns"))));
  run = Run("part2.csv");
  run.options.shard = {2, 2};
  run.manifest.sha256 = std::string(64, '0');
  ASSERT_THAT(RunExtraction(run), IsOk());
  EXPECT_THAT(MergeShards(paths, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another `manifest`")));
}

TEST_F(Shards, ATableThatWasEditedIsNotMerged) {
  const std::vector<std::string> paths = Make(2, false);
  const std::string csv = Text("part1.csv");
  ASSERT_THAT(WriteFileAtomically(folder_ / "part1.csv", csv.substr(0, csv.rfind('\n', csv.size() - 2) + 1)),
              IsOk());
  EXPECT_THAT(MergeShards(paths, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("part1.csv: is not the table that ")));
}

TEST_F(Shards, AWholeTableOrOneWithoutProvenanceIsNoShard) {
  ASSERT_THAT(RunExtraction(Run("whole.csv")), IsOk());
  EXPECT_THAT(MergeShards({folder_ / "whole.csv"}, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("whole.csv: is no shard")));
  std::filesystem::remove(folder_ / "whole.csv.provenance.json");
  EXPECT_THAT(MergeShards({folder_ / "whole.csv"}, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("whole.csv.provenance.json")));
  ASSERT_THAT(WriteFileAtomically(folder_ / "whole.csv.provenance.json", "{"), IsOk());
  EXPECT_THAT(MergeShards({folder_ / "whole.csv"}, folder_ / "all.csv"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("whole.csv.provenance.json")));
}

}  // namespace
}  // namespace osteon
