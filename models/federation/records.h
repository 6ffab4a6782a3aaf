// What a site releases by itself, one record a site: the answers to Gather.
#ifndef OSTEON_MODELS_FEDERATION_RECORDS_H_
#define OSTEON_MODELS_FEDERATION_RECORDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/federation/count_requests.h"
#include "models/validation/case_mix.h"
#include "models/validation/comparison.h"
#include "models/validation/metrics.h"
#include "models/validation/variable_summary.h"

namespace osteon::models {

struct Admission {
  std::string dataset_sha256;                     // of the frozen table
  std::uint64_t read = 0;                         // patients in the site's table
  std::map<std::string, std::uint64_t> excluded;  // reason -> patients, e.g. "missing age", "no features"
  std::uint64_t train_patients = 0, train_events = 0;  // analysed
  std::uint64_t holdout_patients = 0, holdout_events = 0;
  std::map<std::string, std::string> software;  // "osteon" -> version, "kernel logistic" -> version
  // Image (empty: all images of a patient) -> hash of the settings that its features were extracted with, as
  // the site understood them; empty where the study extracts nothing.
  std::map<std::string, std::string> extraction_settings;
  // What is not told, for which disclosure rule's sake: "train_patients", "read", "excluded: REASON", ... ->
  // "min_cell". The number in its place is 0.
  std::map<std::string, std::string> suppressed{};
  // The limits that the site judges this study's releases by, as policy.yaml writes them; with rules off
  // {"rules", "off_for_testing"}.
  std::map<std::string, std::string> limits{};
  std::uint64_t scalars_left = 0;  // that the site may still release of these data
  // Of an external site: columns that only models need and that it cannot bring -> why. In words; no
  // patient's value, no name of another column.
  std::map<std::string, std::string> lacking{};
  // Columns with a feature prefix, in the order of the site's table; empty unless the study begins with all.
  std::vector<std::string> features;
  friend bool operator==(const Admission&, const Admission&) = default;
};

// Performance among the patients with each level of a categorical column, as measured.
struct Subgroups {
  std::string variable;
  // As the request orders them; at the end kMissingLevel where a patient has none.
  std::vector<std::pair<std::string, ValidationMetrics>> levels;
  std::string suppressed{};  // the disclosure rule for whose sake no level is told
  friend bool operator==(const Subgroups&, const Subgroups&) = default;
};
inline constexpr char kMissingLevel[] = "(missing)";

using SiteRecord = std::variant<Admission, ValidationMetrics, ModelComparison, SealedCounts, VariableSummary,
                                CaseMix, Subgroups>;

// How many numbers a record releases.
std::uint64_t ScalarCount(const SiteRecord& record);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_RECORDS_H_
