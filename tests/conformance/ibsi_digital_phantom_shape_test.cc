// IBSI 1's reference values of morphology, local intensity, statistics, intensity histogram and
// intensity-volume histogram: of the digital phantom, and of the CT phantom in configuration A, which needs
// no interpolation.
#include <cctype>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/csv/csv.h"
#include "common/text/number.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/ibsi/intensity_histogram.h"
#include "site_agent/radiomics/ibsi/intensity_volume_histogram.h"
#include "site_agent/radiomics/ibsi/local_intensity.h"
#include "site_agent/radiomics/ibsi/morphology.h"
#include "site_agent/radiomics/ibsi/statistics.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

// A family's values and codes by name.
struct Family {
  std::string name;  // as in the tables of reference values
  std::size_t expected_rows;
  std::vector<NamedFeature> features;
  absl::StatusOr<Features> values;
};

// "(Excess) intensity kurtosis" is excess_intensity_kurtosis; V10-V90 adds _10_90.
std::string NameOf(const std::string& feature, const std::string& parameter) {
  std::string name;
  bool gap = false;
  for (const char c : feature) {
    if (static_cast<unsigned char>(c) >= 128) continue;  // an apostrophe
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      gap = !name.empty();
      continue;
    }
    if (std::exchange(gap, false)) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const char c : parameter) {
    if (c == 'V' || c == 'I') name += '_';
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name;
}

// The rule of comparison: the computed value rounded to three significant digits differs from the reference
// by no more than the tolerance.
bool Agrees(double value, double reference, double tolerance) {
  const double rounded = ParseNumber(absl::StrFormat("%.2e", value)).value_or(std::nan(""));
  return std::abs(rounded - reference) <= tolerance + 1e-9 * std::abs(reference);
}

void ExpectReferenceValues(const std::string& table_name, const std::vector<Family>& families) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ReadCsv(absl::StrCat(testing::SharedData(), "/data/imaging/ibsi_reference_values/",
                                            table_name, ".csv")));
  const auto cell = [&](const std::vector<std::string>& row, const char* column) {
    return row[table.Column(column).value()];
  };
  for (const Family& family : families) {
    SCOPED_TRACE(family.name);
    ASSERT_THAT(family.values, testing::IsOk());
    ASSERT_EQ(family.values->size(), family.features.size());
    std::map<std::string, std::pair<double, std::string>> computed;
    for (std::size_t i = 0; i < family.features.size(); ++i) {
      ASSERT_EQ((*family.values)[i].name, family.features[i].name);
      computed[family.features[i].name] = {(*family.values)[i].value, family.features[i].code};
    }
    std::size_t rows = 0, agree = 0;
    for (const auto& row : table.rows) {
      if (cell(row, "feature_family") != family.name) continue;
      ++rows;
      const std::string name = NameOf(cell(row, "feature_name"), cell(row, "parameter"));
      ASSERT_EQ(computed.count(name), 1U) << name;
      const auto& [value, code] = computed[name];
      EXPECT_EQ(code, cell(row, "ibsi_code")) << name;
      const double reference = ParseNumber(cell(row, "value")).value();
      const double tolerance = ParseNumber(cell(row, "tolerance")).value();
      const bool agrees = Agrees(value, reference, tolerance);
      EXPECT_TRUE(agrees) << name << ": " << value << ", reference " << reference << " +- " << tolerance;
      agree += agrees ? 1 : 0;
    }
    EXPECT_EQ(rows, family.expected_rows);
    std::printf("%-22s %-28s %zu of %zu\n", table_name.c_str(), family.name.c_str(), agree, rows);
  }
}

void ExpectValue(const Family& family, const std::string& name, double reference, double tolerance) {
  ASSERT_THAT(family.values, testing::IsOk());
  for (const Feature& feature : *family.values) {
    if (feature.name != name) continue;
    EXPECT_TRUE(Agrees(feature.value, reference, tolerance)) << name << ": " << feature.value;
    return;
  }
  FAIL() << "no feature " << name;
}

struct Case {
  Volume image;
  Region morphological, intensity;
};

void ReadCase(const std::string& folder, Case* one) {
  const std::string data = absl::StrCat(testing::SharedData(), "/data/imaging/", folder);
  ASSERT_OK_AND_ASSIGN(one->image, ReadVolume(data + "/phantom.nii.gz"));
  ASSERT_OK_AND_ASSIGN(const Volume mask, ReadMask(data + "/mask.nii.gz"));
  ASSERT_OK_AND_ASSIGN(one->morphological, CropRegion(one->image, mask, 1));
  one->intensity = one->morphological;
}

// Bins of one width from `lower` on.
GreyLevels LevelsOf(const Region& region, double lower, double width) {
  GreyLevels levels;
  levels.level.assign(region.mask.size(), 0);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    const auto level = static_cast<std::uint16_t>(std::floor((region.intensities[i] - lower) / width) + 1);
    levels.level[i] = level;
    if (levels.histogram.size() < level) levels.histogram.resize(level, 0);
    ++levels.histogram[level - 1U];
  }
  for (std::size_t i = 0; i < levels.histogram.size(); ++i) {
    if (levels.histogram[i] > 0) levels.present.push_back(static_cast<std::uint16_t>(i + 1));
  }
  return levels;
}

std::vector<Family> ComputeFamilies(const Case& one, double lower, double width, const IvhSettings& ivh) {
  return {
      {"morphology", 25, MorphologyFeatures(), ComputeMorphology(one.morphological, one.intensity)},
      {"local intensity", 2, LocalIntensityFeatures(), ComputeLocalIntensity(one.image, one.intensity)},
      {"intensity-based statistics", 18, StatisticsFeatures(), ComputeStatistics(one.intensity)},
      {"intensity histogram", 23, IntensityHistogramFeatures(),
       ComputeIntensityHistogram(LevelsOf(one.intensity, lower, width))},
      {"intensity-volume histogram", 6, IntensityVolumeHistogramFeatures(),
       ComputeIntensityVolumeHistogram(one.intensity, ivh)},
  };
}

TEST(IbsiShape, DigitalPhantom) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  Case one;
  ASSERT_NO_FATAL_FAILURE(ReadCase("ibsi1_digital_phantom", &one));
  const std::vector<Family> families = ComputeFamilies(one, 1, 1, IvhDiscrete{});
  ExpectReferenceValues("ibsi1_digital_phantom", families);
  // These the manual prints beside the features; the table has none for want of a tag.
  ExpectValue(families[0], "volume_density_oriented_minimum_bounding_box", 0.869, 0.005);
  ExpectValue(families[0], "area_density_oriented_minimum_bounding_box", 0.866, 0.005);
  ExpectValue(families[4], "area_under_the_ivh_curve", 0.32, 0);
}

// Only the intensity mask is re-segmented, to -500 to 400 HU.
TEST(IbsiShape, CtConfigurationA) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  Case one;
  ASSERT_NO_FATAL_FAILURE(ReadCase("ibsi1_ct_phantom", &one));
  for (std::size_t i = 0; i < one.intensity.mask.size(); ++i) {
    const double intensity = one.intensity.intensities[i];
    if (one.intensity.mask[i] == 0 || (intensity >= -500 && intensity <= 400)) continue;
    one.intensity.mask[i] = 0;
    --one.intensity.voxel_count;
  }
  ExpectReferenceValues("ibsi1_ct_config_A",
                        ComputeFamilies(one, -500, 25, IvhDiscrete{.lower = -500, .upper = 400}));
}

}  // namespace
}  // namespace osteon::ibsi
