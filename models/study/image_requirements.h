// What a study asks of every image before it is measured.
#ifndef OSTEON_MODELS_STUDY_IMAGE_REQUIREMENTS_H_
#define OSTEON_MODELS_STUDY_IMAGE_REQUIREMENTS_H_

#include <optional>
#include <string>
#include <vector>

namespace osteon::models {

// Both ends belong to it.
struct ClosedRange {
  double low = 0, high = 0;
  friend bool operator==(const ClosedRange&, const ClosedRange&) = default;
};

// What is absent is not asked for. How each is found at an image: site_agent/quality/requirements.h.
struct ImageRequirements {
  std::optional<ClosedRange> slice_thickness_mm;   // spacing across slices
  std::optional<ClosedRange> in_plane_spacing_mm;  // both spacings in the slice
  std::vector<std::string> modality;               // one of these; empty: any
  std::optional<double> minimum_voxels;            // of the region, as the mask is stored

  bool IsEmpty() const;
  friend bool operator==(const ImageRequirements&, const ImageRequirements&) = default;
};

// For people, one a requirement: "from 0.5 to 5 mm across slices", "modality CT or MR", ...
std::vector<std::string> DescribeRequirements(const ImageRequirements& requirements);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_IMAGE_REQUIREMENTS_H_
