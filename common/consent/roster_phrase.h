// A roster as six words that administrators compare by telephone.
#ifndef OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_
#define OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_

#include <span>
#include <string>

#include "common/consent/consent.h"

namespace osteon {

// The first six bytes of SHA-256(RosterText), a word each: 48 bits. Finding another roster with the phrase of
// a given one takes some 2^48 new keys; but who may choose keys on both rosters finds two with one phrase
// after some 2^24. It is the quick check; the fingerprints are the proof.
std::string RosterPhrase(const Roster& roster);

// The 256 words, by byte.
std::span<const char* const> RosterPhraseWords();

}  // namespace osteon

#endif  // OSTEON_COMMON_CONSENT_ROSTER_PHRASE_H_
