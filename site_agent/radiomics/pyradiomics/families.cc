#include "site_agent/radiomics/pyradiomics/families.h"

#include "site_agent/radiomics/pyradiomics/firstorder.h"
#include "site_agent/radiomics/pyradiomics/glcm.h"
#include "site_agent/radiomics/pyradiomics/glcm_values.h"
#include "site_agent/radiomics/pyradiomics/gldm.h"
#include "site_agent/radiomics/pyradiomics/glrlm.h"
#include "site_agent/radiomics/pyradiomics/glszm.h"
#include "site_agent/radiomics/pyradiomics/ngtdm.h"
#include "site_agent/radiomics/pyradiomics/shape.h"
#include "site_agent/radiomics/pyradiomics/shape2d.h"

namespace osteon {

std::vector<FeatureFamily> FeatureFamilies() {
  return {
      {.name = "shape",
       .uses_intensities = false,
       .features = {"Elongation", "Flatness", "LeastAxisLength", "MajorAxisLength", "Maximum2DDiameterColumn",
                    "Maximum2DDiameterRow", "Maximum2DDiameterSlice", "Maximum3DDiameter", "MeshVolume",
                    "MinorAxisLength", "Sphericity", "SurfaceArea", "SurfaceVolumeRatio", "VoxelVolume"},
       .by_name_only = {"Compactness1", "Compactness2", "SphericalDisproportion"},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> { return ComputeShape(in.region); }},
      {.name = "shape2D",
       .uses_intensities = false,
       .of_one_slice = true,
       .features = {"Elongation", "MajorAxisLength", "MaximumDiameter", "MeshSurface", "MinorAxisLength",
                    "Perimeter", "PerimeterSurfaceRatio", "PixelSurface", "Sphericity"},
       .by_name_only = {"SphericalDisproportion"},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeShape2D(in.region, in.texture.flat_axis.value_or(2));
       }},
      {.name = "firstorder",
       .features = {"10Percentile", "90Percentile", "Energy", "Entropy", "InterquartileRange", "Kurtosis",
                    "Maximum", "MeanAbsoluteDeviation", "Mean", "Median", "Minimum", "Range",
                    "RobustMeanAbsoluteDeviation", "RootMeanSquared", "Skewness", "TotalEnergy", "Uniformity",
                    "Variance"},
       .by_name_only = {"StandardDeviation"},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeFirstOrder(in.region, in.levels, in.voxel_array_shift);
       }},
      {.name = "glcm",
       .features = {glcm::kFeatureNames.begin(), glcm::kFeatureNames.end()},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeGlcm(in.region, in.levels, in.texture);
       }},
      {.name = "gldm",
       .features = {"DependenceEntropy", "DependenceNonUniformity", "DependenceNonUniformityNormalized",
                    "DependenceVariance", "GrayLevelNonUniformity", "GrayLevelVariance",
                    "HighGrayLevelEmphasis", "LargeDependenceEmphasis",
                    "LargeDependenceHighGrayLevelEmphasis", "LargeDependenceLowGrayLevelEmphasis",
                    "LowGrayLevelEmphasis", "SmallDependenceEmphasis", "SmallDependenceHighGrayLevelEmphasis",
                    "SmallDependenceLowGrayLevelEmphasis"},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeGldm(in.region, in.levels, in.texture);
       }},
      {.name = "glrlm",
       .features = {"GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance",
                    "HighGrayLevelRunEmphasis", "LongRunEmphasis", "LongRunHighGrayLevelEmphasis",
                    "LongRunLowGrayLevelEmphasis", "LowGrayLevelRunEmphasis", "RunEntropy",
                    "RunLengthNonUniformity", "RunLengthNonUniformityNormalized", "RunPercentage",
                    "RunVariance", "ShortRunEmphasis", "ShortRunHighGrayLevelEmphasis",
                    "ShortRunLowGrayLevelEmphasis"},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeGlrlm(in.region, in.levels, in.texture);
       }},
      {.name = "glszm",
       .features = {"GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance",
                    "HighGrayLevelZoneEmphasis", "LargeAreaEmphasis", "LargeAreaHighGrayLevelEmphasis",
                    "LargeAreaLowGrayLevelEmphasis", "LowGrayLevelZoneEmphasis", "SizeZoneNonUniformity",
                    "SizeZoneNonUniformityNormalized", "SmallAreaEmphasis", "SmallAreaHighGrayLevelEmphasis",
                    "SmallAreaLowGrayLevelEmphasis", "ZoneEntropy", "ZonePercentage", "ZoneVariance"},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeGlszm(in.region, in.levels, in.texture);
       }},
      {.name = "ngtdm",
       .features = {"Busyness", "Coarseness", "Complexity", "Contrast", "Strength"},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeNgtdm(in.region, in.levels, in.texture);
       }},
  };
}

}  // namespace osteon
