// What a hospital says yes or no to: a study, and a roster of sites with their keys. All sides derive the
// same texts.
#ifndef OSTEON_COMMON_CONSENT_CONSENT_H_
#define OSTEON_COMMON_CONSENT_CONSENT_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// Site name -> SHA-256 of its public key, in hexadecimal.
using Roster = std::map<std::string, std::string>;

// One line "name key" per site, sorted by name; RosterSha256 is the SHA-256 of that text in hexadecimal.
std::string RosterText(const Roster& roster);
std::string RosterSha256(const Roster& roster);
// kDataLoss: not such a text.
absl::StatusOr<Roster> ParseRoster(absl::string_view text);

// The text that an author's key signs when a study is submitted.
std::string StudyText(const std::string& study_sha256);

enum class DecisionKind { kApprove, kRefuse, kWithdraw };

// The text that a site's key signs. `mask_key` is the public part of the key that the site made for the
// study's masks, 32 bytes, when it approves; otherwise empty.
std::string DecisionText(const std::string& study_sha256, const std::string& roster_sha256, DecisionKind kind,
                         absl::string_view mask_key);

}  // namespace osteon

#endif  // OSTEON_COMMON_CONSENT_CONSENT_H_
