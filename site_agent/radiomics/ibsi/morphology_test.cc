#include "site_agent/radiomics/ibsi/morphology.h"

#include <cmath>
#include <numbers>

#include "gtest/gtest.h"
#include "site_agent/radiomics/ibsi/test_features.h"
#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using osteon::testing::ValueOf;

Features Compute(const Region& morphological, const Region& intensity) {
  const absl::StatusOr<Features> features = ComputeMorphology(morphological, intensity);
  EXPECT_TRUE(features.ok()) << features.status();
  return features.value_or(Features{});
}
Features Compute(const Region& region) {
  return Compute(region, region);
}

// A digital ball of radius 20 voxels: what is known of a ball, as nearly as a mesh between voxels gets.
TEST(Morphology, ABallIsNearlyOne) {
  Region region = testing::RegionOf(41, 41, 41, [](std::size_t x, std::size_t y, std::size_t z) {
    const double dx = static_cast<double>(x) - 20, dy = static_cast<double>(y) - 20,
                 dz = static_cast<double>(z) - 20;
    return dx * dx + dy * dy + dz * dz <= 400;
  });
  for (double& value : region.intensities) value = 7;
  region.spacing_mm = {0.5, 0.5, 0.5};  // radius 10 mm, and a quarter for half a voxel
  const Features features = Compute(region);
  EXPECT_EQ(features.size(), MorphologyFeatures().size());
  const double volume = 4.0 / 3 * std::numbers::pi * 1000;
  EXPECT_NEAR(ValueOf(features, "volume_mesh") / volume, 1, 0.01);
  EXPECT_NEAR(ValueOf(features, "maximum_3d_diameter"), 20.5, 0.01);
  EXPECT_NEAR(ValueOf(features, "elongation"), 1, 1e-12);
  EXPECT_NEAR(ValueOf(features, "major_axis_length"), 4 * 10 / std::sqrt(5), 0.1);
  EXPECT_NEAR(ValueOf(features, "volume_density_axis_aligned_bounding_box"), std::numbers::pi / 6, 0.04);
  EXPECT_GT(ValueOf(features, "volume_density_oriented_minimum_bounding_box"),
            ValueOf(features, "volume_density_axis_aligned_bounding_box"));
  EXPECT_NEAR(ValueOf(features, "volume_density_minimum_volume_enclosing_ellipsoid"), 1, 0.08);
  EXPECT_NEAR(ValueOf(features, "area_density_minimum_volume_enclosing_ellipsoid"), 1, 0.08);
  EXPECT_NEAR(ValueOf(features, "volume_density_convex_hull"), 1, 0.04);
  EXPECT_NEAR(ValueOf(features, "centre_of_mass_shift"), 0, 1e-12);
  EXPECT_NEAR(ValueOf(features, "integrated_intensity"), 7 * ValueOf(features, "volume_mesh"), 1e-9);
  EXPECT_TRUE(std::isnan(ValueOf(features, "morans_i_index")));  // one intensity
}

TEST(Morphology, TheFormulasOfSphericityAgree) {
  const Features features = Compute(testing::RandomRegion(4, 5, 4, 6, 0.6, 9));
  const double v = ValueOf(features, "volume_mesh"), a = ValueOf(features, "surface_area_mesh");
  EXPECT_NEAR(ValueOf(features, "surface_to_volume_ratio"), a / v, 1e-12);
  EXPECT_NEAR(ValueOf(features, "compactness_1"), v / std::sqrt(std::numbers::pi * a * a * a), 1e-12);
  EXPECT_NEAR(ValueOf(features, "sphericity"), std::cbrt(36 * std::numbers::pi * v * v) / a, 1e-12);
  EXPECT_NEAR(ValueOf(features, "spherical_disproportion"), 1 / ValueOf(features, "sphericity"), 1e-12);
  EXPECT_NEAR(ValueOf(features, "asphericity"), 1 / ValueOf(features, "sphericity") - 1, 1e-12);
  EXPECT_NEAR(ValueOf(features, "compactness_2"), std::pow(ValueOf(features, "sphericity"), 3), 1e-12);
}

// Three voxels in a row; the third has no intensity after re-segmentation.
TEST(Morphology, ShapeIsOfOneMaskAndIntensitiesOfTheOther) {
  Region whole = testing::BlockOf(3, 1, 1, {1, 3, 1000});
  whole.spacing_mm = {2, 1, 1};
  Region part = whole;
  part.mask[2] = 0;
  part.voxel_count = 2;
  const Features features = Compute(whole, part);
  EXPECT_DOUBLE_EQ(ValueOf(features, "volume_voxel_counting"), 6);
  EXPECT_NEAR(ValueOf(features, "centre_of_mass_shift"), 2 - 1.5, 1e-12);  // 2 mm; 3 / 4 of 2 mm
  EXPECT_NEAR(ValueOf(features, "integrated_intensity"), 2 * ValueOf(features, "volume_mesh"), 1e-12);
  EXPECT_NEAR(ValueOf(features, "morans_i_index"), -1, 1e-12);
}

TEST(Morphology, OneVoxelHasNoAxes) {
  const Features features = Compute(testing::BlockOf(1, 1, 1, {5}));
  EXPECT_NEAR(ValueOf(features, "volume_mesh"), 1.0 / 6, 1e-15);
  EXPECT_NEAR(ValueOf(features, "volume_density_axis_aligned_bounding_box"), 1.0 / 6, 1e-12);
  EXPECT_NEAR(ValueOf(features, "volume_density_convex_hull"), 1, 1e-12);
  EXPECT_NEAR(ValueOf(features, "volume_density_minimum_volume_enclosing_ellipsoid"),
              1.0 / 6 / (std::numbers::pi / 6), 1e-5);
  for (const char* name :
       {"elongation", "flatness", "volume_density_approximate_enclosing_ellipsoid",
        "area_density_approximate_enclosing_ellipsoid", "morans_i_index", "gearys_c_measure"}) {
    EXPECT_TRUE(std::isnan(ValueOf(features, name))) << name;
  }
}

TEST(Morphology, OneSliceHasAFlatEllipsoid) {
  const Features features = Compute(testing::RandomRegion(1, 6, 5, 1, 0.9, 9));
  EXPECT_EQ(ValueOf(features, "flatness"), 0);
  EXPECT_EQ(ValueOf(features, "least_axis_length"), 0);
  for (const Feature& feature : features) {
    EXPECT_EQ(std::isnan(feature.value), feature.name == "volume_density_approximate_enclosing_ellipsoid")
        << feature.name << " " << feature.value;
  }
}

TEST(Morphology, IntensitiesThatAddToZeroHaveNoCentre) {
  const Features features = Compute(testing::BlockOf(2, 1, 1, {-1, 1}));
  EXPECT_TRUE(std::isnan(ValueOf(features, "centre_of_mass_shift")));
  EXPECT_EQ(ValueOf(features, "integrated_intensity"), 0);
}

TEST(Morphology, EmptyMasksAndDifferentBoxesAreRefused) {
  const Region region = testing::BlockOf(2, 1, 1, {1, 2});
  Region empty = region;
  empty.mask = {0, 0};
  empty.voxel_count = 0;
  EXPECT_EQ(ComputeMorphology(empty, region).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ComputeMorphology(region, empty).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ComputeMorphology(region, testing::BlockOf(1, 1, 1, {1})).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace osteon::ibsi
