#include "site_agent/policy/policy.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/yaml.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

class Reader {
 public:
  Reader(YamlMap& map, YamlProblems& problems, Policy& policy)
      : map_(map), problems_(problems), policy_(policy) {}

  template <typename Integer>
  void Count(const std::string& key, std::uint64_t least, Integer& limit) {
    const std::optional<double> value = Number(key);
    if (!value) return;
    if (*value >= static_cast<double>(least) && *value <= 1e9 && *value == std::floor(*value)) {
      limit = static_cast<Integer>(*value);
    } else {
      problems_.Add(*map_.node().Child(key),
                    absl::StrCat(key, " must be a whole number of at least ", least));
    }
  }

  std::optional<double> Positive(const std::string& key) {
    const std::optional<double> value = Number(key);
    if (!value) return std::nullopt;
    if (*value > 0 && *value <= 1e9) return value;
    problems_.Add(*map_.node().Child(key), absl::StrCat(key, " must be a number above 0"));
    return std::nullopt;
  }

  void Read() {
    models::Limits& limits = policy_.limits;
    Count("min_patients", 1, limits.min_patients);
    Count("min_cell", 1, limits.min_cell);
    Count("min_sites", 2, limits.min_sites);
    Count("max_releases", 0, limits.max_releases);
    Count("max_thresholds", 0, limits.max_thresholds);
    limits.max_columns_per_patient =
        Positive("max_columns_per_patient").value_or(limits.max_columns_per_patient);
    limits.max_scalars_ratio_clear =
        Positive("max_scalars_ratio_clear").value_or(limits.max_scalars_ratio_clear);
    limits.max_scalars_ratio_secure =
        Positive("max_scalars_ratio_secure").value_or(limits.max_scalars_ratio_secure);
    // One number for both.
    if (const std::optional<double> both = Positive("max_scalars_ratio")) {
      limits.max_scalars_ratio_clear = limits.max_scalars_ratio_secure = *both;
    }
    limits.min_effective_patients = Positive("min_effective_patients");
    if (const std::optional<bool> allowed = map_.OptionalBool("leave_one_site_out")) {
      limits.leave_one_site_out = *allowed;
      policy_.settings["leave_one_site_out"] = *allowed ? "true" : "false";
    }
    if (const YamlNode* sites = map_.Optional("coordinator_institution")) {
      policy_.coordinator_institution = ReadTexts(*sites, "coordinator_institution", problems_);
      policy_.settings["coordinator_institution"] = absl::StrJoin(policy_.coordinator_institution, ", ");
    }
    if (const YamlNode* sites = map_.Optional("trusted_sites")) ReadTrusted(*sites);
  }

 private:
  std::optional<double> Number(const std::string& key) {
    const std::optional<double> value = map_.OptionalNumber(key);
    if (value) policy_.settings[key] = map_.node().Child(key)->text;
    return value;
  }

  void ReadTrusted(const YamlNode& sites) {
    if (sites.kind != YamlNode::Kind::kMap) {
      problems_.Add(sites, absl::StrCat("trusted_sites needs a map from site to key fingerprint, not ",
                                        Describe(sites)));
      return;
    }
    for (const YamlNode& site : sites.children) {
      const std::optional<std::string> fingerprint = ReadText(site, "a key fingerprint", problems_);
      if (!fingerprint) continue;
      const std::string lower = absl::AsciiStrToLower(*fingerprint);
      const bool hexadecimal = std::all_of(lower.begin(), lower.end(), absl::ascii_isxdigit);
      if (lower.size() != 64 || !hexadecimal) {
        problems_.Add(site,
                      "a key fingerprint has 64 hexadecimal digits, as `osteon-agent studies` shows it");
      }
      policy_.trusted_sites[site.key] = lower;
    }
    std::vector<std::string> names;
    for (const auto& [name, fingerprint] : policy_.trusted_sites) names.push_back(name);
    policy_.settings["trusted_sites"] = absl::StrJoin(names, ", ");
  }

  YamlMap& map_;
  YamlProblems& problems_;
  Policy& policy_;
};

}  // namespace

absl::StatusOr<Policy> ParsePolicy(const std::string& text, const std::string& file) {
  Policy policy;
  YamlProblems problems(file);
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "policy", problems);
  const std::optional<std::string> rules = map.OptionalChoice("rules", {"standard", "off_for_testing"});
  policy.off_for_testing = rules == "off_for_testing";
  if (const std::optional<std::string> withdrawal = map.OptionalChoice("on_withdrawal", {"stop", "finish"})) {
    policy.on_withdrawal = *withdrawal == "finish" ? OnWithdrawal::kFinish : OnWithdrawal::kStop;
  }
  Reader(map, problems, policy).Read();
  policy.standing_approvals = ParseStandingApprovals(map, problems);
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return policy;
}

absl::StatusOr<Policy> ReadPolicy(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::size_t{1} << 20));
  return ParsePolicy(text, path);
}

absl::StatusOr<Policy> ReadPolicyInForce(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(Policy policy, ReadPolicy(path));
  if (!policy.off_for_testing) return policy;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": rules: off_for_testing is for `osteon simulate` only"));
}

std::size_t TrustedInstitutions(const Policy& policy, const Roster& roster,
                                const std::vector<std::string>& sites) {
  const std::vector<std::string>& coordinators = policy.coordinator_institution;
  std::set<std::string> institutions;
  for (const std::string& site : sites) {
    const auto key = roster.find(site);
    if (key == roster.end()) continue;
    if (!policy.trusted_sites.empty()) {
      const auto trusted = policy.trusted_sites.find(site);
      if (trusted == policy.trusted_sites.end() || trusted->second != key->second) continue;
    }
    const bool coordinator = std::find(coordinators.begin(), coordinators.end(), site) != coordinators.end();
    institutions.insert(coordinator ? "" : site);
  }
  return institutions.size();
}

std::map<std::string, std::string> LimitTexts(const models::Limits& limits) {
  return {{"min_patients", absl::StrCat(limits.min_patients)},
          {"min_cell", absl::StrCat(limits.min_cell)},
          {"max_columns_per_patient", absl::StrCat(limits.max_columns_per_patient)},
          {"min_sites", absl::StrCat(limits.min_sites)},
          {"min_effective_patients", absl::StrCat(limits.EffectivePatients())},
          {"max_releases", absl::StrCat(limits.max_releases)},
          {"max_scalars_ratio_clear", absl::StrCat(limits.max_scalars_ratio_clear)},
          {"max_scalars_ratio_secure", absl::StrCat(limits.max_scalars_ratio_secure)},
          {"max_thresholds", absl::StrCat(limits.max_thresholds)},
          {"leave_one_site_out", limits.leave_one_site_out ? "true" : "false"}};
}

std::string RulesWord(const Policy& policy) {
  if (policy.off_for_testing) return "off_for_testing";
  return policy.settings.empty() ? "default" : "own policy";
}

}  // namespace osteon
