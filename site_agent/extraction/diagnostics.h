// PyRadiomics' diagnostics_* columns: what was read and what became of it, so that a reader can check it.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_
#define OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {

// In PyRadiomics' order: Versions_Osteon, Configuration_{Settings, EnabledImageTypes}, Image-original_{Hash,
// Dimensionality, Spacing, Size, Mean, Minimum, Maximum}, Mask-original_{Hash, Spacing, Size, BoundingBox,
// VoxelNum, VolumeNum, CenterOfMassIndex, CenterOfMass}, and with the steps that are on Image-interpolated_
// and Mask-interpolated_, Mask-corrected_, Mask-resegmented_, whose masks have Mean, Minimum and Maximum too.
std::vector<std::string> DiagnosticColumns(const PyRadiomicsSettings& settings);

// The cells of one case, group by group in the order of the columns, written as Python writes them: "(0.5,
// 0.5, 3.0)".
struct CaseDiagnostics {
  void AddConfiguration(const PyRadiomicsSettings& settings, std::int64_t label);
  // Mean, minimum and maximum are of all voxels. The hash is SHA-1 of the voxels in their type.
  void AddImage(const Volume& image, bool with_hash);
  // The hash is SHA-1 of all labels as 32-bit numbers.
  void AddMaskHash(const Volume& mask);
  // `region` lies on `grid`, which is that of the mask. `intensities`: also their mean, minimum and maximum.
  void AddMask(const Grid& grid, const Region& region, bool intensities);
  // A mask that was not needed: empty cells for those of AddMask with intensities.
  void AddNoMask();

  std::vector<std::string> cells;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_
