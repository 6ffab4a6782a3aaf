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

class QualityReview {
 public:
  // Makes the folder, readable by its owner only, and removes what an earlier review wrote into it; other
  // files stay. kFailedPrecondition: its index.html is not of a review. Also errors of the file system.
  static absl::StatusOr<std::unique_ptr<QualityReview>> Begin(std::string folder);

  // Notes the facts of a case and writes its picture; of the volumes nothing is kept. From any thread,
  // several at a time. A picture that cannot be written is no fault of the case: Finish tells.
  void Examine(const CaseRegion& region, const Volume& image, const Volume& mask);

  // Notes that a case has no features. From any thread.
  void Fail(const ManifestCase& one, const absl::Status& why);

  // Compares the cases and writes qa.csv and then index.html, each complete or not at all, in the order of
  // the manifest. `subject` is what was reviewed, for the page's heading. The first error of writing, if any.
  // To be called once, after all cases.
  absl::Status Finish(const std::string& subject);

 private:
  explicit QualityReview(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
  std::mutex mutex_;  // of what follows
  std::vector<QualityCase> cases_;
  std::vector<QualityCase> failures_;
  absl::Status written_;
};

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_QUALITY_REVIEW_H_
