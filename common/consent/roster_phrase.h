// A roster as twelve words that administrators compare by telephone.
#ifndef OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_
#define OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_

#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/consent/consent.h"

namespace osteon {

// The first twelve bytes of SHA-256(RosterText), a word each: 96 bits. Finding another roster with the phrase
// of a given one takes some 2^96 new keys; who may choose keys on both rosters finds two with one phrase
// after some 2^48.
std::string RosterPhrase(const Roster& roster);

// OK when `heard`, the phrase as another hospital's administrator read it out, is that of `roster`; capitals,
// commas and spaces do not matter. kFailedPrecondition: it is not; the message says which word differs first,
// and what that means.
absl::Status CheckHeardPhrase(const Roster& roster, absl::string_view heard);

// The 256 words, by byte.
std::span<const char* const> RosterPhraseWords();

}  // namespace osteon

#endif  // OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_
