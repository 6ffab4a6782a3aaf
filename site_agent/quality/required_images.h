// What a study requires of images, held against a manifest while its features are extracted.
#ifndef OSTEON_SITE_AGENT_QUALITY_REQUIRED_IMAGES_H_
#define OSTEON_SITE_AGENT_QUALITY_REQUIRED_IMAGES_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/study/image_requirements.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/imaging/volume.h"

namespace osteon::quality {

class RequiredImages {
 public:
  // Errors of FindModalityColumn.
  static absl::StatusOr<std::unique_ptr<RequiredImages>> Create(models::ImageRequirements requirements,
                                                                const Manifest& manifest);

  // kFailedPrecondition: FindRefusal, whose message names the image. From any thread, several at a time.
  absl::Status Examine(const CaseRegion& region, const Volume& image, const Volume& mask);

  // What a patient's images have not, as patients are counted by it: one key of the requirements, the first
  // in the alphabet where several images lack several, whatever the order of work. Empty: they have all. To
  // be called when all is examined.
  std::string LackingOf(const std::string& patient_id) const;

 private:
  RequiredImages(models::ImageRequirements requirements, std::optional<std::size_t> modality_column)
      : requirements_(std::move(requirements)), modality_column_(modality_column) {}

  const models::ImageRequirements requirements_;
  const std::optional<std::size_t> modality_column_;      // of the carried ones
  std::mutex mutex_;                                      // of what follows
  std::map<std::string, std::set<std::string>> lacking_;  // by patient
};

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_REQUIRED_IMAGES_H_
