#include "site_agent/quality/requirements.h"

#include "site_agent/quality/slices.h"
#include "site_agent/quality/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon::quality {
namespace {

using ::osteon::quality::testing::BoxMask;
using ::osteon::quality::testing::GridOf;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

using Spacing = std::array<double, 3>;

class RequirementsTest : public ::testing::Test {
 protected:
  // The requirement that an image of this spacing, with a region of 2 x 3 x 4 voxels, has not; or "".
  std::string Lacking(const Spacing& spacing_mm, const std::string& modality = "CT", std::int64_t label = 1) {
    const Grid grid = GridOf({6, 6, 6}, spacing_mm);
    const auto refusal =
        FindRefusal(requirements_, grid, BoxMask(grid, {1, 1, 1}, {2, 3, 4}), label, modality);
    message_ = refusal ? refusal->message : "";
    return refusal ? refusal->requirement : "";
  }

  models::ImageRequirements requirements_;
  std::string message_;
};

TEST(SliceAxis, IsTheOneWhoseSpacingStandsAlone) {
  EXPECT_EQ(SliceAxis({0.7, 0.7, 5}), 2U);
  EXPECT_EQ(SliceAxis({4.07, 4.07, 3.27}), 2U);  // PET: the slices are closer than the pixels
  EXPECT_EQ(SliceAxis({4, 0.5, 0.5}), 0U);       // sagittal
  EXPECT_EQ(SliceAxis({0.5, 4, 0.5}), 1U);       // coronal
  EXPECT_EQ(SliceAxis({1, 1, 1}), 2U);
  EXPECT_EQ(SliceAxis({0.9, 0.7, 0.8}), 2U);               // no two agree
  EXPECT_EQ(SliceAxis({0.976562, 0.9765625, 1.001}), 2U);  // single precision is no difference
}

TEST(SliceAxis, OrientationFollowsTheHeader) {
  Grid grid;
  EXPECT_EQ(OrientationCode(OrientationOf(grid)), "LPS");
  grid.direction = {-1, 0, 0, 0, -1, 0, 0, 0, 1};
  EXPECT_EQ(OrientationCode(OrientationOf(grid)), "RAS");
  grid.direction = {0, 0, 1, 0.9, 0.1, 0, 0.1, -0.9, 0};  // x to the back, y to the feet, z to the left
  EXPECT_EQ(OrientationCode(OrientationOf(grid)), "PIL");
}

TEST_F(RequirementsTest, WhatIsNotAskedForIsNotRefused) {
  EXPECT_EQ(Lacking({30, 30, 100}, ""), "");
}

TEST_F(RequirementsTest, SlicesMustBeAsFarApartAsTheStudySays) {
  requirements_.slice_thickness_mm = models::ClosedRange{0.5, 5};
  EXPECT_EQ(Lacking({1, 1, 5}), "");
  EXPECT_EQ(Lacking({1, 1, 0.5}), "");
  EXPECT_EQ(Lacking({1, 1, 6}), "slice_thickness_mm");
  EXPECT_EQ(message_, "slices are 6 mm apart; the study needs 0.5 to 5 mm");
  EXPECT_EQ(Lacking({1, 1, 0.4}), "slice_thickness_mm");
  EXPECT_EQ(Lacking({6, 1, 1}), "slice_thickness_mm");  // sagittal slices
}

TEST_F(RequirementsTest, SinglePrecisionDoesNotRefuseASpacingAtTheEnd) {
  requirements_.slice_thickness_mm = models::ClosedRange{3.27, 5};
  EXPECT_EQ(Lacking({1, 1, static_cast<double>(3.27F)}), "");
  EXPECT_EQ(Lacking({1, 1, 3.26995}), "");
  EXPECT_EQ(Lacking({1, 1, 3.26}), "slice_thickness_mm");
}

TEST_F(RequirementsTest, BothSpacingsOfASliceMustBeInTheRange) {
  requirements_.in_plane_spacing_mm = models::ClosedRange{0.5, 1};
  EXPECT_EQ(Lacking({0.8, 0.8, 5}), "");
  EXPECT_EQ(Lacking({1.5, 1.5, 5}), "in_plane_spacing_mm");
  EXPECT_EQ(message_, "pixels of a slice are 1.5 x 1.5 mm; the study needs 0.5 to 1 mm");
  EXPECT_EQ(Lacking({0.8, 0.4, 5}), "in_plane_spacing_mm");
  EXPECT_EQ(Lacking({0.4, 0.8, 5}), "in_plane_spacing_mm");
  EXPECT_EQ(Lacking({5, 0.8, 0.8}), "");  // sagittal slices
}

TEST_F(RequirementsTest, TheModalityIsTheManifestsInAnyCase) {
  requirements_.modality = {"CT", "PT"};
  EXPECT_EQ(Lacking({1, 1, 1}, "CT"), "");
  EXPECT_EQ(Lacking({1, 1, 1}, "pt"), "");
  EXPECT_EQ(Lacking({1, 1, 1}, "MR"), "modality");
  EXPECT_EQ(message_, "the modality is MR; the study needs CT or PT");
  EXPECT_EQ(Lacking({1, 1, 1}, ""), "modality");
  EXPECT_EQ(message_, "column modality of the manifest is empty; the study needs CT or PT");
}

TEST_F(RequirementsTest, TheRegionMustHaveEnoughVoxels) {
  requirements_.minimum_voxels = 24;
  EXPECT_EQ(Lacking({1, 1, 1}), "");
  requirements_.minimum_voxels = 25;
  EXPECT_EQ(Lacking({1, 1, 1}), "minimum_voxels");
  EXPECT_EQ(message_, "the region has 24 voxels; the study needs 25 or more");
  EXPECT_EQ(Lacking({1, 1, 1}, "CT", 7), "");    // no such label: extraction says which there are
  EXPECT_EQ(Lacking({1, 1, 1}, "CT", 257), "");  // nor can this type of mask hold it
}

TEST_F(RequirementsTest, TheFirstInTheStudysOrderIsTold) {
  requirements_.slice_thickness_mm = models::ClosedRange{0.5, 5};
  requirements_.modality = {"CT"};
  requirements_.minimum_voxels = 100;
  EXPECT_EQ(Lacking({1, 1, 9}, "MR"), "slice_thickness_mm");
  EXPECT_EQ(Lacking({1, 1, 1}, "MR"), "modality");
  EXPECT_EQ(Lacking({1, 1, 1}, "CT"), "minimum_voxels");
}

TEST_F(RequirementsTest, AManifestWithoutModalityIsAnError) {
  ASSERT_OK_AND_ASSIGN(const auto none, FindModalityColumn(requirements_, {"age"}, "m.csv"));
  EXPECT_EQ(none, std::nullopt);
  requirements_.modality = {"CT"};
  ASSERT_OK_AND_ASSIGN(const auto found, FindModalityColumn(requirements_, {"age", "modality"}, "m.csv"));
  EXPECT_EQ(found, std::optional<std::size_t>(1));
  EXPECT_THAT(FindModalityColumn(requirements_, {"age", "Modalty"}, "m.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("m.csv: no column modality"), HasSubstr("is it 'Modalty'?"))));
}

}  // namespace
}  // namespace osteon::quality
