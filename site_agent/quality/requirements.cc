#include "site_agent/quality/requirements.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "site_agent/quality/labelled_region.h"
#include "site_agent/quality/slices.h"

namespace osteon::quality {
namespace {

constexpr char kModality[] = "modality";
constexpr double kSinglePrecision = 1e-4;

bool Holds(const models::ClosedRange& range, double value) {
  return value >= range.low * (1 - kSinglePrecision) && value <= range.high * (1 + kSinglePrecision);
}

std::string Needed(const models::ClosedRange& range) {
  return absl::StrCat("; the study needs ", range.low, " to ", range.high, " mm");
}

}  // namespace

std::optional<Refusal> FindRefusal(const models::ImageRequirements& requirements, const Grid& image,
                                   const Volume& mask, std::int64_t label, const std::string& modality) {
  const std::size_t across = SliceAxis(image.spacing_mm);
  if (const auto& range = requirements.slice_thickness_mm) {
    const double thickness = image.spacing_mm[across];
    if (!Holds(*range, thickness)) {
      return Refusal{"slice_thickness_mm",
                     absl::StrCat("slices are ", thickness, " mm apart", Needed(*range))};
    }
  }
  if (const auto& range = requirements.in_plane_spacing_mm) {
    const double first = image.spacing_mm[across == 0 ? 1 : 0];
    const double second = image.spacing_mm[across == 2 ? 1 : 2];
    if (!Holds(*range, first) || !Holds(*range, second)) {
      return Refusal{"in_plane_spacing_mm",
                     absl::StrCat("pixels of a slice are ", first, " x ", second, " mm", Needed(*range))};
    }
  }
  if (!requirements.modality.empty() &&
      std::none_of(requirements.modality.begin(), requirements.modality.end(),
                   [&](const std::string& wanted) { return absl::EqualsIgnoreCase(wanted, modality); })) {
    return Refusal{kModality,
                   absl::StrCat(modality.empty() ? "column modality of the manifest is empty"
                                                 : absl::StrCat("the modality is ", modality),
                                "; the study needs ", absl::StrJoin(requirements.modality, " or "))};
  }
  if (requirements.minimum_voxels) {
    const std::size_t voxels = CountVoxels(mask, label);
    if (voxels > 0 && static_cast<double>(voxels) < *requirements.minimum_voxels) {
      return Refusal{"minimum_voxels", absl::StrCat("the region has ", voxels, " voxels; the study needs ",
                                                    *requirements.minimum_voxels, " or more")};
    }
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<std::size_t>> FindModalityColumn(const models::ImageRequirements& requirements,
                                                              const std::vector<std::string>& carried,
                                                              const std::string& file) {
  if (requirements.modality.empty()) return std::nullopt;
  const auto found = std::find(carried.begin(), carried.end(), kModality);
  if (found != carried.end()) return static_cast<std::size_t>(found - carried.begin());
  const std::optional<std::string> nearest = NearestName(kModality, carried);
  return absl::InvalidArgumentError(absl::StrCat(file,
                                                 ": no column modality; the study needs images of modality ",
                                                 absl::StrJoin(requirements.modality, " or "),
                                                 " and image files do not say theirs, so the manifest has to",
                                                 nearest ? absl::StrCat("; is it '", *nearest, "'?") : ""));
}

}  // namespace osteon::quality
