// IBSI's reference values of the six texture families: of the digital phantom in every aggregation, and of
// the CT phantom's configuration A, the one on the image's own grid.
#include <cctype>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/csv/csv.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/ibsi/glcm.h"
#include "site_agent/radiomics/ibsi/gldzm.h"
#include "site_agent/radiomics/ibsi/glrlm.h"
#include "site_agent/radiomics/ibsi/glszm.h"
#include "site_agent/radiomics/ibsi/ngldm.h"
#include "site_agent/radiomics/ibsi/ngtdm.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

struct Reference {
  std::string code;
  double value = 0, tolerance = 0;
};
using FamilyAndAggregation = std::pair<std::string, std::string>;
using References = std::map<FamilyAndAggregation, std::vector<Reference>>;

References ReadReferences(const std::string& file) {
  const absl::StatusOr<CsvTable> table =
      ReadCsv(testing::SharedData() + "/data/imaging/ibsi_reference_values/" + file);
  EXPECT_TRUE(table.ok()) << table.status();
  References references;
  if (!table.ok()) return references;
  const auto column = [&](const char* name) { return table->Column(name).value(); };
  for (const auto& row : table->rows) {
    references[{row[column("feature_family")], row[column("aggregation")]}].push_back(
        {row[column("ibsi_code")], ParseNumber(row[column("value")]).value(),
         ParseNumber(row[column("tolerance")]).value()});
  }
  return references;
}

// IBSI compares after rounding to the reference values' three digits.
double ThreeDigits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  return ParseNumber(text).value_or(value);
}

struct Phantom {
  Region morphological, intensity;
  GreyLevels levels;  // of the intensity region
};

// `level` gives a voxel's level from its intensity, 0 for one that is left out of the intensity mask.
absl::StatusOr<Phantom> ReadPhantom(const std::string& folder, int (*level)(double intensity)) {
  const std::string path = testing::SharedData() + "/data/imaging/" + folder;
  OSTEON_ASSIGN_OR_RETURN(const Volume image, ReadVolume(path + "/phantom.nii.gz"));
  OSTEON_ASSIGN_OR_RETURN(const Volume mask, ReadMask(path + "/mask.nii.gz"));
  Phantom phantom;
  OSTEON_ASSIGN_OR_RETURN(phantom.morphological, CropRegion(image, mask, 1));
  phantom.intensity = phantom.morphological;
  std::set<std::uint16_t> present;
  for (std::size_t i = 0; i < phantom.intensity.mask.size(); ++i) {
    std::uint8_t& inside = phantom.intensity.mask[i];
    const auto one = static_cast<std::uint16_t>(inside != 0 ? level(phantom.intensity.intensities[i]) : 0);
    phantom.intensity.voxel_count -= inside != 0 && one == 0 ? 1U : 0U;
    inside = one != 0 ? 1 : 0;
    phantom.levels.level.push_back(one);
    if (one != 0) present.insert(one);
  }
  phantom.levels.present.assign(present.begin(), present.end());
  return phantom;
}

const std::map<std::string, Aggregation> kAggregations{
    {"2D, averaged", Aggregation::k2DAveraged},
    {"2D, slice-merged", Aggregation::k2DSliceMerged},
    {"2.5D, direction-merged", Aggregation::k25DDirectionMerged},
    {"2.5D, merged", Aggregation::k25DMerged},
    {"3D, averaged", Aggregation::k3DAveraged},
    {"3D, merged", Aggregation::k3DMerged}};
const std::map<std::string, Dimension> kDimensions{
    {"2D", Dimension::k2D}, {"2.5D", Dimension::k25D}, {"3D", Dimension::k3D}};

struct Family {
  std::string name;
  std::vector<NamedFeature> features;
  std::vector<std::string> aggregations;
  std::function<absl::StatusOr<Features>(const Phantom&, const std::string& aggregation)> compute;
};

template <typename Keys>
std::vector<std::string> Names(const Keys& keys) {
  std::vector<std::string> names;
  for (const auto& [name, value] : keys) names.push_back(name);
  return names;
}

std::vector<Family> Families() {
  return {{"GLCM", GlcmFeatures(), Names(kAggregations),
           [](const Phantom& p, const std::string& a) {
             return ComputeGlcm(p.intensity, p.levels, kAggregations.at(a));
           }},
          {"GLRLM", GlrlmFeatures(), Names(kAggregations),
           [](const Phantom& p, const std::string& a) {
             return ComputeGlrlm(p.intensity, p.levels, kAggregations.at(a));
           }},
          {"GLSZM", GlszmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeGlszm(p.intensity, p.levels, kDimensions.at(a));
           }},
          {"GLDZM", GldzmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeGldzm(p.intensity, p.morphological, p.levels, kDimensions.at(a));
           }},
          {"NGTDM", NgtdmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeNgtdm(p.intensity, p.levels, kDimensions.at(a));
           }},
          {"NGLDM", NgldmFeatures(), Names(kDimensions), [](const Phantom& p, const std::string& a) {
             return ComputeNgldm(p.intensity, p.levels, kDimensions.at(a));
           }}};
}

// Compares what the file has for the families. Returns the number of values that it has.
std::size_t ExpectReferences(const std::string& label, const std::string& file, const Phantom& phantom) {
  const References references = ReadReferences(file);
  std::size_t all = 0, right = 0;
  for (const Family& family : Families()) {
    for (const std::string& aggregation : family.aggregations) {
      SCOPED_TRACE(family.name + " " + aggregation);
      const auto expected = references.find({family.name, aggregation});
      if (expected == references.end()) continue;
      const absl::StatusOr<Features> features = family.compute(phantom, aggregation);
      EXPECT_TRUE(features.ok()) << features.status();
      if (!features.ok()) continue;
      EXPECT_EQ(features->size(), family.features.size());
      std::map<std::string, double> by_code;
      for (std::size_t i = 0; i < features->size(); ++i) {
        EXPECT_EQ((*features)[i].name, family.features[i].name);
        by_code[family.features[i].code] = (*features)[i].value;
      }
      std::size_t within = 0;
      for (const Reference& reference : expected->second) {
        EXPECT_EQ(by_code.count(reference.code), 1U) << reference.code;
        const double value = by_code[reference.code];
        const double slack = 1e-12 * std::abs(reference.value);  // of decimal numbers as double
        const bool ok = std::abs(ThreeDigits(value) - reference.value) <= reference.tolerance + slack;
        EXPECT_TRUE(ok) << reference.code << ": " << value << ", reference " << reference.value << " within "
                        << reference.tolerance;
        within += ok ? 1U : 0U;
      }
      std::printf("%s, %-5s %-22s %2zu of %2zu reference values\n", label.c_str(), family.name.c_str(),
                  aggregation.c_str(), within, expected->second.size());
      all += expected->second.size();
      right += within;
    }
  }
  std::printf("%s, texture: %zu of %zu reference values\n", label.c_str(), right, all);
  return all;
}

// Its intensities are its levels: 1, 3, 4 and 6.
TEST(IbsiDigitalPhantom, EveryTextureValueIsTheReference) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const Phantom phantom, ReadPhantom("ibsi1_digital_phantom", [](double intensity) {
                         return static_cast<int>(intensity);
                       }));
  EXPECT_EQ(ExpectReferences("digital phantom", "ibsi1_digital_phantom.csv", phantom),
            6U * (25 + 16) + 3 * (16 + 16 + 5 + 17));
}

// Re-segmentation to [-500, 400] HU, bins of 25 HU from -500 on.
TEST(IbsiCtPhantom, EveryTextureValueOfConfigurationAIsWithinTolerance) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const Phantom phantom, ReadPhantom("ibsi1_ct_phantom", [](double hu) {
                         return hu < -500 || hu > 400 ? 0 : 1 + static_cast<int>((hu + 500) / 25);
                       }));
  EXPECT_EQ(ExpectReferences("configuration A", "ibsi1_ct_config_A.csv", phantom),
            4U * (25 + 16) + 2 * (16 + 16 + 5 + 17));
}

// "Normalised grey level non-uniformity" is normalised_grey_level_non_uniformity.
TEST(IbsiFeatureList, TextureNamesAndCodesAreThoseOfTheManual) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(
      const CsvTable table,
      ReadCsv(testing::SharedData() + "/data/imaging/ibsi_reference_values/ibsi1_feature_list.csv"));
  for (const Family& family : Families()) {
    std::vector<std::pair<std::string, std::string>> expected, found;
    for (const auto& row : table.rows) {
      if (row[0] != family.name) continue;
      std::string name = row[1];
      for (char& c : name) c = c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(c));
      expected.emplace_back(name, row[2]);
    }
    for (const NamedFeature& feature : family.features) found.emplace_back(feature.name, feature.code);
    EXPECT_EQ(found, expected) << family.name;
  }
}

}  // namespace
}  // namespace osteon::ibsi
