// Image QA of a manifest while its features are extracted: a folder with index.html, qa.csv and one picture a
// region.
#ifndef OSTEON_SITE_AGENT_QUALITY_QUALITY_REVIEW_H_
#define OSTEON_SITE_AGENT_QUALITY_QUALITY_REVIEW_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/quality/quality_case.h"

namespace osteon::quality {

struct ReviewCounts {
  std::size_t cases = 0;    // regions of images, by reader
  std::size_t flagged = 0;  // with features and a finding
};

class QualityReview {
 public:
  // Makes the folder, readable by its owner only, and removes what an earlier review wrote into it; other
  // files stay. `manifest` outlives the review. kFailedPrecondition: the folder's index.html is not of a
  // review. Also errors of the file system.
  static absl::StatusOr<std::unique_ptr<QualityReview>> Begin(std::string folder, const Manifest& manifest);

  // Notes the facts of a case and writes its picture; of the volumes nothing is kept. From any thread,
  // several at a time. A picture that cannot be written is no fault of the case: Finish tells.
  void Examine(const CaseRegion& region, const Volume& image, const Volume& mask);

  // Notes which images of a row have no features, and why. From any thread.
  void NoteErrors(const ExtractedRow& row);

  // Compares the cases and writes qa.csv and then index.html, each complete or not at all, in the order of
  // the manifest. `subject` is what was reviewed, for the page's heading. To be called once, after all cases.
  // The first error of writing, if any.
  absl::StatusOr<ReviewCounts> Finish(const std::string& subject);

 private:
  QualityReview(std::string folder, const Manifest& manifest)
      : folder_(std::move(folder)), manifest_(manifest) {}

  const std::string folder_;
  const Manifest& manifest_;
  std::mutex mutex_;                           // of what follows
  std::vector<QualityCase> cases_, failures_;  // those examined; those with an error
  absl::Status written_;
};

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_QUALITY_REVIEW_H_
