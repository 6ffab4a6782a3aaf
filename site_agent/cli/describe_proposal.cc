#include "site_agent/cli/describe_proposal.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/consent/roster_phrase.h"
#include "models/pipeline/allowed.h"
#include "models/pipeline/expected_releases.h"
#include "models/study/describe_study.h"

namespace osteon {
namespace {

// One digit, and two where the first is a 1: 1234 -> "1200", 56789 -> "60000"; below 100 as it is.
std::string Roughly(double count) {
  if (count < 100) return absl::StrCat(static_cast<int>(std::ceil(count)));
  double power = std::pow(10, std::floor(std::log10(count)));
  if (count < 2 * power) power /= 10;
  return absl::StrFormat("%.0f", std::round(count / power) * power);
}

std::string Author(const StudyProposal& proposal, const ProposalFacts& facts) {
  if (!facts.author.ok()) {
    return absl::StrCat("asked by ", proposal.author,
                        ", SIGNATURE NOT GOOD: ", facts.author.status().message(), "\n");
  }
  return absl::StrCat("asked by ", proposal.author, ", signature checked, key ",
                      facts.author->public_key_fingerprint, "\n");
}

std::string Expected(const StudyProposal& proposal, const std::string& self) {
  const std::vector<std::string>& development = proposal.study.development;
  const bool develops = std::find(development.begin(), development.end(), self) != development.end();
  const models::ExpectedReleases expected = models::EstimateReleases(proposal.study, develops);
  std::string text =
      absl::StrCat("what to expect of this site, an estimate of the order of magnitude\n  about ",
                   Roughly(expected.requests), " requests and ", Roughly(expected.numbers), " numbers: ",
                   absl::StrJoin(expected.steps, ", ",
                                 [](std::string* out, const models::ExpectedStep& step) {
                                   absl::StrAppend(out, step.what, " ", Roughly(step.numbers));
                                 }),
                   "\n");
  if (proposal.study.UsesAllFeatures()) {
    absl::StrAppend(&text, "  (taking ", models::AssumedSizes().features, " features and ",
                    models::AssumedSizes().patients, " patients for granted)\n");
  }
  absl::StrAppend(&text, "  one by one, readable as this site's: 1 admission, ", expected.validation_records,
                  " validation records, ", expected.comparison_records, " comparisons\n");
  return text;
}

// The stricter of what study and hospital ask, and whose it is.
std::string Limit(const std::string& key, std::optional<double> study, const ProposalFacts& facts,
                  bool more_is_stricter) {
  const auto found = facts.policy_limits.find(key);
  if (found == facts.policy_limits.end()) {
    return study ? absl::StrCat(key, " ", *study, " (the study's)") : "";
  }
  const double own = std::strtod(found->second.c_str(), nullptr);
  if (!study || own == *study) return absl::StrCat(key, " ", own, study ? " (both)" : " (policy.yaml's)");
  const bool own_counts = more_is_stricter == (own > *study);
  return own_counts ? absl::StrCat(key, " ", own, " (policy.yaml's; the study's is ", *study, ")")
                    : absl::StrCat(key, " ", *study, " (the study's; policy.yaml's is ", own, ")");
}

std::string Limits(const StudyProposal& proposal, const ProposalFacts& facts) {
  const models::Privacy& privacy = proposal.study.privacy;
  std::vector<std::string> limits = {
      Limit("min_patients", privacy.min_patients, facts, true),
      Limit("min_cell", privacy.min_cell, facts, true),
      Limit("max_columns_per_patient", privacy.max_columns_per_patient, facts, false)};
  for (const auto& [key, value] : facts.policy_limits) {
    if (key == "min_patients" || key == "min_cell" || key == "max_columns_per_patient") continue;
    limits.push_back(absl::StrCat(key, " ", value, " (policy.yaml's)"));
  }
  std::erase(limits, "");
  return absl::StrCat("limits that are written down, the stricter one\n  ",
                      limits.empty() ? "none; each rule's default counts" : absl::StrJoin(limits, ", "),
                      "\n");
}

std::string AboutKey(const std::string& site, const std::string& key, const ProposalFacts& facts) {
  if (site == facts.self) return "this hospital";
  const auto known = facts.known.find(site);
  if (known == facts.known.end()) return "new to this hospital";
  const std::string since = absl::StrCat("since ", known->second.date, ", study ", known->second.study);
  if (known->second.fingerprint == key) return absl::StrCat("known ", since);
  return absl::StrCat("ANOTHER KEY than the known one, ", known->second.fingerprint, " (", since,
                      "): ask that hospital by telephone");
}

}  // namespace

std::string DescribeProposal(const StudyProposal& proposal, const ProposalFacts& facts) {
  std::string text =
      absl::StrCat(proposal.study.name, "  ", proposal.study_sha256.substr(0, 12), "  ", facts.decision,
                   "  (", proposal.state, ")\n", Author(proposal, facts), DescribeStudy(proposal.study));
  for (const auto& [image, hash] : facts.extraction) {
    absl::StrAppend(&text, "extraction settings ", image.empty() ? "" : absl::StrCat("of ", image, " "), hash,
                    "\n");
  }
  absl::StrAppend(&text, "kinds of request\n  ", absl::StrJoin(models::AllowedKinds(proposal.study), ", "),
                  "\n", Expected(proposal, facts.self), Limits(proposal, facts), "roster\n");
  for (const auto& [site, key] : proposal.roster) {
    absl::StrAppend(&text, absl::StrFormat("  %-20s key %s  ", site, key), AboutKey(site, key, facts), "\n");
  }
  absl::StrAppend(
      &text,
      "  What this hospital's part adds to a sum stays in the coordinator's journal, also when it "
      "withdraws later:\n  the study ends then, and one that begins again without this hospital may, "
      "by the difference of both sums,\n  tell of this hospital alone.\n");
  absl::StrAppend(
      &text, "  phrase: ", RosterPhrase(proposal.roster),
      "\n  The other hospitals must see the same phrase: compare it by telephone before approving.\n\n");
  return text;
}

}  // namespace osteon
