// IBSI's digital phantom: every reference value of the six texture families, in every aggregation.
#include <cctype>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
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

References ReadReferences() {
  const absl::StatusOr<CsvTable> table =
      ReadCsv(testing::SharedData() + "/data/imaging/ibsi_reference_values/ibsi1_digital_phantom.csv");
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
  Region region;
  GreyLevels levels;
};

// Its intensities are its levels: 1, 3, 4 and 6.
absl::StatusOr<Phantom> ReadPhantom() {
  const std::string folder = testing::SharedData() + "/data/imaging/ibsi1_digital_phantom/";
  OSTEON_ASSIGN_OR_RETURN(const Volume image, ReadVolume(folder + "phantom.nii.gz"));
  OSTEON_ASSIGN_OR_RETURN(const Volume mask, ReadMask(folder + "mask.nii.gz"));
  Phantom phantom;
  OSTEON_ASSIGN_OR_RETURN(phantom.region, CropRegion(image, mask, 1));
  const std::vector<double>& intensities = phantom.region.intensities;
  for (std::size_t i = 0; i < intensities.size(); ++i) {
    phantom.levels.level.push_back(
        static_cast<std::uint16_t>(phantom.region.mask[i] != 0 ? intensities[i] : 0));
  }
  phantom.levels.present = {1, 3, 4, 6};
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
             return ComputeGlcm(p.region, p.levels, kAggregations.at(a));
           }},
          {"GLRLM", GlrlmFeatures(), Names(kAggregations),
           [](const Phantom& p, const std::string& a) {
             return ComputeGlrlm(p.region, p.levels, kAggregations.at(a));
           }},
          {"GLSZM", GlszmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeGlszm(p.region, p.levels, kDimensions.at(a));
           }},
          {"GLDZM", GldzmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeGldzm(p.region, p.region, p.levels, kDimensions.at(a));
           }},
          {"NGTDM", NgtdmFeatures(), Names(kDimensions),
           [](const Phantom& p, const std::string& a) {
             return ComputeNgtdm(p.region, p.levels, kDimensions.at(a));
           }},
          {"NGLDM", NgldmFeatures(), Names(kDimensions), [](const Phantom& p, const std::string& a) {
             return ComputeNgldm(p.region, p.levels, kDimensions.at(a));
           }}};
}

TEST(IbsiDigitalPhantom, EveryTextureValueIsTheReference) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const Phantom phantom, ReadPhantom());
  const References references = ReadReferences();
  std::size_t all = 0, right = 0;
  for (const Family& family : Families()) {
    for (const std::string& aggregation : family.aggregations) {
      SCOPED_TRACE(family.name + " " + aggregation);
      const auto expected = references.find({family.name, aggregation});
      ASSERT_NE(expected, references.end());
      ASSERT_OK_AND_ASSIGN(const Features features, family.compute(phantom, aggregation));
      ASSERT_EQ(features.size(), family.features.size());
      EXPECT_EQ(expected->second.size(), features.size());
      std::map<std::string, double> by_code;
      for (std::size_t i = 0; i < features.size(); ++i) {
        EXPECT_EQ(features[i].name, family.features[i].name);
        by_code[family.features[i].code] = features[i].value;
      }
      std::size_t within = 0;
      for (const Reference& reference : expected->second) {
        ASSERT_EQ(by_code.count(reference.code), 1U) << reference.code;
        const double value = by_code[reference.code];
        const double slack = 1e-12 * std::abs(reference.value);  // of decimal numbers as double
        const bool ok = std::abs(ThreeDigits(value) - reference.value) <= reference.tolerance + slack;
        EXPECT_TRUE(ok) << reference.code << ": " << value << ", reference " << reference.value << " within "
                        << reference.tolerance;
        within += ok ? 1U : 0U;
      }
      std::printf("digital phantom, %-5s %-22s %2zu of %2zu reference values\n", family.name.c_str(),
                  aggregation.c_str(), within, expected->second.size());
      all += expected->second.size();
      right += within;
    }
  }
  std::printf("digital phantom, texture: %zu of %zu reference values\n", right, all);
}

// "Normalised grey level non-uniformity" is normalised_grey_level_non_uniformity.
TEST(IbsiDigitalPhantom, TextureNamesAndCodesAreThoseOfTheManual) {
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
