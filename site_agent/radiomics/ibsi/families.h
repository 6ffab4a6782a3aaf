// The register of IBSI's feature families: a new family is one file and one entry here.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FAMILIES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FAMILIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"
#include "site_agent/radiomics/ibsi/intensity_volume_histogram.h"

namespace osteon::ibsi {

// Of which voxels the texture families speak as neighbours: Chebyshev distance, in voxels.
struct TextureSettings {
  int glcm_distance = 1;
  int ngtdm_distance = 1;
  int ngldm_distance = 1;
  int ngldm_coarseness = 0;
};

struct FamilyInput {
  const Volume& image;          // in which the regions lie, with what is around them
  const Region& morphological;  // G5KJ: never re-segmented
  const Region& intensity;      // SEFI: re-segmented, in the same box
  const GreyLevels& levels;     // of the intensity mask; empty for a family that does not use them
  IvhSettings ivh;
  TextureSettings texture;
  Aggregation aggregation = Aggregation::k3DMerged;  // of a family that has several ways
};

// In how many ways the values of slices and directions can become one.
enum class Ways {
  kOne,          // the family knows no slices
  kDimension,    // three: by slice, by slice merged, by volume
  kAggregation,  // six
};

struct Family {
  std::string name;  // as in columns and parameter files: "glcm"
  std::string code;  // IBSI's: "LFYI"
  Ways ways = Ways::kOne;
  bool uses_levels = false;            // the discretised intensities
  bool uses_surroundings = false;      // voxels outside the region, up to kSurroundingsMm away
  std::vector<NamedFeature> features;  // in the manual's order
  // Every feature, in that order.
  absl::StatusOr<Features> (*compute)(const FamilyInput&) = nullptr;
};

// The radius of the sphere of 1 cm^3 in which local intensity is measured, rounded up.
inline constexpr double kSurroundingsMm = 6.21;

// In the manual's order, in which features are written.
std::vector<Family> Families();

// One way in which a family is computed.
struct Way {
  Aggregation aggregation = Aggregation::k3DMerged;
  std::string name;  // "3d_merged", "3d"; empty for a family that has one way only
  std::string code;  // IBSI's, of the aggregation: "IAZD"
};

// The ways in which a family is computed when these aggregations are asked for: several of them may be one
// and the same way of a family that knows no directions.
std::vector<Way> WaysOf(const Family& family, const std::vector<Aggregation>& aggregations);

// As in parameter files: "25d_direction_merged".
std::string NameOf(Aggregation aggregation);

std::vector<Aggregation> AllAggregations();

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FAMILIES_H_
