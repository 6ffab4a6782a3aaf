#include "site_agent/policy/policy.h"

#include <array>
#include <optional>

#include "common/config/yaml.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

// The numbers of the disclosure rules.
constexpr std::array<const char*, 8> kNumbers = {
    "min_patients", "min_cell",          "max_columns_per_patient", "min_sites",
    "max_releases", "max_scalars_ratio", "min_effective_patients",  "max_thresholds"};

}  // namespace

absl::StatusOr<Policy> ParsePolicy(const std::string& text, const std::string& file) {
  Policy policy;
  YamlProblems problems(file);
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "policy", problems);
  const std::optional<std::string> rules = map.OptionalChoice("rules", {"standard", "off_for_testing"});
  policy.off_for_testing = rules == "off_for_testing";
  for (const char* name : kNumbers) {
    if (map.OptionalNumber(name)) policy.settings[name] = root.Child(name)->text;
  }
  policy.standing_approvals = ParseStandingApprovals(map, problems);
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return policy;
}

absl::StatusOr<Policy> ReadPolicy(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::size_t{1} << 20));
  return ParsePolicy(text, path);
}

}  // namespace osteon
