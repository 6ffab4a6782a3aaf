#include "site_agent/quality/assess.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/quality/quality_csv.h"
#include "tests/support/status_matchers.h"

namespace osteon::quality {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Case `i` of a cohort in which every number is about the same, and every image another.
QualityCase Case(std::size_t i) {
  QualityCase one;
  one.line = i + 2;
  one.patient_id = absl::StrCat("P", i);
  one.region = "1";
  const double little = static_cast<double>(i % 5);
  CaseFacts facts;
  facts.size = {100, 100, 50};
  facts.spacing_mm = {1, 1, 3};
  facts.slice_thickness_mm = 3;
  facts.in_plane_spacing_mm = 1;
  facts.voxel_type = "int16";
  facts.orientation = "LPS";
  facts.image_minimum = -1024;
  facts.image_maximum = 1000 + 10 * little;
  facts.image_sha256 = absl::StrCat("image", i);
  facts.region_voxels = 500;
  facts.region_volume_mm3 = 1500 + 100 * little;
  facts.region_pieces = 1;
  facts.region_first = {10, 10, 10};
  facts.region_last = {20, 20, 20};
  facts.region_minimum = -20 + little;
  facts.region_median = 40 + little;
  facts.region_maximum = 90 + little;
  facts.region_sha256 = absl::StrCat("region", i);
  one.facts = facts;
  return one;
}

std::vector<QualityCase> Cohort(std::size_t n) {
  std::vector<QualityCase> cases;
  for (std::size_t i = 0; i < n; ++i) cases.push_back(Case(i));
  return cases;
}

std::vector<std::string> Labels(const QualityCase& one) {
  std::vector<std::string> labels;
  for (const Finding& finding : one.findings) labels.push_back(finding.label);
  return labels;
}

TEST(Assess, AUniformCohortHasNoFinding) {
  std::vector<QualityCase> cases = Cohort(20);
  Assess(cases);
  for (const QualityCase& one : cases) {
    EXPECT_THAT(one.findings, IsEmpty()) << one.patient_id;
    EXPECT_EQ(one.z.size(), Measures().size());
  }
}

TEST(Assess, AFarValueIsFoundWithItsMedianAndZ) {
  std::vector<QualityCase> cases = Cohort(20);
  cases[7].facts->slice_thickness_mm = 10;
  cases[9].facts->region_median = 400;
  Assess(cases);
  EXPECT_THAT(Labels(cases[7]), ElementsAre("slice thickness"));
  EXPECT_THAT(cases[7].findings[0].text,
              HasSubstr("Slice thickness is far from the others: 10 mm, median 3 mm, robust z +"));
  EXPECT_THAT(Labels(cases[9]), ElementsAre("region median"));
  EXPECT_THAT(Labels(cases[8]), IsEmpty());
}

TEST(Assess, RoundingOfAHeaderIsNoOutlier) {
  std::vector<QualityCase> cases = Cohort(20);
  cases[7].facts->slice_thickness_mm = 3.01;
  Assess(cases);
  EXPECT_GT(cases[7].z[0], kOutlierZ);
  EXPECT_THAT(cases[7].findings, IsEmpty());
}

TEST(Assess, SinglePrecisionMakesNoZ) {
  std::vector<QualityCase> cases = Cohort(20);
  for (std::size_t i = 0; i < 9; ++i) cases[i].facts->slice_thickness_mm = 3.00004;
  Assess(cases);
  for (const QualityCase& one : cases) EXPECT_EQ(one.z[0], 0);
}

TEST(Assess, VolumesAreComparedByTheirLogarithm) {
  std::vector<QualityCase> cases = Cohort(20);
  for (std::size_t i = 0; i < cases.size(); ++i)
    cases[i].facts->region_volume_mm3 = 1000 * std::pow(2.0, static_cast<double>(i % 7));
  cases[3].facts->region_volume_mm3 = 200000;  // within three doublings' spread
  cases[4].facts->region_volume_mm3 = 1e-3;
  Assess(cases);
  EXPECT_THAT(Labels(cases[3]), IsEmpty());
  EXPECT_THAT(Labels(cases[4]), ElementsAre("region volume"));
  EXPECT_NEAR(cases[0].median[7], std::sqrt(4.0 * 8.0), 1e-9);  // mL, halfway by logarithms
}

TEST(Assess, FewCasesAreNotCompared) {
  std::vector<QualityCase> cases = Cohort(kLeastCasesForOutliers - 1);
  cases[2].facts->slice_thickness_mm = 10;
  Assess(cases);
  EXPECT_THAT(cases[2].findings, IsEmpty());
  EXPECT_TRUE(std::isnan(cases[2].z[0]));
}

TEST(Assess, OtherImagesRegionsAndReadersAreOtherCohorts) {
  std::vector<QualityCase> cases = Cohort(30);
  for (std::size_t i = 0; i < 30; ++i) {
    if (i % 3 == 1) cases[i].region = "liver";
    if (i % 3 == 2) cases[i].image_name = "pet";
    cases[i].facts->region_median += 1000 * static_cast<double>(i % 3);
  }
  Assess(cases);
  for (const QualityCase& one : cases) EXPECT_THAT(one.findings, IsEmpty());
}

TEST(Assess, BordersAndVoxelsThatAreNotFiniteAreFindings) {
  std::vector<QualityCase> cases = Cohort(3);
  cases[0].facts->touches_border = true;
  cases[1].facts->image_not_finite = 7;
  cases[2].facts->image_not_finite = 7;
  cases[2].facts->region_not_finite = 2;
  Assess(cases);
  EXPECT_THAT(Labels(cases[0]), ElementsAre("border"));
  EXPECT_THAT(cases[1].findings[0].text, HasSubstr("7 voxels of the image, outside the region"));
  EXPECT_THAT(cases[2].findings[0].text, HasSubstr("2 voxels of the region"));
}

TEST(Assess, TheSameImageOfTwoPatientsIsFoundAtBoth) {
  std::vector<QualityCase> cases = Cohort(4);
  cases[3].facts->image_sha256 = cases[1].facts->image_sha256;
  cases[2].facts->region_sha256 = cases[0].facts->region_sha256;
  Assess(cases);
  EXPECT_THAT(cases[1].findings[0].text, HasSubstr("The image is voxel for voxel that of P3"));
  EXPECT_THAT(Labels(cases[3]), ElementsAre("same image"));
  EXPECT_THAT(Labels(cases[0]), ElementsAre("same region"));
  EXPECT_THAT(Labels(cases[2]), ElementsAre("same region"));
}

TEST(Assess, TwoRegionsOfOnePatientMayShareTheirImage) {
  std::vector<QualityCase> cases = Cohort(2);
  cases[1].patient_id = cases[0].patient_id;
  cases[1].region = "2";
  cases[1].facts->image_sha256 = cases[0].facts->image_sha256;
  Assess(cases);
  EXPECT_THAT(cases[0].findings, IsEmpty());
}

TEST(Assess, ASecondReaderWhoCopiedTheFirstIsFound) {
  std::vector<QualityCase> cases = Cohort(4);
  for (const std::size_t i : {1U, 3U}) {
    cases[i].patient_id = cases[i - 1].patient_id;
    cases[i].reader = 2;
    cases[i].facts->image_sha256 = cases[i - 1].facts->image_sha256;
  }
  cases[3].facts->region_sha256 = cases[2].facts->region_sha256;
  Assess(cases);
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_THAT(cases[i].findings, IsEmpty()) << i;
  EXPECT_THAT(Labels(cases[3]), ElementsAre("same reader"));
}

TEST(Assess, ACaseThatCouldNotBeReadIsLeftOut) {
  std::vector<QualityCase> cases = Cohort(12);
  cases[5].facts.reset();
  cases[5].error = "no such file";
  Assess(cases);
  EXPECT_THAT(cases[5].z, IsEmpty());
  EXPECT_EQ(cases[6].z.size(), Measures().size());
}

TEST(QualityCsv, HasALinePerCaseAndReadsBack) {
  std::vector<QualityCase> cases = Cohort(10);
  cases[1].patient_id = "a,\"b\"\nc";
  cases[1].facts->touches_border = true;
  cases[2].facts.reset();
  cases[2].error = "label 2 is not in the mask";
  cases[3].facts->region_voxels = 0;
  cases[3].facts->region_volume_mm3 = CaseFacts::kNone;
  Assess(cases);
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(QualityCsv(cases), "qa.csv"));
  ASSERT_EQ(table.rows.size(), 10U);
  const auto cell = [&](std::size_t row, const std::string& column) {
    EXPECT_TRUE(table.Column(column)) << column;
    return table.rows[row][table.Column(column).value_or(0)];
  };
  EXPECT_EQ(cell(0, "status"), "unremarkable");
  EXPECT_EQ(cell(0, "slice_thickness_mm"), "3");
  EXPECT_EQ(cell(0, "z_slice_thickness_mm"), "0");
  EXPECT_EQ(cell(0, "region_volume_ml"), "1.5");
  EXPECT_EQ(cell(0, "size_z"), "50");
  EXPECT_EQ(cell(1, "patient_id"), "a,\"b\"\nc");
  EXPECT_EQ(cell(1, "status"), "flagged");
  EXPECT_EQ(cell(1, "findings"), "The region touches the border of the image");
  EXPECT_EQ(cell(2, "status"), "failed");
  EXPECT_EQ(cell(2, "error"), "label 2 is not in the mask");
  EXPECT_EQ(cell(2, "size_x"), "");
  EXPECT_EQ(cell(2, "z_region_volume_ml"), "");
  EXPECT_EQ(cell(3, "region_voxels"), "0");
  EXPECT_EQ(cell(3, "region_first_x"), "");
  EXPECT_EQ(cell(3, "z_region_volume_ml"), "");
}

}  // namespace
}  // namespace osteon::quality
