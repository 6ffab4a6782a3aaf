#include "models/study/image_requirements.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::models {
namespace {

std::string Describe(const ClosedRange& range) {
  return absl::StrCat("from ", range.low, " to ", range.high, " mm");
}

}  // namespace

bool ImageRequirements::IsEmpty() const {
  return *this == ImageRequirements{};
}

std::vector<std::string> DescribeRequirements(const ImageRequirements& requirements) {
  std::vector<std::string> sentences;
  if (requirements.slice_thickness_mm) {
    sentences.push_back(absl::StrCat(Describe(*requirements.slice_thickness_mm), " across slices"));
  }
  if (requirements.in_plane_spacing_mm) {
    sentences.push_back(absl::StrCat(Describe(*requirements.in_plane_spacing_mm), " in the slice"));
  }
  if (!requirements.modality.empty()) {
    sentences.push_back(absl::StrCat("modality ", absl::StrJoin(requirements.modality, " or ")));
  }
  if (requirements.minimum_voxels) {
    sentences.push_back(absl::StrCat("at least ", *requirements.minimum_voxels, " voxels in the region"));
  }
  return sentences;
}

}  // namespace osteon::models
