#include "site_agent/radiomics/families.h"

#include "site_agent/radiomics/firstorder.h"
#include "site_agent/radiomics/glcm.h"
#include "site_agent/radiomics/shape.h"

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
       .features = {"Autocorrelation",
                    "ClusterProminence",
                    "ClusterShade",
                    "ClusterTendency",
                    "Contrast",
                    "Correlation",
                    "DifferenceAverage",
                    "DifferenceEntropy",
                    "DifferenceVariance",
                    "Id",
                    "Idm",
                    "Idmn",
                    "Idn",
                    "Imc1",
                    "Imc2",
                    "InverseVariance",
                    "JointAverage",
                    "JointEnergy",
                    "JointEntropy",
                    "MCC",
                    "MaximumProbability",
                    "SumAverage",
                    "SumEntropy",
                    "SumSquares"},
       .by_name_only = {},
       .compute = [](const FamilyInput& in) -> absl::StatusOr<Features> {
         return ComputeGlcm(in.region, in.levels);
       }},
  };
}

std::vector<std::string> FamiliesNotAvailable() {
  return {"glrlm", "glszm", "gldm", "ngtdm", "shape2D"};
}

}  // namespace osteon
