// The register of feature families: a new family is one file and one entry here.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FAMILIES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FAMILIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"

namespace osteon {

struct FamilyInput {
  const Region& region;
  const GreyLevels& levels;      // of the region; empty for a family that uses no intensities
  double voxel_array_shift = 0;  // PyRadiomics' voxelArrayShift
  TextureSettings texture{};
};

struct FeatureFamily {
  std::string name;                       // PyRadiomics' class name: shape, firstorder, glcm
  bool uses_intensities = true;           // false: computed once, whatever filters are applied
  bool of_one_slice = false;              // only with force2D, for regions of one slice
  std::vector<std::string> features;      // computed when the whole family is asked for, in order of output
  std::vector<std::string> by_name_only;  // computed only when named (PyRadiomics' deprecated ones)
  // Every feature of both lists, in that order.
  absl::StatusOr<Features> (*compute)(const FamilyInput&) = nullptr;
};

// In the order in which features are written.
std::vector<FeatureFamily> FeatureFamilies();

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FAMILIES_H_
