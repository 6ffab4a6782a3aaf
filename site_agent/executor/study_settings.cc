#include "site_agent/executor/study_settings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

absl::StatusOr<ExtractionSettings> Parse(const models::ExtractionParams& params) {
  return ParseExtractionSettings(params.params_text, params.params_name);
}

// A study whose one parameter file is for all images takes any.
absl::Status CheckImages(const models::Extraction& extraction, const Manifest& manifest) {
  std::set<std::string> wanted;
  for (const models::ExtractionParams& params : extraction.params) wanted.insert(params.image);
  const std::set<std::string> found(manifest.images.begin(), manifest.images.end());
  if (!extraction.NamesImages() || wanted == found) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(manifest.file, ":1: the study has parameters for the images ", absl::StrJoin(wanted, ", "),
                   "; the manifest has ",
                   manifest.images.front().empty() ? "one image without a name" : absl::StrJoin(found, ", "),
                   ". Its columns must be ",
                   absl::StrJoin(wanted, ", ",
                                 [](std::string* out, const std::string& image) {
                                   absl::StrAppend(out, "image_", image, " and mask_", image);
                                 }),
                   ", or mask for those on one grid, and no other image_"));
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> StudySettingsHashes(const models::Extraction& extraction) {
  std::map<std::string, std::string> hashes;
  for (const models::ExtractionParams& params : extraction.params) {
    OSTEON_ASSIGN_OR_RETURN(const ExtractionSettings settings, Parse(params));
    hashes[params.image] = SettingsHash(settings);
  }
  return hashes;
}

absl::StatusOr<std::vector<ExtractionSettings>> StudySettings(const models::Extraction& extraction,
                                                              const Manifest& manifest) {
  OSTEON_RETURN_IF_ERROR(CheckImages(extraction, manifest));
  std::vector<ExtractionSettings> settings;
  if (!extraction.NamesImages()) {
    OSTEON_ASSIGN_OR_RETURN(ExtractionSettings all, Parse(extraction.params.front()));
    settings.push_back(std::move(all));
    return settings;
  }
  for (const std::string& image : manifest.images) {
    const auto params = std::find_if(extraction.params.begin(), extraction.params.end(),
                                     [&](const auto& one) { return one.image == image; });
    OSTEON_ASSIGN_OR_RETURN(ExtractionSettings one, Parse(*params));
    settings.push_back(std::move(one));
  }
  return settings;
}

}  // namespace osteon
