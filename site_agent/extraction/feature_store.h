// Features that were computed before, in a folder: what makes a second run quick and a killed one resume.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_FEATURE_STORE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_FEATURE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "site_agent/extraction/case_features.h"

namespace osteon {

// All that features depend on. The first three are SHA-256 as 64 lower-case digits.
struct FeatureKey {
  std::string image_sha256, mask_sha256, settings_sha256;
  std::int64_t label = 0;
};

// One file an entry, FOLDER/xx/<hash of the key and of BuildId>.features: another
// build may give other values, so a program without a build ID keeps nothing. Values come back to the last
// bit. Entries appear complete or not at all, and several threads and programs may use one folder at a time.
// The folder is made with the first entry; entries may be deleted at any time.
class FeatureStore {
 public:
  explicit FeatureStore(std::string folder) : folder_(std::move(folder)) {}
  const std::string& folder() const { return folder_; }

  // nullopt: there is no such entry, or it is damaged or of another shape than asked for.
  std::optional<CaseFeatures> Find(const FeatureKey& key, std::size_t diagnostics, std::size_t values) const;

  // Errors of MakeFolder; kUnavailable: the file cannot be written.
  absl::Status Put(const FeatureKey& key, const CaseFeatures& features) const;

  // How many entries there are.
  std::size_t Count() const;

  // Removes the entries, and the folder unless it holds something else. Errors are passed over.
  void Remove() const;

 private:
  std::string PathOf(const FeatureKey& key) const;
  std::string folder_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_FEATURE_STORE_H_
