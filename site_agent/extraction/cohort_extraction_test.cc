// Several regions, readers and images of a patient, in long and in wide tables.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/feature_table.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ExtractionSettings Settings(const std::string& feature) {
  return ParseExtractionSettings(
             "featureClass: {firstorder: [" + feature + "]}\nsetting: {additionalInfo: false}", "p.yaml")
      .value();
}

// Label 1 in the lower half of the slices that SmallMask has, label 2 in the upper.
Volume TwoRegions() {
  Volume mask = SmallMask(1);
  auto& voxels = std::get<std::vector<std::uint8_t>>(mask.voxels);
  for (std::size_t i = 8 * 7 * 3; i < voxels.size(); ++i)
    voxels[i] = static_cast<std::uint8_t>(2 * voxels[i]);
  return mask;
}

double Mean(const Volume& image, const Volume& mask, std::int64_t label) {
  return ExtractVolumes(image, mask, label, Settings("Mean")).value().values.front();
}

class CohortExtraction : public ::testing::Test {
 protected:
  void SetUp() override {
    Put(folder_ / "a.nii.gz", SmallImage(1));
    Put(folder_ / "b.nii.gz", SmallImage(2));
    Put(folder_ / "one.nii.gz", SmallMask(1));
    Put(folder_ / "two.nii.gz", TwoRegions());
  }
  Manifest Read(const std::string& text) { return ParseManifest(text, folder_ / "c.csv").value(); }
  absl::StatusOr<ExtractedTable> Extract(const std::string& text,
                                         const std::vector<ExtractionSettings>& settings = {
                                             Settings("Mean")}) {
    ExtractOptions options;
    options.jobs = 2;
    return ExtractManifest(Read(text), settings, options);
  }
  const testing::TemporaryFolder folder_;
  const double one_ = Mean(SmallImage(1), SmallMask(1), 1), low_ = Mean(SmallImage(1), TwoRegions(), 1),
               high_ = Mean(SmallImage(1), TwoRegions(), 2);
};

// Cells of one column as numbers; NaN where empty.
std::vector<double> Column(const FeatureCells& cells, const std::string& name) {
  const auto at = std::find(cells.header.begin(), cells.header.end(), name) - cells.header.begin();
  std::vector<double> values;
  for (const auto& row : cells.rows) {
    const std::string& cell = row.at(static_cast<std::size_t>(at));
    values.push_back(cell.empty() ? std::nan("") : std::stod(cell));
  }
  return values;
}

TEST_F(CohortExtraction, EachRegionIsARowUnderItsName) {
  ASSERT_OK_AND_ASSIGN(
      const ExtractedTable table,
      Extract("patient_id,image,mask,label,age\n"
              "P1,a.nii.gz,two.nii.gz,vertebra=1;cord=2,50\nP2,a.nii.gz,two.nii.gz,cord=2,60\n"));
  const FeatureCells cells = LongTable(table);
  EXPECT_THAT(cells.header, ElementsAre("patient_id", "region", "age", "original_firstorder_Mean", "error"));
  ASSERT_EQ(cells.rows.size(), 3U);
  EXPECT_EQ(cells.rows[0][1], "vertebra");
  EXPECT_EQ(cells.rows[1][1], "cord");
  EXPECT_THAT(Column(cells, "original_firstorder_Mean"), ElementsAre(low_, high_, high_));
  EXPECT_THAT(table.regions, ElementsAre("vertebra", "cord"));
}

TEST_F(CohortExtraction, WideHasAColumnForEachRegion) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table,
                       Extract("patient_id,image,mask,label,age\nP1,a.nii.gz,two.nii.gz,vertebra=1,50\n"
                               "P2,a.nii.gz,two.nii.gz,cord=2,60\nP1,a.nii.gz,two.nii.gz,cord=2,50\n"));
  const FeatureCells cells = WideTable(table, WithDiagnostics::kYes);
  EXPECT_THAT(cells.header, ElementsAre("patient_id", "age", "vertebra__original_firstorder_Mean",
                                        "cord__original_firstorder_Mean", "error"));
  ASSERT_EQ(cells.rows.size(), 2U);
  EXPECT_THAT(cells.lines, ElementsAre(2, 3));
  EXPECT_EQ(Column(cells, "vertebra__original_firstorder_Mean")[0], low_);
  EXPECT_THAT(Column(cells, "cord__original_firstorder_Mean"), ElementsAre(high_, high_));
  EXPECT_EQ(cells.rows[1][2], "");  // P2 has no vertebra, which is no error
  EXPECT_EQ(cells.rows[1].back(), "");
}

TEST_F(CohortExtraction, OneRegionHasNoPrefixAndTheSettingsLabelIsItsName) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table,
                       Extract("patient_id,image,mask\nP1,a.nii.gz,one.nii.gz\n"));
  EXPECT_EQ(LongTable(table).rows[0][1], "1");
  EXPECT_THAT(WideTable(table, WithDiagnostics::kYes).header,
              ElementsAre("patient_id", "original_firstorder_Mean", "error"));
}

TEST_F(CohortExtraction, ASecondReaderIsARowAndInWideAColumn) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table,
                       Extract("patient_id,image,mask,mask_2\nP1,a.nii.gz,one.nii.gz,two.nii.gz\n"
                               "P2,a.nii.gz,one.nii.gz,\n"));
  const FeatureCells cells = LongTable(table);
  EXPECT_THAT(cells.header,
              ElementsAre("patient_id", "region", "reader", "original_firstorder_Mean", "error"));
  ASSERT_EQ(cells.rows.size(), 3U);  // the second reader left P2 out
  EXPECT_THAT(Column(cells, "reader"), ElementsAre(1, 2, 1));
  EXPECT_THAT(Column(cells, "original_firstorder_Mean"), ElementsAre(one_, low_, one_));
  const FeatureCells wide = WideTable(table, WithDiagnostics::kYes);
  EXPECT_THAT(wide.header,
              ElementsAre("patient_id", "original_firstorder_Mean", "original_firstorder_Mean__r2", "error"));
  EXPECT_EQ(Column(wide, "original_firstorder_Mean__r2")[0], low_);
  EXPECT_EQ(wide.rows[1][2], "");
  EXPECT_EQ(wide.rows[1].back(), "");
}

TEST_F(CohortExtraction, SeveralImagesStandBesideEachOtherUnderTheirOwnSettings) {
  ASSERT_OK_AND_ASSIGN(
      const ExtractedTable table,
      Extract("patient_id,image_t1,image_t2,mask\nP1,a.nii.gz,b.nii.gz,one.nii.gz\nP2,a.nii.gz,,one.nii.gz\n",
              {Settings("Mean"), Settings("Mean, Maximum")}));
  const FeatureCells cells = LongTable(table);
  EXPECT_THAT(cells.header,
              ElementsAre("patient_id", "region", "t1_original_firstorder_Mean",
                          "t2_original_firstorder_Maximum", "t2_original_firstorder_Mean", "error"));
  EXPECT_THAT(Column(cells, "t1_original_firstorder_Mean"), ElementsAre(one_, one_));
  EXPECT_EQ(Column(cells, "t2_original_firstorder_Mean")[0], Mean(SmallImage(2), SmallMask(1), 1));
  EXPECT_EQ(cells.rows[1][3], "");
  EXPECT_EQ(cells.rows[1].back(), "");  // that P2 has no t2 is no error
  EXPECT_EQ(table.failed, 0U);
  EXPECT_EQ(table.features_per_row, 3U);
}

TEST_F(CohortExtraction, OneParameterFileDoesForAllImages) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table,
                       Extract("patient_id,image_t1,image_t2,mask\nP1,a.nii.gz,b.nii.gz,one.nii.gz\n"));
  EXPECT_EQ(table.failed, 0U);
  EXPECT_THAT(
      Extract("patient_id,image_a,image_b,image_c,mask\nP1,a,a,a,m\n", {Settings("Mean"), Settings("Mean")}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 parameter files for 3 images")));
}

TEST_F(CohortExtraction, EverythingTogetherInOneWideRow) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table,
                       Extract("patient_id,image_t1,mask_t1,mask_2_t1,image_t2,mask_t2,label\n"
                               "P1,a.nii.gz,two.nii.gz,one.nii.gz,b.nii.gz,two.nii.gz,low=1;high=2\n"));
  const FeatureCells wide = WideTable(table, WithDiagnostics::kNo);
  EXPECT_THAT(
      wide.header,
      ElementsAre("patient_id", "low__t1_original_firstorder_Mean", "low__t2_original_firstorder_Mean",
                  "low__t1_original_firstorder_Mean__r2", "low__t2_original_firstorder_Mean__r2",
                  "high__t1_original_firstorder_Mean", "high__t2_original_firstorder_Mean",
                  "high__t1_original_firstorder_Mean__r2", "high__t2_original_firstorder_Mean__r2", "error"));
  EXPECT_EQ(Column(wide, "low__t1_original_firstorder_Mean__r2")[0], one_);
  EXPECT_EQ(Column(wide, "high__t2_original_firstorder_Mean")[0], Mean(SmallImage(2), TwoRegions(), 2));
  EXPECT_EQ(wide.rows[0][4], "");  // the second reader did not read t2
  EXPECT_THAT(wide.rows[0].back(), AllOf(HasSubstr("region high: reader 2: t1: image "),
                                         HasSubstr("label 2 is not in the mask; labels there are: 1"),
                                         Not(HasSubstr("region low"))));
}

TEST_F(CohortExtraction, DiagnosticsHaveTheSamePrefixes) {
  const ExtractionSettings settings =
      ParseExtractionSettings("featureClass: {firstorder: [Mean]}", "p").value();
  ASSERT_OK_AND_ASSIGN(
      const ExtractedTable table,
      Extract("patient_id,image_t1,mask,mask_2,label\nP1,a.nii.gz,two.nii.gz,two.nii.gz,1;2\n", {settings}));
  const FeatureCells wide = WideTable(table, WithDiagnostics::kYes);
  EXPECT_EQ(wide.header[1].substr(0, 18), "1__t1_diagnostics_");
  const std::string voxels = "t1_diagnostics_Mask-original_VoxelNum";
  EXPECT_EQ(Column(wide, "2__" + voxels + "__r2"),
            Column(LongTable(table), voxels).size() == 4 ? std::vector<double>{60} : std::vector<double>{});
}

TEST_F(CohortExtraction, AnImageIsReadOnceForAllItsRegionsAndReaders) {
  // Who examines is given the volumes themselves: one address is one reading.
  std::mutex mutex;
  std::map<std::string, std::set<const Volume*>> images;
  std::size_t examined = 0;
  ExtractOptions options;
  options.jobs = 2;
  options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& /*mask*/) {
    const std::scoped_lock lock(mutex);
    images[region.one.patient_id].insert(&image);
    ++examined;
    return absl::OkStatus();
  };
  const Manifest manifest = Read(
      "patient_id,image,mask,mask_2,label\nP1,a.nii.gz,two.nii.gz,one.nii.gz,1\n"
      "P2,b.nii.gz,two.nii.gz,,1;2\nP1,a.nii.gz,two.nii.gz,,2\n");
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, ExtractManifest(manifest, {Settings("Mean")}, options));
  EXPECT_EQ(table.failed, 0U);
  EXPECT_EQ(examined, 5U);
  EXPECT_EQ(images["P1"].size(), 1U);
  EXPECT_EQ(images["P2"].size(), 1U);
  EXPECT_EQ(table.rows[0].line, 2U);  // rows stay in the manifest's order
  EXPECT_EQ(table.rows[1].reader, 2U);
  EXPECT_EQ(table.rows[4].line, 4U);
}

TEST_F(CohortExtraction, TheSettingsLabelAndTheSameLabelWrittenOutAreOneRegion) {
  EXPECT_THAT(Extract("patient_id,image,mask,label\nP1,a.nii.gz,two.nii.gz,\nP1,a.nii.gz,two.nii.gz,1\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:3: region 1 of this patient is also on line 2"),
                             HasSubstr("the parameter file's is meant"))));
}

TEST_F(CohortExtraction, ACarriedColumnMustNotHaveAFeaturesName) {
  EXPECT_THAT(Extract("patient_id,image_t1,mask,t1_original_firstorder_Mean\nP1,a.nii.gz,one.nii.gz,3\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("t1_original_firstorder_Mean"), HasSubstr("rename it"))));
}

TEST_F(CohortExtraction, AWideRowHasRoomForOneCarriedValue) {
  const Manifest manifest =
      Read("patient_id,image,mask,label,side\nP1,a,m,1,left\nP1,a,m,2,right\nP2,a,m,1,left\n");
  EXPECT_THAT(CheckWide(manifest),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:3, column side: patient P1 has 'right' here and "
                                       "'left' on line 2"),
                             Not(HasSubstr("P2")))));
  EXPECT_THAT(CheckWide(Read("patient_id,image,mask,label,side\nP1,a,m,1,left\nP1,a,m,2,left\n")), IsOk());
}

TEST_F(CohortExtraction, ShardsDealOutPatientsAndHaveTheSameColumns) {
  std::string text = "patient_id,image,mask,label\n";
  for (int i = 0; i < 7; ++i)
    absl::StrAppend(&text, "P", i, ",a.nii.gz,two.nii.gz,", i == 6 ? "low=1" : "1;2", "\n");
  const Manifest manifest = Read(text);
  ExtractOptions options;
  ASSERT_OK_AND_ASSIGN(const ExtractedTable whole, ExtractManifest(manifest, {Settings("Mean")}, options));
  std::vector<std::string> patients;
  for (std::size_t index = 1; index <= 3; ++index) {
    options.shard = {index, 3};
    ASSERT_OK_AND_ASSIGN(const ExtractedTable part, ExtractManifest(manifest, {Settings("Mean")}, options));
    EXPECT_EQ(part.regions, whole.regions);
    EXPECT_EQ(WideTable(part, WithDiagnostics::kYes).header, WideTable(whole, WithDiagnostics::kYes).header);
    for (const auto& row : WideTable(part, WithDiagnostics::kYes).rows) patients.push_back(row[0]);
  }
  EXPECT_THAT(patients, ElementsAre("P0", "P3", "P6", "P1", "P4", "P2", "P5"));
  options.shard = {4, 3};
  EXPECT_THAT(ExtractManifest(manifest, {Settings("Mean")}, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no shard 4 of 3")));
}

TEST_F(CohortExtraction, AShardMayHaveNoPatient) {
  ExtractOptions options;
  options.shard = {2, 2};
  ASSERT_OK_AND_ASSIGN(
      const ExtractedTable table,
      ExtractManifest(Read("patient_id,image,mask\nP1,a.nii.gz,one.nii.gz\n"), {Settings("Mean")}, options));
  EXPECT_THAT(table.rows, IsEmpty());
}

TEST_F(CohortExtraction, ACaseLargerThanTheMemoryRunsAloneAndIsTold) {
  std::vector<std::string> notices;
  ExtractOptions options;
  options.jobs = 3;
  options.memory_bytes = 1 << 20;
  options.notice = [&](const std::string& text) { notices.push_back(text); };
  ASSERT_OK_AND_ASSIGN(
      const ExtractedTable table,
      ExtractManifest(Read("patient_id,image,mask\nP1,a.nii.gz,one.nii.gz\nP2,b.nii.gz,one.nii.gz\n"),
                      {Settings("Mean")}, options));
  EXPECT_EQ(table.failed, 0U);
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_THAT(notices[0],
              AllOf(HasSubstr("patient P"), HasSubstr("more than the limit of 1 MiB; it runs alone")));
}

}  // namespace
}  // namespace osteon
