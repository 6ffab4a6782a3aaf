// Grey-level size zones: connected voxels of one level.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLSZM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLSZM_H_

#include <optional>
#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// Voxels that share a face, an edge or a corner are connected; across `flat_axis` none are.
std::vector<SizeCount> CountZones(const Region& region, const GreyLevels& levels,
                                  std::optional<std::size_t> flat_axis = std::nullopt);

// PyRadiomics' glszm class, in its alphabetical order, with the IBSI feature it is:
//   GrayLevelNonUniformity JNSA, GrayLevelNonUniformityNormalized Y1RO, GrayLevelVariance BYLV,
//   HighGrayLevelZoneEmphasis 5GN9, LargeAreaEmphasis 48P8, LargeAreaHighGrayLevelEmphasis J17V,
//   LargeAreaLowGrayLevelEmphasis YH51, LowGrayLevelZoneEmphasis XMSY, SizeZoneNonUniformity 4JP3,
//   SizeZoneNonUniformityNormalized VB3A, SmallAreaEmphasis 5QRC, SmallAreaHighGrayLevelEmphasis HW1V,
//   SmallAreaLowGrayLevelEmphasis 5RAI, ZoneEntropy GU8N, ZonePercentage P30P, ZoneVariance 3NSA
// Formulas: size_matrix.h.
Features ComputeGlszm(const Region& region, const GreyLevels& levels, const TextureSettings& settings = {});

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLSZM_H_
