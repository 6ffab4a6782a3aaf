// How the texture matrices of directions and slices become one value. Slices lie across z, the third axis of
// the image. Source: IBSI reference manual, "Aggregating features" of each texture family.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_AGGREGATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_AGGREGATION_H_

namespace osteon::ibsi {

// Families with a matrix per direction: GLCM and GLRLM.
enum class Aggregation {
  k2DAveraged,          // BTW3: a matrix per slice and direction, features averaged
  k2DSliceMerged,       // SUJT: the directions of a slice added, features averaged over slices
  k25DDirectionMerged,  // JJUI: the slices added for each direction in the plane, features averaged over
                        // these
  k25DMerged,           // ZW7Z: all slices and directions in the plane added
  k3DAveraged,          // ITBB: a matrix per direction in space, features averaged
  k3DMerged             // IAZD: all directions in space added
};

// Families without directions: GLSZM, GLDZM, NGTDM and NGLDM.
enum class Dimension {
  k2D,   // 8QNN: a matrix per slice, features averaged
  k25D,  // 62GR: the matrices of all slices added
  k3D    // KOBO: one matrix of the volume
};

// Where the neighbours of a voxel are looked for, and what is looked at one by one.
constexpr Dimension DimensionOf(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::k2DAveraged:
    case Aggregation::k2DSliceMerged:
      return Dimension::k2D;
    case Aggregation::k25DDirectionMerged:
    case Aggregation::k25DMerged:
      return Dimension::k25D;
    case Aggregation::k3DAveraged:
    case Aggregation::k3DMerged:
      break;
  }
  return Dimension::k3D;
}

// Are the matrices of the directions added?
constexpr bool MergesDirections(Aggregation aggregation) {
  return aggregation == Aggregation::k2DSliceMerged || aggregation == Aggregation::k25DMerged ||
         aggregation == Aggregation::k3DMerged;
}

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_AGGREGATION_H_
