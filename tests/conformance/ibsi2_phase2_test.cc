// The feature values of IBSI 2, phase 2: the 18 statistics of the lung phantom's tumour in the image and
// after eight filters, by slice without interpolation (A) and in the volume on voxels of 1 mm (B). A value is
// right where it lies within the published tolerance (theibsi/ibsi_2_reference_data).
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"
#include "site_agent/radiomics/ibsi/interpolation.h"
#include "site_agent/radiomics/ibsi/resegmentation.h"
#include "site_agent/radiomics/ibsi/statistics.h"
#include "tests/conformance/ibsi2_configurations.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

struct Reference {
  double value = 0, tolerance = 0;
};

// By configuration and IBSI code.
std::map<std::string, std::map<std::string, Reference>> ReadReferences(const std::string& path) {
  std::map<std::string, std::map<std::string, Reference>> references;
  const absl::StatusOr<CsvTable> table = ReadCsv(path);
  EXPECT_TRUE(table.ok()) << table.status();
  if (!table.ok()) return references;
  for (const auto& row : table->rows) {  // filter_id, feature_name, tag, ibsi_code, value, tolerance
    if (row[4].empty()) continue;        // listed, but nobody agreed on a value
    const std::optional<double> value = ParseNumber(row[4]), tolerance = ParseNumber(row[5]);
    EXPECT_TRUE(value.has_value() && tolerance.has_value()) << row[0] << " " << row[3];
    references[row[0]][row[3]] = {value.value_or(0), tolerance.value_or(0)};
  }
  return references;
}

struct Phantom {
  Volume image;
  Region intensity;  // the intensity mask: re-segmented to [-1000, 400]
};

absl::StatusOr<Phantom> ReadPhantom(const std::string& folder, bool interpolate) {
  Phantom phantom;
  OSTEON_ASSIGN_OR_RETURN(phantom.image, ReadVolume(folder + "phantom.nii.gz"));
  OSTEON_ASSIGN_OR_RETURN(Volume mask, ReadMask(folder + "mask.nii.gz"));
  if (interpolate) {
    OSTEON_ASSIGN_OR_RETURN(const Grid grid, InterpolationGrid(phantom.image.grid, {1, 1, 1}));
    const Box whole{{0, 0, 0}, grid.size};
    std::vector<double> values = Interpolate(phantom.image, grid, whole, Interpolation::kCubic);
    for (double& value : values) value = std::round(value);
    mask.voxels = InterpolateMask(mask, 1, grid, whole, Interpolation::kLinear, 0.5);
    phantom.image.voxels = std::move(values);
    phantom.image.grid = mask.grid = grid;
  }
  OSTEON_ASSIGN_OR_RETURN(const Region region, CropRegion(phantom.image, mask, 1));
  OSTEON_ASSIGN_OR_RETURN(phantom.intensity,
                          Resegment(region, {.lower = -1000, .upper = 400, .outliers = std::nullopt}));
  return phantom;
}

TEST(Ibsi2Phase2, EveryStatisticIsWithinTolerance) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const std::string folder = ::osteon::testing::SharedData() + "/data/imaging/";
  auto references = ReadReferences(folder + "ibsi_reference_values/ibsi2_phase2_reference_values.csv");
  ASSERT_EQ(references.size(), 18U);
  ASSERT_OK_AND_ASSIGN(const Phantom slices, ReadPhantom(folder + "ibsi1_ct_phantom/", false));
  ASSERT_OK_AND_ASSIGN(const Phantom volume, ReadPhantom(folder + "ibsi1_ct_phantom/", true));
  const std::vector<NamedFeature> names = StatisticsFeatures();
  std::size_t compared = 0, within = 0;
  std::vector<std::string> without;  // features that the list has no value for
  for (const testing::Ibsi2Configuration& one :
       testing::ReadIbsi2Configurations(folder + "ibsi_reference_values/ibsi2_phase2_configurations.json")) {
    SCOPED_TRACE(one.id);
    const Phantom& phantom = one.by_slice ? slices : volume;
    Region region = phantom.intensity;
    const std::clock_t start = std::clock();
    if (one.filter.has_value()) {
      ASSERT_OK_AND_ASSIGN(region.intensities,
                           FilterResponse(phantom.image, {region.lower, region.size}, *one.filter));
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeStatistics(region));
    ASSERT_EQ(features.size(), names.size());
    double largest = 0;
    std::string worst;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto reference = references[one.id].find(names[i].code);
      if (reference == references[one.id].end()) {
        without.push_back(absl::StrCat(one.id, " ", names[i].code));
        continue;
      }
      const double error =
          std::abs(features[i].value - reference->second.value) / reference->second.tolerance;
      EXPECT_LE(error, 1) << names[i].name << ": " << features[i].value << ", reference "
                          << reference->second.value << " +- " << reference->second.tolerance;
      ++compared;
      if (error <= 1) ++within;
      if (error >= largest) {
        largest = error;
        worst = names[i].name;
      }
    }
    std::printf("%s %-40s largest error %.2f of the tolerance (%s), filter %.3f s\n", one.id.c_str(),
                one.filter.has_value() ? FilterName(*one.filter).c_str() : "no filter", largest,
                worst.c_str(), seconds);
  }
  std::printf("%zu of %zu values within tolerance\n", within, compared);
  EXPECT_EQ(compared, 323U);
  EXPECT_EQ(without, std::vector<std::string>{"8.B 9S40"});
}

// The parameter files of the documentation do the same: 18 columns of the image, then 18 of each filter,
// which stand in the order of the configurations 2 to 9.
TEST(Ibsi2Phase2, TheParameterFilesGiveTheReferenceValues) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const std::string folder = ::osteon::testing::SharedData() + "/data/imaging/";
  auto references = ReadReferences(folder + "ibsi_reference_values/ibsi2_phase2_reference_values.csv");
  ASSERT_OK_AND_ASSIGN(const Volume image, ReadVolume(folder + "ibsi1_ct_phantom/phantom.nii.gz"));
  ASSERT_OK_AND_ASSIGN(const Volume mask, ReadMask(folder + "ibsi1_ct_phantom/mask.nii.gz"));
  std::size_t compared = 0;
  for (const std::string dimension : {"a", "b"}) {
    const std::string file = absl::StrCat(OSTEON_IBSI_PARAMETERS, "/ibsi-2-phase-2-", dimension, ".yaml");
    ASSERT_OK_AND_ASSIGN(const ExtractionSettings settings, ReadExtractionSettings(file));
    const std::clock_t start = std::clock();
    ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(image, mask, 1, settings));
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const std::vector<std::string> names = FeatureNames(settings), codes = FeatureCodes(settings);
    ASSERT_EQ(names.size(), 162U);
    ASSERT_EQ(features.values.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string id = absl::StrCat(1 + i / 18, ".", absl::AsciiStrToUpper(dimension));
      const auto reference = references[id].find(codes[i].substr(0, 4));
      if (reference == references[id].end()) continue;
      EXPECT_NEAR(features.values[i], reference->second.value, reference->second.tolerance)
          << id << " " << names[i];
      ++compared;
    }
    std::printf("%s: %zu columns, %.2f s\n", file.c_str(), names.size(), seconds);
  }
  EXPECT_EQ(compared, 323U);
}

}  // namespace
}  // namespace osteon::ibsi
