#include "models/study/extraction_problems.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/column_prefix.h"
#include "common/text/number.h"

namespace osteon::models {
namespace {

class ExtractionChecker {
 public:
  std::vector<StudyProblem> Run(const Extraction& extraction) {
    CheckParams(extraction.params);
    CheckRequirements(extraction.require);
    return std::move(problems_);
  }

 private:
  void Add(std::vector<std::string> path, std::string message) {
    path.insert(path.begin(), "extraction");
    problems_.push_back({std::move(path), std::move(message), StudyProblem::Basis::kPlace});
  }

  void CheckParams(const std::vector<ExtractionParams>& params) {
    if (params.empty()) return Add({"params"}, "extraction names no parameter file");
    if (params.size() == 1 && params.front().image.empty()) return;
    for (std::size_t i = 0; i < params.size(); ++i) {
      const std::string& image = params[i].image;
      if (image.empty()) {
        Add({"params"}, "one parameter file for all images, or one for each image by its name");
      } else if (!IsColumnPrefix(image)) {
        Add({"params", image},
            absl::StrCat("image \"", image,
                         "\": a name begins with a letter and has letters, digits, '.', '-' ",
                         "and single '_', and no '_' at its end"));
      }
      if (i == 0) continue;
      if (params[i - 1].image == image) {
        Add({"params", image}, absl::StrCat("image ", image, " stands twice"));
      } else if (params[i - 1].image > image) {
        Add({"params"}, "images are not in order");
      }
    }
  }

  void CheckRequirements(const ImageRequirements& require) {
    CheckRange("slice_thickness_mm", require.slice_thickness_mm);
    CheckRange("in_plane_spacing_mm", require.in_plane_spacing_mm);
    for (auto modality = require.modality.begin(); modality != require.modality.end(); ++modality) {
      if (modality->empty()) Add({"require", "modality"}, "a required modality is empty");
      if (std::count(require.modality.begin(), modality, *modality) == 1) {
        Add({"require", "modality", *modality},
            absl::StrCat("required modality ", *modality, " stands twice"));
      }
    }
    const auto& voxels = require.minimum_voxels;
    if (voxels && !(*voxels >= 1 && *voxels <= 1e12 && *voxels == std::floor(*voxels))) {
      Add({"require", "minimum_voxels"}, "minimum_voxels must be a whole number of at least 1");
    }
  }

  void CheckRange(const char* key, const std::optional<ClosedRange>& range) {
    if (!range ||
        (range->low >= 0 && range->low <= range->high && range->high > 0 && std::isfinite(range->high))) {
      return;
    }
    Add({"require", key}, absl::StrCat(key, " is a range from low to high, in mm, not [",
                                       FormatNumber(range->low), ", ", FormatNumber(range->high), "]"));
  }

  std::vector<StudyProblem> problems_;
};

}  // namespace

std::vector<StudyProblem> ProblemsOf(const Extraction& extraction) {
  return ExtractionChecker().Run(extraction);
}

}  // namespace osteon::models
