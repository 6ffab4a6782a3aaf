// Grey-level dependence: how many neighbours of a voxel have its level, or nearly.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLDM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLDM_H_

#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// A voxel's size is 1 plus the number of neighbours at `settings.distances` whose level differs from its own
// by `settings.gldm_alpha` at most.
std::vector<SizeCount> CountDependence(const Region& region, const GreyLevels& levels,
                                       const TextureSettings& settings);

// PyRadiomics' gldm class (IBSI's NGLDM), in its alphabetical order, with the IBSI feature it is:
//   DependenceEntropy FCBV, DependenceNonUniformity Z87G, DependenceNonUniformityNormalized OKJI,
//   DependenceVariance DNX2, GrayLevelNonUniformity FP8K, GrayLevelVariance 1PFV, HighGrayLevelEmphasis OAE7,
//   LargeDependenceEmphasis IMOQ, LargeDependenceHighGrayLevelEmphasis 9QMG,
//   LargeDependenceLowGrayLevelEmphasis NBZI, LowGrayLevelEmphasis TL9H, SmallDependenceEmphasis SODN,
//   SmallDependenceHighGrayLevelEmphasis JA6D, SmallDependenceLowGrayLevelEmphasis EQ3F
// Formulas: size_matrix.h.
Features ComputeGldm(const Region& region, const GreyLevels& levels, const TextureSettings& settings = {});

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLDM_H_
