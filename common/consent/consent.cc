#include "common/consent/consent.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/sha256.h"

namespace osteon {

std::string RosterText(const Roster& roster) {
  std::string text;
  for (const auto& [name, key] : roster) absl::StrAppend(&text, name, " ", key, "\n");
  return text;
}

std::string RosterSha256(const Roster& roster) {
  return Sha256Hex(RosterText(roster));
}

absl::StatusOr<Roster> ParseRoster(absl::string_view text) {
  Roster roster;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    if (parts.size() != 2 || !roster.emplace(parts[0], parts[1]).second) {
      return absl::DataLossError("a stored roster cannot be read");
    }
  }
  return roster;
}

std::string StudyText(const std::string& study_sha256) {
  return absl::StrCat("osteon study v1\nstudy ", study_sha256, "\n");
}

std::string DecisionText(const std::string& study_sha256, const std::string& roster_sha256, DecisionKind kind,
                         absl::string_view mask_key) {
  const char* word = kind == DecisionKind::kApprove  ? "approve"
                     : kind == DecisionKind::kRefuse ? "refuse"
                                                     : "withdraw";
  return absl::StrCat("osteon decision v1\nstudy ", study_sha256, "\nroster ", roster_sha256, "\nmask key ",
                      mask_key.empty() ? "none" : absl::BytesToHexString(mask_key), "\n", word, "\n");
}

}  // namespace osteon
