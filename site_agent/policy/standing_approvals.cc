#include "site_agent/policy/standing_approvals.h"

#include <algorithm>
#include <optional>

#include "common/identity/certificate.h"

namespace osteon {
namespace {

constexpr char kKey[] = "standing_approvals";

StandingApproval ParseRule(const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, kKey, problems);
  StandingApproval rule;
  if (const std::optional<std::string> key = map.RequiredText("author_key")) {
    rule.author_key = *key;
    if (key->size() != 64 || key->find_first_not_of("0123456789abcdef") != std::string::npos) {
      problems.Add(*map.node().Child("author_key"),
                   "author_key must be 64 lower-case hexadecimal digits, as `osteon-agent studies` shows it");
    }
  }
  if (const YamlNode* sites = map.Required("sites")) {
    for (const std::string& site : ReadTexts(*sites, "sites", problems)) {
      if (!ValidateMemberName(site).ok()) problems.Add(*sites, "sites: \"" + site + "\" is no site's name");
      rule.sites.insert(site);
    }
    if (sites->kind == YamlNode::Kind::kList && sites->children.empty()) {
      problems.Add(*sites, "sites must name at least one site");
    }
  }
  map.RefuseOtherKeys();
  return rule;
}

}  // namespace

std::vector<StandingApproval> ParseStandingApprovals(YamlMap& policy, YamlProblems& problems) {
  std::vector<StandingApproval> rules;
  const YamlNode* node = policy.Optional(kKey);
  if (node == nullptr) return rules;
  if (node->kind != YamlNode::Kind::kList) {
    problems.Add(*node, "standing_approvals must be a list of {author_key: ..., sites: [...]}, not " +
                            Describe(*node));
    return rules;
  }
  for (const YamlNode& child : node->children) rules.push_back(ParseRule(child, problems));
  return rules;
}

bool IsCovered(const std::vector<StandingApproval>& rules, const std::string& author_key,
               const Roster& others, const KnownSites& known) {
  const RosterNews news = CompareRoster(known, others);
  if (others.empty() || !news.unknown.empty() || !news.changed.empty()) return false;
  return std::any_of(rules.begin(), rules.end(), [&](const StandingApproval& rule) {
    return rule.author_key == author_key && std::all_of(others.begin(), others.end(), [&](const auto& entry) {
             return rule.sites.contains(entry.first);
           });
  });
}

}  // namespace osteon
