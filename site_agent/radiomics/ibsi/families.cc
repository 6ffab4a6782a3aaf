#include "site_agent/radiomics/ibsi/families.h"

#include <algorithm>

#include "site_agent/radiomics/ibsi/glcm.h"
#include "site_agent/radiomics/ibsi/gldzm.h"
#include "site_agent/radiomics/ibsi/glrlm.h"
#include "site_agent/radiomics/ibsi/glszm.h"
#include "site_agent/radiomics/ibsi/intensity_histogram.h"
#include "site_agent/radiomics/ibsi/local_intensity.h"
#include "site_agent/radiomics/ibsi/morphology.h"
#include "site_agent/radiomics/ibsi/ngldm.h"
#include "site_agent/radiomics/ibsi/ngtdm.h"
#include "site_agent/radiomics/ibsi/statistics.h"

namespace osteon::ibsi {
namespace {

Way DimensionWay(Aggregation aggregation) {
  switch (DimensionOf(aggregation)) {
    case Dimension::k2D:
      return {aggregation, "2d", "8QNN"};
    case Dimension::k25D:
      return {aggregation, "25d", "62GR"};
    case Dimension::k3D:
      break;
  }
  return {aggregation, "3d", "KOBO"};
}

Way AggregationWay(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::k2DAveraged:
      return {aggregation, "2d_averaged", "BTW3"};
    case Aggregation::k2DSliceMerged:
      return {aggregation, "2d_slice_merged", "SUJT"};
    case Aggregation::k25DDirectionMerged:
      return {aggregation, "25d_direction_merged", "JJUI"};
    case Aggregation::k25DMerged:
      return {aggregation, "25d_merged", "ZW7Z"};
    case Aggregation::k3DAveraged:
      return {aggregation, "3d_averaged", "ITBB"};
    case Aggregation::k3DMerged:
      break;
  }
  return {aggregation, "3d_merged", "IAZD"};
}

}  // namespace

std::vector<Family> Families() {
  return {
      {.name = "morphology",
       .code = "HCUG",
       .features = MorphologyFeatures(),
       .compute = [](const FamilyInput& in) { return ComputeMorphology(in.morphological, in.intensity); }},
      {.name = "local_intensity",
       .code = "9ST6",
       .uses_surroundings = true,
       .features = LocalIntensityFeatures(),
       .compute = [](const FamilyInput& in) { return ComputeLocalIntensity(in.image, in.intensity); }},
      {.name = "statistics",
       .code = "UHIW",
       .features = StatisticsFeatures(),
       .compute = [](const FamilyInput& in) { return ComputeStatistics(in.intensity); }},
      {.name = "intensity_histogram",
       .code = "ZVCW",
       .uses_levels = true,
       .features = IntensityHistogramFeatures(),
       .compute = [](const FamilyInput& in) { return ComputeIntensityHistogram(in.levels); }},
      {.name = "intensity_volume_histogram",
       .code = "P88C",
       .features = IntensityVolumeHistogramFeatures(),
       .compute =
           [](const FamilyInput& in) { return ComputeIntensityVolumeHistogram(in.intensity, in.ivh); }},
      {.name = "glcm",
       .code = "LFYI",
       .ways = Ways::kAggregation,
       .uses_levels = true,
       .features = GlcmFeatures(),
       .compute =
           [](const FamilyInput& in) {
             return ComputeGlcm(in.intensity, in.levels, in.aggregation, in.texture.glcm_distance);
           }},
      {.name = "glrlm",
       .code = "TP0I",
       .ways = Ways::kAggregation,
       .uses_levels = true,
       .features = GlrlmFeatures(),
       .compute =
           [](const FamilyInput& in) { return ComputeGlrlm(in.intensity, in.levels, in.aggregation); }},
      {.name = "glszm",
       .code = "9SAK",
       .ways = Ways::kDimension,
       .uses_levels = true,
       .features = GlszmFeatures(),
       .compute =
           [](const FamilyInput& in) {
             return ComputeGlszm(in.intensity, in.levels, DimensionOf(in.aggregation));
           }},
      {.name = "gldzm",
       .code = "VMDZ",
       .ways = Ways::kDimension,
       .uses_levels = true,
       .features = GldzmFeatures(),
       .compute =
           [](const FamilyInput& in) {
             return ComputeGldzm(in.intensity, in.morphological, in.levels, DimensionOf(in.aggregation));
           }},
      {.name = "ngtdm",
       .code = "IPET",
       .ways = Ways::kDimension,
       .uses_levels = true,
       .features = NgtdmFeatures(),
       .compute =
           [](const FamilyInput& in) {
             return ComputeNgtdm(in.intensity, in.levels, DimensionOf(in.aggregation),
                                 in.texture.ngtdm_distance);
           }},
      {.name = "ngldm",
       .code = "REK0",
       .ways = Ways::kDimension,
       .uses_levels = true,
       .features = NgldmFeatures(),
       .compute =
           [](const FamilyInput& in) {
             return ComputeNgldm(in.intensity, in.levels, DimensionOf(in.aggregation),
                                 in.texture.ngldm_distance, in.texture.ngldm_coarseness);
           }},
  };
}

std::vector<Way> WaysOf(const Family& family, const std::vector<Aggregation>& aggregations) {
  if (family.ways == Ways::kOne) return {Way{}};
  std::vector<Way> ways;
  for (const Aggregation aggregation : aggregations) {
    Way way = family.ways == Ways::kAggregation ? AggregationWay(aggregation) : DimensionWay(aggregation);
    if (std::none_of(ways.begin(), ways.end(), [&](const Way& one) { return one.name == way.name; })) {
      ways.push_back(std::move(way));
    }
  }
  return ways;
}

std::string NameOf(Aggregation aggregation) {
  return AggregationWay(aggregation).name;
}

std::vector<Aggregation> AllAggregations() {
  return {Aggregation::k2DAveraged, Aggregation::k2DSliceMerged, Aggregation::k25DDirectionMerged,
          Aggregation::k25DMerged,  Aggregation::k3DAveraged,    Aggregation::k3DMerged};
}

}  // namespace osteon::ibsi
