// Grey-level run lengths: stretches of voxels of one level along a direction.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLRLM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLRLM_H_

#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// The runs of each direction, one matrix a step. A direction in which no line of voxels holds two of the
// region has an empty matrix: the region is flat there (PyRadiomics).
std::vector<std::vector<SizeCount>> CountRuns(const Region& region, const GreyLevels& levels,
                                              const std::vector<Step>& steps);

// PyRadiomics' glrlm class, in its alphabetical order, with the IBSI feature it is:
//   GrayLevelNonUniformity R5YN, GrayLevelNonUniformityNormalized OVBL, GrayLevelVariance 8CE5,
//   HighGrayLevelRunEmphasis G3QZ, LongRunEmphasis W4KF, LongRunHighGrayLevelEmphasis 3KUM,
//   LongRunLowGrayLevelEmphasis IVPO, LowGrayLevelRunEmphasis V3SW, RunEntropy HJ9O, RunLengthNonUniformity
//   W92Y, RunLengthNonUniformityNormalized IC23, RunPercentage 9ZK5, RunVariance SXLW, ShortRunEmphasis 22OV,
//   ShortRunHighGrayLevelEmphasis GD3A, ShortRunLowGrayLevelEmphasis HTZT
//
// Of each direction's matrix, then averaged over the directions that have one (IBSI: 3D averaged, ITBB), or
// of the weighted sum of the matrices. NaN where no direction has one. Formulas: size_matrix.h.
Features ComputeGlrlm(const Region& region, const GreyLevels& levels, const TextureSettings& settings = {});

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLRLM_H_
