// Grey-level co-occurrence: how often two levels are neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/co_occurrence.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"

namespace osteon {

// One matrix a step. kInvalidArgument: as CountPairs.
absl::StatusOr<CoOccurrence> CountCoOccurrence(const Region& region, const GreyLevels& levels,
                                               const std::vector<Step>& steps = HalfOfTheSteps());

// PyRadiomics' glcm class, in its alphabetical order, with the IBSI feature it is:
//   Autocorrelation QWB0, ClusterProminence AE86, ClusterShade 7NFM, ClusterTendency DG8W, Contrast ACUI,
//   Correlation NI2N, DifferenceAverage TF7R, DifferenceEntropy NTRS, DifferenceVariance D3YU, Id IB1Z, Idm
//   WF0Z, Idmn 1QCO, Idn NDRX, Imc1 R8DG, Imc2 JN9H, InverseVariance E8JP, JointAverage 60VM, JointEnergy
//   8ZQL, JointEntropy TU9B, MCC -, MaximumProbability GYBY, SumAverage ZGXS, SumEntropy P6QZ, SumSquares
//   UR99
//
// Of the symmetric matrix of each direction (a pair counts both ways; one way with symmetrical_glcm off),
// then averaged over the directions that have a pair (IBSI: 3D averaged, ITBB), or of the sum of the
// matrices, each times exp(-d^2), where d is the length in mm of its step by the norm. NaN where no voxel of
// the region has a neighbour in it. Formulas with a logarithm add 2.2e-16 to its argument, as PyRadiomics
// does.
absl::StatusOr<Features> ComputeGlcm(const Region& region, const GreyLevels& levels,
                                     const TextureSettings& settings = {});

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_H_
